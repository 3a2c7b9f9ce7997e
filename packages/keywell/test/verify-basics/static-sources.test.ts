/** Keys at hand: sets, PEM, shared secrets. */
import { createPublicKey } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createVerifier, sharedSecret, staticJwks, staticPem, unchecked } from '../../src/index.ts'
import { localSigner } from '../../src/sign.ts'
import { craftToken, testIssuer } from '../../src/testing.ts'
import { EC_PRIVATE, RSA } from '../jwk/example-keys.ts'
import { failure } from '../support/failures.ts'
import { verdict } from './bench.ts'

const lax = { issuer: unchecked('test'), audience: unchecked('test'), expiry: unchecked('test') }
const signer = localSigner({ ...EC_PRIVATE, alg: 'ES256' })
const tokenWith = (kid: string | undefined): Promise<string> =>
  craftToken({ header: { alg: 'ES256', kid }, payload: {}, signature: signer })
const { d: _, ...EC } = EC_PRIVATE

describe('staticJwks', () => {
  test.each([
    ['a set', { keys: [EC] }],
    ['text', JSON.stringify({ keys: [EC] })],
    ['one JWK', EC],
    ['a list of JWKs', [EC, RSA]],
  ])('takes %s', async (_name, jwks) => {
    expect(await verdict(createVerifier({ ...lax, keys: staticJwks(jwks) }), await tokenWith(undefined))).toBe(
      'accepted',
    )
  })

  test.each([
    ['nothing', undefined],
    ['an empty set', { keys: [] }],
    ['a set of unusable keys', { keys: [{ ...EC, use: 'enc' }] }],
    ['a private key', EC_PRIVATE],
    ['HTML', '<html>'],
    ['a URL', 'https://issuer.test/jwks.json'],
  ])('refuses %s', async (_name, jwks) => {
    await failure('ERR_JWKS_INVALID', () => staticJwks(jwks))
  })

  test('uses a key without kid for a token with one only when asked', async () => {
    const token = await tokenWith('any')
    expect(await verdict(createVerifier({ ...lax, keys: staticJwks(EC) }), token)).toBe('ERR_KEY_NOT_FOUND')
    expect(await verdict(createVerifier({ ...lax, keys: staticJwks(EC, { kidless: 'single' }) }), token)).toBe(
      'accepted',
    )
  })

  test('tries several keys for a token without kid only when asked', async () => {
    const issuer = await testIssuer()
    const jwks = [...issuer.jwks().keys, { ...EC, kid: 'mine' }]
    const token = await tokenWith(undefined)
    expect(await verdict(createVerifier({ ...lax, keys: staticJwks(jwks) }), token)).toBe('ERR_KEY_AMBIGUOUS')
    expect(await verdict(createVerifier({ ...lax, keys: staticJwks(jwks, { tryAll: true }) }), token)).toBe('accepted')
  })

  test('does not notice when the set that it was given changes', async () => {
    const jwks = { keys: [EC] }
    const keys = staticJwks(jwks)
    jwks.keys.pop()
    expect(await verdict(createVerifier({ ...lax, keys }), await tokenWith(undefined))).toBe('accepted')
  })
})

describe('staticPem', () => {
  const pem = createPublicKey({ key: EC, format: 'jwk' }).export({ format: 'pem', type: 'spki' }).toString()

  test.each([undefined, 'any'])('verifies tokens with the kid %j, when it has none itself', async (kid) => {
    expect(
      await verdict(createVerifier({ ...lax, keys: staticPem(pem, { alg: 'ES256' }) }), await tokenWith(kid)),
    ).toBe('accepted')
  })

  test.each([
    ['mine', 'accepted'],
    [undefined, 'accepted'],
    ['other', 'ERR_KEY_NOT_FOUND'],
  ])('with a kid verifies a token with the kid %j: %s', async (kid, expected) => {
    const keys = staticPem(pem, { alg: 'ES256', kid: 'mine' })
    expect(await verdict(createVerifier({ ...lax, keys }), await tokenWith(kid))).toBe(expected)
  })

  test('refuses an algorithm that the key cannot verify', async () => {
    await failure('ERR_JWK_INVALID', () => staticPem(pem, { alg: 'RS256' }))
  })

  test('verifies its one algorithm only', async () => {
    const rsa = createPublicKey({ key: RSA, format: 'jwk' }).export({ format: 'pem', type: 'spki' }).toString()
    const keys = staticPem(rsa, { alg: 'PS256' })
    const token = await craftToken({ header: { alg: 'RS256' }, payload: {}, signature: 'AA' })
    expect(await verdict(createVerifier({ ...lax, keys }), token)).toBe('ERR_KEY_NOT_FOUND')
  })
})

describe('sharedSecret', () => {
  const secret = Uint8Array.from({ length: 32 }, (_value, index) => index + 100)
  const text = Buffer.from(secret).toString('base64url')
  const hmac = localSigner({ kty: 'oct', alg: 'HS256', k: text })

  test.each([undefined, 'any'])('verifies tokens with the kid %j', async (kid) => {
    const token = await craftToken({ header: { alg: 'HS256', kid }, payload: {}, signature: hmac })
    expect(await verdict(createVerifier({ ...lax, keys: sharedSecret(secret, { alg: 'HS256' }) }), token)).toBe(
      'accepted',
    )
  })

  test('is the only door: no JWK Set opens it', async () => {
    await failure('ERR_JWKS_INVALID', () => staticJwks({ keys: [{ kty: 'oct', k: text, alg: 'HS256' }] }))
  })

  test('allows its own algorithm only', async () => {
    const verifier = createVerifier({ ...lax, keys: sharedSecret(secret, { alg: 'HS256' }) })
    expect(await verdict(verifier, await tokenWith(undefined))).toBe('ERR_ALG_NOT_ALLOWED')
    const token = await craftToken({ header: { alg: 'HS512' }, payload: {}, signature: new Uint8Array(64) })
    expect(await verdict(verifier, token)).toBe('ERR_KEY_NOT_FOUND')
  })

  test('is copied: changing the bytes afterwards changes nothing', async () => {
    const bytes = new Uint8Array(secret)
    const keys = sharedSecret(bytes, { alg: 'HS256' })
    bytes.fill(0)
    const token = await craftToken({ header: { alg: 'HS256' }, payload: {}, signature: hmac })
    expect(await verdict(createVerifier({ ...lax, keys }), token)).toBe('accepted')
  })

  test('is shown nowhere: not in the source, its status, or what it prints', () => {
    const keys = sharedSecret(secret, { alg: 'HS256', kid: 'mine' })
    const shown =
      JSON.stringify(keys.status()) +
      inspect(keys, { depth: 9, showHidden: true }) +
      inspect(keys.status(), { depth: 9 })
    expect(shown).not.toContain(text)
    expect(shown).not.toContain('100, 101, 102')
  })

  test.each([31, 0])('of %i bytes is too short for HS256', async (length) => {
    await failure('ERR_JWK_INVALID', () => sharedSecret(new Uint8Array(length).fill(1), { alg: 'HS256' }))
  })
})

describe('keys at hand', () => {
  test('are closed for good', async () => {
    const keys = staticJwks(EC)
    keys.close()
    await failure('ERR_CLOSED', () => keys.refresh('prefetch'))
    expect(keys.status().state).toBe('closed')
    expect(await verdict(createVerifier({ ...lax, keys }), await tokenWith(undefined))).toBe('ERR_CLOSED')
  })

  test('cannot be purged away', async () => {
    const keys = staticJwks(EC)
    keys.purge()
    expect(await verdict(createVerifier({ ...lax, keys }), await tokenWith(undefined))).toBe('accepted')
  })
})
