/** Every bad option of trusts, verifiers and given keys is refused by name, at construction. */
import { describe, expect, test } from 'vitest'
import { createVerifier, sharedSecret, staticJwks, staticPem } from '../../src/index.ts'
import { testIssuer } from '../../src/testing.ts'
import { EC } from '../jwk/example-keys.ts'
import { failure } from '../support/failures.ts'

const issuer = await testIssuer()
const named = async (work: () => unknown): Promise<string> => (await failure('ERR_OPTION_INVALID', work)).detail.option

const TRUST: readonly (readonly [string, object])[] = [
  ['issuer', { issuer: undefined }],
  ['issuer', { issuer: '' }],
  ['issuer', { issuer: 7 }],
  ['issuer', { issuer: [] }],
  ['issuer[1]', { issuer: ['https://a.test', ''] }],
  ['issuer', { issuer: /https/ }],
  ['audience', { audience: undefined }],
  ['audience', { audience: '' }],
  ['audience', { audience: [] }],
  ['audience[0]', { audience: [undefined] }],
  ['audience', { audience: /api/ }],
  ['keys', { keys: undefined }],
  ['keys', { keys: null }],
  ['keys', { keys: 'https://issuer.test/jwks.json' }],
  ['keys', { keys: { keys: [EC] } }],
  ['keys', { keys: { lookup: () => undefined } }],
  ['algorithms', { algorithms: [] }],
  ['algorithms', { algorithms: 'RS256' }],
  ['algorithms[0]', { algorithms: ['none'] }],
  ['algorithms[1]', { algorithms: ['RS256', 'rs256'] }],
  ['algorithms[0]', { algorithms: [7] }],
  ['types', { types: [] }],
  ['types', { types: 'at+jwt' }],
  ['types[0]', { types: [''] }],
  ['expiry', { expiry: false }],
  ['expiry', { expiry: 'unchecked' }],
  ['requiredClaims', { requiredClaims: 'sub' }],
  ['requiredClaims', { requiredClaims: [] }],
  ['requiredClaims[0]', { requiredClaims: [7] }],
  ['clockToleranceSeconds', { clockToleranceSeconds: -1 }],
  ['clockToleranceSeconds', { clockToleranceSeconds: Number.POSITIVE_INFINITY }],
  ['clockToleranceSeconds', { clockToleranceSeconds: '60' }],
  ['maxAgeSeconds', { maxAgeSeconds: Number.NaN }],
  ['maxAgeSeconds', { maxAgeSeconds: null }],
  ['maxLifetimeSeconds', { maxLifetimeSeconds: -1 }],
  ['checks', { checks: () => true }],
  ['checks', { checks: ['sub'] }],
  ['parse', { parse: (value: unknown) => value }],
  ['parse', { parse: {} }],
  ['parse', { parse: null }],
  ['name', { name: '' }],
  ['name', { name: 7 }],
  ['trust.audiences', { audiences: ['a'] }],
  ['trust.ignoreExpiration', { ignoreExpiration: true }],
]

describe('a trust', () => {
  test.each(TRUST)('names %s (%#)', async (option, change) => {
    expect(await named(() => createVerifier({ ...issuer.trust(), ...change } as never))).toBe(option)
  })

  test.each(TRUST)('names %s in a list too (%#)', async (option, change) => {
    expect(await named(() => createVerifier([issuer.trust(), { ...issuer.trust(), ...change }] as never))).toBe(option)
  })

  test.each([undefined, null, 7, 'https://issuer.test', () => undefined])(
    'must be an object, not %o',
    async (trust) => {
      expect(await named(() => createVerifier(trust as never))).toBe('trust')
    },
  )

  test('must be there', async () => {
    expect(await named(() => createVerifier([]))).toBe('trusts')
  })

  test('needs no secret to be shown in its error', async () => {
    const error = await failure('ERR_OPTION_INVALID', () =>
      createVerifier({ ...issuer.trust(), password: 'hunter2' } as never),
    )
    expect(JSON.stringify(error)).not.toContain('hunter2')
  })
})

describe('trusts by issuer', () => {
  const resolve = (): undefined => undefined

  test.each([
    ['resolve', { resolve: 'https://issuer.test', maxIssuers: 1 }],
    ['maxIssuers', { resolve }],
    ['maxIssuers', { resolve, maxIssuers: 0 }],
    ['maxIssuers', { resolve, maxIssuers: 1.5 }],
    ['maxIssuers', { resolve, maxIssuers: Number.POSITIVE_INFINITY }],
    ['trusts.maxIssuer', { resolve, maxIssuers: 1, maxIssuer: 2 }],
  ])('name %s (%#)', async (option, trusts) => {
    expect(await named(() => createVerifier(trusts as never))).toBe(option)
  })
})

describe('a verifier', () => {
  test.each([
    ['options', null],
    ['options', 7],
    ['clock', { clock: Date }],
    ['clock', { clock: { now: (): number => 0 } }],
    ['clock', { clock: null }],
    ['tokenCache', { tokenCache: true }],
    ['tokenCache', { tokenCache: null }],
    ['maxTokenBytes', { maxTokenBytes: 0 }],
    ['maxTokenBytes', { maxTokenBytes: '64k' }],
    ['maxTokens', { maxTokens: 1 }],
  ])('names %s (%#)', async (option, options) => {
    expect(await named(() => createVerifier(issuer.trust(), options as never))).toBe(option)
  })

  test('keeps to the bound on tokens that it is given', async () => {
    const token = await issuer.token()
    const { verify } = createVerifier(issuer.trust(), { maxTokenBytes: token.length - 1 })
    const error = await failure('ERR_TOKEN_TOO_LARGE', () => verify(token))
    expect(error.detail).toEqual({ bytes: token.length, maxBytes: token.length - 1 })
  })

  test('does not notice when its options change afterwards', async () => {
    const audience = ['https://api.test']
    const checks = [() => true]
    const { verify } = createVerifier(issuer.trust({ audience, checks }))
    audience[0] = 'other'
    checks[0] = () => false
    expect((await verify(await issuer.token())).issuer).toBe(issuer.issuer)
  })
})

describe('keys at hand', () => {
  const secret = new Uint8Array(32).fill(7)
  const pem = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'

  test.each<[string, () => unknown]>([
    ['options.tryall', () => staticJwks(EC, { tryall: true } as never)],
    ['kidless', () => staticJwks(EC, { kidless: true } as never)],
    ['tryAll', () => staticJwks(EC, { tryAll: 'yes' } as never)],
    ['alg', () => staticPem(pem, {} as never)],
    ['alg', () => staticPem(pem, { alg: 'HS256' } as never)],
    ['alg', () => staticPem(pem, { alg: 'none' } as never)],
    ['kid', () => staticPem(pem, { alg: 'ES256', kid: 7 } as never)],
    ['options', () => staticPem(pem, undefined as never)],
    ['algorithm', () => staticPem(pem, { algorithm: 'ES256' } as never)],
    ['alg', () => sharedSecret(secret, {} as never)],
    ['alg', () => sharedSecret(secret, { alg: 'RS256' } as never)],
    ['kid', () => sharedSecret(secret, { alg: 'HS256', kid: 7 } as never)],
    ['options', () => sharedSecret(secret, undefined as never)],
    ['secret', () => sharedSecret('secret'.repeat(10) as never, { alg: 'HS256' })],
  ])('name %s (%#)', async (option, work) => {
    expect(await named(work)).toBe(option.replace('options.', ''))
  })

  test('never show a secret', async () => {
    const text = 'a very secret text of more than 32 bytes'
    const error = await failure('ERR_OPTION_INVALID', () => sharedSecret(text as never, { alg: 'HS256' }))
    expect(JSON.stringify(error)).not.toContain('very secret')
  })
})
