/** Keys and tokens of the issuer, judged by node:crypto alone. */
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { ODD_KEYS } from '../odd-keys.ts'
import { scriptedIssuer, type ScriptedIssuer, type ScriptedIssuerOptions } from '../scripted-issuer.ts'
import { rawGet } from './raw-client.ts'

async function start(options?: ScriptedIssuerOptions): Promise<ScriptedIssuer> {
  const issuer = await scriptedIssuer(options)
  onTestFinished(() => issuer.close())
  return issuer
}

const published = async ({ jwksUri }: ScriptedIssuer): Promise<readonly JsonWebKey[]> =>
  JSON.parse((await rawGet(jwksUri)).body).keys

const decoded = (token: string, part: 0 | 1): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString())

/** The places of the keys whose signature it is (ES256). */
function signers(token: string, keys: readonly JsonWebKey[]): readonly number[] {
  const [header, payload, signature = ''] = token.split('.')
  const data = Buffer.from(`${header}.${payload}`)
  return keys.flatMap((key, place) => {
    const publicKey = { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const }
    return verify('sha256', data, publicKey, Buffer.from(signature, 'base64url')) ? [place] : []
  })
}

test('its metadata names it and where its keys are', async () => {
  const issuer = await start()
  const metadata = JSON.parse((await rawGet(`${issuer.issuer}${issuer.discoveryPath}`)).body)
  expect(metadata).toMatchObject({ issuer: issuer.issuer, jwks_uri: issuer.jwksUri })
  issuer.describe({ issuer: 'https://other.test', jwks_uri: undefined })
  const changed = JSON.parse((await rawGet(`${issuer.issuer}${issuer.discoveryPath}`)).body)
  expect(changed.issuer).toBe('https://other.test')
  expect(changed).not.toHaveProperty('jwks_uri')
})

test('its keys move, and the old place is empty', async () => {
  const issuer = await start()
  const old = issuer.jwksUri
  issuer.moveJwks('/moved')
  expect((await rawGet(old)).statusLine).toContain('404')
  expect(issuer.jwksUri).toBe(`${issuer.issuer}/moved`)
  expect(await published(issuer)).toHaveLength(1)
})

test('its tokens say what a verifier needs, and their signature is that of the published key', async () => {
  const issuer = await start()
  const token = await issuer.token({ scope: 'read' })
  const now = Date.now() / 1000
  expect(decoded(token, 0)).toEqual({ alg: 'ES256', kid: 'es256-1', typ: 'JWT' })
  expect(decoded(token, 1)).toMatchObject({ iss: issuer.issuer, aud: issuer.audience, scope: 'read' })
  expect(Number(decoded(token, 1)['exp']) - now).toBeGreaterThan(295)
  expect(signers(token, await published(issuer))).toEqual([0])
})

test('it publishes no private member of its own keys', async () => {
  const issuer = await start({ algorithms: ['ES256', 'RS256', 'Ed25519', 'ML-DSA-44'] })
  const keys = await published(issuer)
  expect(keys.map(({ kty }) => kty)).toEqual(['AKP', 'OKP', 'RSA', 'EC'])
  for (const key of keys) for (const name of ['d', 'p', 'q', 'priv']) expect(key).not.toHaveProperty(name)
})

test('a rotation with overlap publishes both keys, the new one first, and signs with it', async () => {
  const issuer = await start()
  const before = await issuer.token()
  await issuer.keys.rotate()
  const keys = await published(issuer)
  expect(keys.map(({ kid }) => kid)).toEqual(['es256-2', 'es256-1'])
  expect(signers(await issuer.token(), keys)).toEqual([0])
  expect(signers(before, keys)).toEqual([1])
})

test('a rotation without overlap publishes the new key alone', async () => {
  const issuer = await start()
  const before = await issuer.token()
  await issuer.keys.rotate({ overlap: false })
  const keys = await published(issuer)
  expect(keys.map(({ kid }) => kid)).toEqual(['es256-2'])
  expect(signers(before, keys)).toEqual([])
})

test('a rotation may use the kid again, for another key', async () => {
  const issuer = await start()
  const before = await issuer.token()
  await issuer.keys.rotate({ overlap: false, kids: 'same' })
  const keys = await published(issuer)
  expect(keys.map(({ kid }) => kid)).toEqual(['es256-1'])
  expect(signers(before, keys)).toEqual([])
  expect(signers(await issuer.token(), keys)).toEqual([0])
})

test('a rotation may give no kid, and tokens have none then', async () => {
  const issuer = await start()
  await issuer.keys.rotate({ overlap: false, kids: 'none' })
  const keys = await published(issuer)
  const token = await issuer.token()
  expect(keys[0]).not.toHaveProperty('kid')
  expect(decoded(token, 0)).not.toHaveProperty('kid')
  expect(signers(token, keys)).toEqual([0])
})

test('one kid may stand for two algorithms', async () => {
  const issuer = await start({ algorithms: [] })
  await issuer.keys.add('RS256', { kid: 'one' })
  await issuer.keys.add('ES256', { kid: 'one' })
  expect((await published(issuer)).map(({ kid, alg }) => [kid, alg])).toEqual([
    ['one', 'ES256'],
    ['one', 'RS256'],
  ])
})

test('keys that are not published, or no more, sign all the same', async () => {
  const issuer = await start()
  const hidden = await issuer.keys.add('ES256', { kid: 'hidden', publish: false })
  const token = await issuer.token({}, { key: hidden })
  expect(decoded(token, 0)['kid']).toBe('hidden')
  expect(signers(token, await published(issuer))).toEqual([])
  issuer.keys.publish(hidden)
  expect(signers(token, await published(issuer))).toEqual([0])
  issuer.keys.withdraw(hidden)
  expect(signers(await issuer.token({}, { key: hidden }), await published(issuer))).toEqual([])
})

test('an empty set keeps the keys for signing', async () => {
  const issuer = await start()
  issuer.keys.withdraw()
  expect(await published(issuer)).toEqual([])
  expect(decoded(await issuer.token(), 0)['kid']).toBe('es256-1')
})

test.each(Object.entries(ODD_KEYS))('an odd entry stands before the good key: %s', async (_, make) => {
  const issuer = await start()
  const entry: unknown = make()
  issuer.keys.publish(entry)
  const keys = await published(issuer)
  expect(keys[0]).toEqual(entry)
  expect(keys[1]).toMatchObject({ kid: 'es256-1' })
})
