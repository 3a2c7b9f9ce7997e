/** Tokens that are good, and what verifying them gives. */
import { describe, expect, test } from 'vitest'
import { backend } from '#crypto'
import { createVerifier, decodeJwt, sharedSecret } from '../../src/index.ts'
import { type AsymmetricAlgorithm, ASYMMETRIC } from '../../src/jose/algorithms.ts'
import { generateJwk } from '../../src/jwk.ts'
import { localSigner, signJwt } from '../../src/sign.ts'
import { craftToken, testIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'
import { bench, isDeepFrozen, NOW_SECONDS, verdict } from './bench.ts'

const ALGORITHMS = ASYMMETRIC.filter((facts) => backend.supports(facts, facts.curves[0])).map(
  ({ name }) => name,
) as AsymmetricAlgorithm[]

describe('a good token', () => {
  test.each(ALGORITHMS)('of %s verifies, at once and later', async (alg) => {
    const issuer = await testIssuer({ algorithms: [alg] })
    const verifier = createVerifier(issuer.trust())
    const token = await issuer.token({ scope: 'read' })
    const result = await verifier.verify(token)
    expect(result).toMatchObject({ payload: { scope: 'read' }, header: { alg }, key: { alg }, issuer: issuer.issuer })
    expect(verifier.verifySync(token)).toEqual(result)
  })

  test.each(['HS256', 'HS384', 'HS512'] as const)('of %s verifies with the shared secret', async (alg) => {
    const { privateJwk } = await generateJwk(alg, { kid: 'a' })
    const keys = sharedSecret(Buffer.from(String(privateJwk['k']), 'base64url'), { alg })
    const signer = localSigner(privateJwk)
    const token = await signJwt({}, { signer, issuer: 'i', audience: 'a', expiresInSeconds: 60 })
    const verifier = createVerifier({ issuer: 'i', audience: 'a', keys })
    expect((await verifier.verify(token)).key).toEqual({ kid: undefined, alg, thumbprint: undefined })
    expect(await verdict(verifier, token)).toBe('accepted')
  })
})

describe('the result', () => {
  test('names payload, header, key, issuer, trust and freshness, and nothing else', async () => {
    const { issuer, verifier } = await bench()
    const result = await verifier({ name: 'mine' }).verify(await issuer.token({ sub: 'alice' }))
    expect(result).toEqual({
      payload: { iss: issuer.issuer, aud: issuer.audience, sub: 'alice', iat: NOW_SECONDS, exp: NOW_SECONDS + 300 },
      header: { alg: 'ES256', kid: 'es256-1', typ: 'JWT' },
      key: { kid: 'es256-1', alg: 'ES256', thumbprint: result.key.thumbprint },
      issuer: issuer.issuer,
      trust: 'mine',
      freshness: { stale: false, ageMs: 0 },
    })
    expect(result.key.thumbprint).toMatch(/^[\w-]{43}$/)
  })

  test('is frozen through and through', async () => {
    const { issuer, verifier } = await bench()
    const token = await issuer.token({ roles: ['a', { b: [1] }], deep: { er: {} } })
    expect(isDeepFrozen(await verifier().verify(token))).toBe(true)
    expect(isDeepFrozen(verifier().verifySync(token))).toBe(true)
  })

  test('has a payload that is the plain object which JSON.parse gives', async () => {
    const { issuer, verifier } = await bench()
    const { payload } = await verifier().verify(await issuer.token({ a: { b: 1 } }))
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype)
    expect(structuredClone(payload)).toEqual(payload)
  })

  test('takes the last of duplicate claims, as RFC 7519 §4 allows', async () => {
    const { issuer, verifier } = await bench()
    const claims = JSON.stringify(decodeJwt(await issuer.token()).payload)
    const payload = claims.replace('{', '{"sub":"first",').replace('}', ',"sub":"last"}')
    const token = await craftToken({ header: { alg: 'ES256', kid: 'es256-1' }, payload, signature: issuer.signer() })
    expect((await verifier().verify(token)).payload.sub).toBe('last')
  })

  test('has no prototype to be reached through __proto__ in a payload', async () => {
    const { issuer, verifier } = await bench()
    const { payload } = await verifier().verify(await issuer.token({ ['__proto__']: { admin: true } }))
    expect(Object.hasOwn(payload, '__proto__')).toBe(true)
    expect(payload['admin']).toBeUndefined()
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })
})

test('many tokens at once each get their own verdict', async () => {
  const { issuer, verifier } = await bench({ algorithms: ['ES256', 'RS256'] })
  const one = verifier()
  const tokens = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      issuer.token({ sub: `user-${index}` }, { alg: index % 2 === 0 ? 'ES256' : 'RS256' }),
    ),
  )
  const results = await Promise.all(tokens.map((token) => one.verify(token)))
  expect(results.map(({ payload }) => payload.sub)).toEqual(tokens.map((_, index) => `user-${index}`))
})

test('many tokens at once, good and tampered, each get their own verdict', async () => {
  const { issuer, verifier } = await bench()
  const one = verifier()
  const tokens = await Promise.all(Array.from({ length: 60 }, (_, index) => issuer.token({ sub: `user-${index}` })))
  const swapped = tokens.map((token, index) => {
    const other = tokens[index + 1] ?? ''
    return index % 3 === 0 ? `${token.slice(0, token.lastIndexOf('.'))}${other.slice(other.lastIndexOf('.'))}` : token
  })
  const outcomes = await Promise.allSettled(swapped.map((token) => one.verify(token)))
  expect(outcomes.map(({ status }) => status)).toEqual(
    swapped.map((_, index) => (index % 3 === 0 ? 'rejected' : 'fulfilled')),
  )
})

describe('decodeJwt', () => {
  test('shows header and claims, and says that nothing is verified', async () => {
    const { issuer } = await bench()
    const token = await issuer.token({ sub: 'alice' })
    expect(decodeJwt(token)).toMatchObject({ verified: false, header: { kid: 'es256-1' }, payload: { sub: 'alice' } })
    expect(isDeepFrozen(decodeJwt(token))).toBe(true)
  })

  test('shows a token whose algorithm nobody accepts and whose signature cannot be read', () => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url')
    expect(decodeJwt(`${header}.e30.!!`)).toEqual({ verified: false, header: { alg: 'none' }, payload: {} })
  })

  test.each([
    '',
    'opaque',
    'a.b.c',
    'e30.e30.AA',
    'eyJhbGciOiJFUzI1NiJ9.!!.AA',
    'eyJhbGciOiJFUzI1NiJ9._w.AA',
    'eyJhbGciOiJFUzI1NiJ9.W10.AA',
  ])('refuses %j', async (token) => {
    expect(() => decodeJwt(token)).toThrow(expect.objectContaining({ name: 'KeywellError', kind: 'token' }))
  })

  test('refuses what is no string', async () => {
    await failure('ERR_TOKEN_MALFORMED', () => decodeJwt(7 as never))
  })
})
