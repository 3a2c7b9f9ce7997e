/** New keys: how they are named, and that they do not show their secret. */
import { createHash, createPublicKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { generateJwk, spkiSha256, thumbprint } from '../../src/jwk.ts'

const clock = { now: (): number => Date.parse('2026-01-31T23:59:59Z') }

test('a key is named by its thumbprint unless told otherwise', async () => {
  const { privateJwk } = await generateJwk('Ed25519')
  expect(privateJwk.kid).toBe(await thumbprint(privateJwk))
})

test.each(['ES256', 'RS256', 'Ed25519', 'ML-DSA-44'] as const)('%s: spki-sha256 is what OpenSSL says', async (alg) => {
  const { privateJwk, publicJwk = privateJwk } = await generateJwk(alg, { kid: 'spki-sha256' })
  const spki = createPublicKey({ key: { ...publicJwk }, format: 'jwk' }).export({ type: 'spki', format: 'der' })
  expect(privateJwk.kid).toBe(createHash('sha256').update(spki).digest('base64url'))
  expect(await spkiSha256(privateJwk)).toBe(privateJwk.kid)
})

test('uuid is random and well formed', async () => {
  const [one, other] = [await generateJwk('Ed25519', { kid: 'uuid' }), await generateJwk('HS256', { kid: 'uuid' })]
  for (const { privateJwk } of [one, other])
    expect(privateJwk.kid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(one.privateJwk.kid).not.toBe(other.privateJwk.kid)
})

test('date is the day in UTC, and two keys of one day differ', async () => {
  const { privateJwk } = await generateJwk('Ed25519', { kid: 'date', clock })
  expect(privateJwk.kid).toBe(`2026-01-31-${(await thumbprint(privateJwk)).slice(0, 8)}`)
})

test('the date of a symmetric key tells nothing of it', async () => {
  const { privateJwk } = await generateJwk('HS256', { kid: 'date', clock })
  expect(privateJwk.kid).toMatch(/^2026-01-31-[\w-]{8}$/)
  expect(privateJwk.kid).not.toContain((await thumbprint(privateJwk)).slice(0, 8))
})

test.each([
  ['2026-q1', '2026-q1'],
  [{ text: 'date' }, 'date'],
] as const)('any other text is the kid itself: %j', async (kid, expected) => {
  expect((await generateJwk('Ed25519', { kid })).privateJwk.kid).toBe(expected)
})

test.each([
  ['an empty text', 'Ed25519', ''],
  ['an empty text in words', 'Ed25519', { text: '' }],
  ['an SPKI of a symmetric key', 'HS256', 'spki-sha256'],
] as const)('a kid is refused: %s', async (_, alg, kid) => {
  await expect(generateJwk(alg, { kid })).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
})
