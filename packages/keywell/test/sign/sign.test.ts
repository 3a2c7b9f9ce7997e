/** Signing with keys of one's own. */
import { describe, expect, test } from 'vitest'
import { createVerifier, decodeJwt, staticJwks } from '../../src/index.ts'
import { generateJwk } from '../../src/jwk.ts'
import { localSigner, signJwt, type Signer } from '../../src/sign.ts'
import { fakeClock } from '../../src/testing.ts'
import { EC, EC_PRIVATE, RSA_PRIVATE } from '../jwk/example-keys.ts'
import { failure } from '../support/failures.ts'

const clock = fakeClock({ now: 1_700_000_000_500 })
const signer = localSigner({ ...EC_PRIVATE, alg: 'ES256', kid: 'a' })
const claims = async (payload: object, options: object = {}): Promise<unknown> =>
  decodeJwt(await signJwt({ ...payload }, { signer, clock, ...options })).payload

describe('localSigner', () => {
  test('has the algorithm and kid of its key, and gives its public part', async () => {
    expect(signer).toMatchObject({ alg: 'ES256', kid: 'a' })
    expect(await signer.publicJwk()).toEqual({ ...EC, alg: 'ES256', kid: 'a' })
  })

  test('prints and serialises without the key', () => {
    expect(JSON.stringify(signer)).toBe('{"alg":"ES256","kid":"a"}')
    expect(Object.isFrozen(signer)).toBe(true)
  })

  test.each([
    ['a public key', { ...EC, alg: 'ES256' }, undefined],
    ['a key without alg', EC_PRIVATE, 'alg'],
    ['an alg that does not exist', { ...EC_PRIVATE, alg: 'none' }, 'alg'],
    ['an alg of another type', { ...EC_PRIVATE, alg: 'RS256' }, 'alg'],
    ['an alg of another curve', { ...EC_PRIVATE, alg: 'ES384' }, 'crv'],
    ['a key for encryption', { ...RSA_PRIVATE, alg: 'RS256', use: 'enc' }, 'use'],
    ['a key for other operations', { ...RSA_PRIVATE, alg: 'RS256', key_ops: ['decrypt'] }, 'key_ops'],
    ['a secret that is too short', { kty: 'oct', alg: 'HS256', k: 'AAAA' }, 'k'],
    ['a weak RSA key', { ...RSA_PRIVATE, alg: 'RS256', n: 'AQAB' }, 'n'],
    ['nothing', undefined, undefined],
  ])('refuses %s', async (_, jwk, member) => {
    const error = await failure('ERR_JWK_INVALID', () => localSigner(jwk as never))
    expect(error.detail.member).toBe(member)
  })

  test('takes a key for signing, by use and by operations', () => {
    expect(localSigner({ ...EC_PRIVATE, alg: 'ES256', use: 'sig', key_ops: ['sign', 'verify'] }).alg).toBe('ES256')
  })

  test('says that the runtime refuses a private key, and shows nothing of it', async () => {
    const { kty, n, e, d } = RSA_PRIVATE
    const broken = localSigner({ kty, n, e, d, alg: 'RS256' })
    const error = await failure('ERR_KEY_UNSUPPORTED', () => broken.sign(new Uint8Array(1)))
    expect(JSON.stringify(error)).not.toContain(String(RSA_PRIVATE['d']).slice(0, 20))
  })

  test('signs many times at once', async () => {
    const signatures = await Promise.all(Array.from({ length: 20 }, () => signer.sign(new Uint8Array(3))))
    expect(signatures.every((signature) => signature.length === 64)).toBe(true)
  })
})

describe('signJwt', () => {
  test('makes a token that verifies', async () => {
    const { privateJwk, publicJwk } = await generateJwk('Ed25519')
    const options = {
      signer: localSigner(privateJwk),
      issuer: 'https://issuer.test',
      audience: 'api',
      expiresInSeconds: 60,
    }
    const keys = staticJwks(publicJwk)
    const verifier = createVerifier({ issuer: 'https://issuer.test', audience: 'api', keys })
    const { payload, header } = await verifier.verify(await signJwt({ scope: 'read' }, options))
    expect(payload).toMatchObject({ scope: 'read', iss: 'https://issuer.test', aud: 'api' })
    expect(header).toEqual({ alg: 'Ed25519', typ: 'JWT', kid: privateJwk.kid })
  })

  test('counts the times from the clock, in whole seconds', async () => {
    expect(await claims({}, { expiresInSeconds: 60.9, notBeforeSeconds: 5 })).toEqual({
      iat: 1_700_000_000,
      exp: 1_700_000_060,
      nbf: 1_700_000_005,
    })
  })

  test('lets options win over the payload, save for an iat that is there', async () => {
    const payload = { iat: 1, iss: 'payload', sub: 'payload', aud: 'payload', jti: 'j' }
    expect(await claims(payload, { issuer: 'i', subject: 's', audience: ['a', 'b'] })).toEqual({
      iat: 1,
      iss: 'i',
      sub: 's',
      aud: ['a', 'b'],
      jti: 'j',
    })
  })

  test('takes typ and further header members, but no other alg or kid', async () => {
    const header = { alg: 'none', kid: 'b', cty: 'x' }
    const token = await signJwt({}, { signer, clock, typ: 'at+jwt', header })
    expect(decodeJwt(token).header).toEqual({ alg: 'ES256', kid: 'a', typ: 'at+jwt', cty: 'x' })
  })

  test('writes claims in any script', async () => {
    expect(await claims({ name: 'Zoë 😀', iat: 1 })).toEqual({ name: 'Zoë 😀', iat: 1 })
  })

  test('passes on what a signer rejects with', async () => {
    const broken: Signer = { ...signer, sign: async () => Promise.reject(new Error('the HSM is gone')) }
    await expect(signJwt({}, { signer: broken })).rejects.toThrow('the HSM is gone')
  })

  const loop: Record<string, unknown> = {}
  loop['self'] = loop

  test.each([
    ['payload', [], {}],
    ['payload', 'text', {}],
    ['payload', { big: 1n }, {}],
    ['payload', loop, {}],
    ['header', {}, { header: { big: 1n } }],
    ['signer', {}, { signer: undefined }],
    ['signer', {}, { signer: {} }],
    ['typ', {}, { typ: '' }],
    ['issuer', {}, { issuer: 7 }],
    ['subject', {}, { subject: '' }],
    ['audience', {}, { audience: [] }],
    ['audience[1]', {}, { audience: ['a', 7] }],
    ['expiresInSeconds', {}, { expiresInSeconds: Number.POSITIVE_INFINITY }],
    ['expiresInSeconds', {}, { expiresInSeconds: '60' }],
    ['expiresInSeconds', {}, { expiresInSeconds: -1 }],
    ['notBeforeSeconds', {}, { notBeforeSeconds: Number.NaN }],
    ['clock', {}, { clock: Date }],
    ['expiresIn', {}, { expiresIn: 60 }],
  ])('names the option %s when it is bad (%#)', async (option, payload, options) => {
    const error = await failure('ERR_OPTION_INVALID', () => signJwt(payload as never, { signer, ...options } as never))
    expect(error.detail.option).toBe(option)
  })

  test('is refused without options', async () => {
    await failure('ERR_OPTION_INVALID', () => signJwt({}, undefined as never))
  })
})
