/** Key sets that are untidy and good all the same: what is unfit is set aside, and the rest verifies. */
import { describe, expect, test } from 'vitest'
import type { Answer } from '../answer.ts'
import { ODD_KEYS } from '../odd-keys.ts'
import { meet } from './bench.ts'

const TIMEOUT = { timeout: 60_000 }

test.for(Object.entries(ODD_KEYS))('one bad key of three is set aside with a reason: %s', TIMEOUT, async ([, make]) => {
  await using meeting = await meet({ issuer: { algorithms: ['ES256', 'Ed25519'] } })
  const { issuer, keys, verdict } = meeting
  issuer.keys.publish(make())
  for (const key of issuer.keys.all) expect(await verdict(await issuer.token({}, { key }))).toBe('accepted')
  const { quarantined, keys: usable } = keys.status().keys ?? {}
  expect(quarantined).toMatchObject([{ index: 0, reason: expect.stringMatching(/\w/) }])
  expect(usable).toHaveLength(2)
  expect(issuer.requests).toHaveLength(1)
})

test('a token of the bad key itself is refused, and says why', TIMEOUT, async () => {
  await using meeting = await meet()
  const { issuer, refusal } = meeting
  issuer.keys.publish(ODD_KEYS['rsa-without-modulus']())
  const error = await refusal(await issuer.token({}, { header: { alg: 'RS256', kid: 'no-n' } }))
  expect(error.kind).toBe('token')
})

test.for(['Ed25519', 'ML-DSA-44', 'RS256', 'PS256', 'ES384'] as const)(
  'a %s key verifies beside an ES256 key',
  TIMEOUT,
  async (alg) => {
    await using meeting = await meet({ issuer: { algorithms: ['ES256', alg] } })
    const { issuer, verifier } = meeting
    const [other, first] = issuer.keys.all
    for (const key of [first, other]) {
      if (key === undefined) throw new Error('a key is missing')
      const { header } = await verifier.verify(await issuer.token({}, { key }))
      expect(header).toMatchObject({ alg: key.alg, kid: key.kid })
    }
    expect(issuer.requests).toHaveLength(1)
  },
)

test('one kid for two algorithms verifies both', TIMEOUT, async () => {
  await using meeting = await meet({ issuer: { algorithms: [] } })
  const { issuer, verdict } = meeting
  const keys = [await issuer.keys.add('RS256', { kid: 'one' }), await issuer.keys.add('ES256', { kid: 'one' })]
  for (const key of keys) expect(await verdict(await issuer.token({}, { key }))).toBe('accepted')
})

test('a set without kids verifies tokens without one, and no token that names a key', TIMEOUT, async () => {
  await using meeting = await meet({ issuer: { algorithms: [] } })
  const { issuer, verdict } = meeting
  await issuer.keys.add('ES256', { kid: null })
  expect(await verdict()).toBe('accepted')
  expect(await verdict(await issuer.token({}, { header: { kid: 'any' } }))).toBe('ERR_KEY_NOT_FOUND')
})

test('an empty set at first is a 503, and no word about the token', TIMEOUT, async () => {
  await using meeting = await meet()
  const { issuer, refusal } = meeting
  const token = await issuer.token()
  issuer.keys.withdraw()
  expect(await refusal(token)).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', cause: { code: 'ERR_JWKS_INVALID' } })
})

describe.concurrent('the same set', TIMEOUT, () => {
  test.for<[string, Answer]>([
    ['in gzip', { encoding: 'gzip' }],
    ['in brotli', { encoding: 'br' }],
    ['in deflate', { encoding: 'deflate' }],
    ['in chunks', { framing: 'chunked' }],
    ['in pieces', { delivery: { how: 'slow', bytes: 50, everyMs: 5 } }],
    ['as text/html', { headers: { 'content-type': 'text/html' } }],
    ['without a content type', { headers: { 'content-type': null } }],
    ['without a date and validators', { headers: { date: null }, validators: 'none' }],
    ['with spaces up to the bound', { padToBytes: 262_144 }],
  ])('%s is taken', async ([, answer]) => {
    await using meeting = await meet()
    const { issuer, verdict } = meeting
    issuer.script(issuer.jwksPath, answer)
    expect(await verdict()).toBe('accepted')
    const accept = expect.stringContaining('application/jwk-set+json')
    expect(issuer.requests).toMatchObject([{ status: 200, headers: { accept } }])
  })

  test('with one space more than the bound is refused', async () => {
    await using meeting = await meet()
    const { issuer, refusal } = meeting
    issuer.script(issuer.jwksPath, { padToBytes: 262_145 })
    expect(await refusal()).toMatchObject({ cause: { code: 'ERR_FETCH_TOO_LARGE' } })
  })
})

describe.concurrent('a rotation', TIMEOUT, () => {
  test('with overlap verifies both keys', async () => {
    await using meeting = await meet()
    const { issuer, verdict } = meeting
    const before = await issuer.token()
    expect(await verdict(before)).toBe('accepted')
    await issuer.keys.rotate()
    expect(await verdict()).toBe('accepted')
    expect(await verdict(before)).toBe('accepted')
  })

  test('without overlap refuses the old key from then on, and says that all were replaced', async () => {
    await using meeting = await meet()
    const { issuer, keys, verdict } = meeting
    const events: string[] = []
    keys.subscribe(({ type }) => events.push(type))
    const before = await issuer.token()
    expect(await verdict(before)).toBe('accepted')
    await issuer.keys.rotate({ overlap: false })
    expect(await verdict()).toBe('accepted')
    expect(await verdict(before)).toBe('ERR_KEY_NOT_FOUND')
    expect(events).toContain('all-replaced')
  })

  test('under the same kid refuses the new key’s token first, and heals without being asked', async () => {
    await using meeting = await meet()
    const { issuer, recovered, verdict } = meeting
    const before = await issuer.token()
    expect(await verdict(before)).toBe('accepted')
    await issuer.keys.rotate({ overlap: false, kids: 'same' })
    expect(await verdict()).toBe('ERR_SIGNATURE_INVALID')
    await recovered()
    expect(await verdict(before)).toBe('ERR_SIGNATURE_INVALID')
  })

  test('that nobody published is a token of an unknown key', async () => {
    await using meeting = await meet()
    const { verdict, strayToken } = meeting
    expect(await verdict()).toBe('accepted')
    expect(await verdict(await strayToken())).toBe('ERR_KEY_NOT_FOUND')
    expect(await verdict()).toBe('accepted')
  })
})
