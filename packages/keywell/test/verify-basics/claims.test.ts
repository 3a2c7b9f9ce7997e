/** Every rule about claims and type, at its edges (RFC 7519 §4.1, RFC 8725 §3). */
import { describe, expect, test } from 'vitest'
import { type Trust, unchecked } from '../../src/index.ts'
import { craftToken } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'
import { bench, NOW_SECONDS as NOW, refusalOf, verdict } from './bench.ts'

type Claims = Readonly<Record<string, unknown>>
interface Row {
  readonly title: string
  readonly claims: Claims
  readonly trust?: Partial<Trust>
  readonly expected: string
}

const shared = await bench()
const judge = async ({ claims, trust }: Row): Promise<string> =>
  verdict(shared.verifier(trust), await shared.issuer.token(claims))

const none = { clockToleranceSeconds: 0 }

const EXPIRY: readonly Row[] = [
  { title: 'a second ahead', claims: { exp: NOW + 1 }, trust: none, expected: 'accepted' },
  { title: 'now', claims: { exp: NOW }, trust: none, expected: 'ERR_TOKEN_EXPIRED' },
  { title: 'a fraction ahead', claims: { exp: NOW + 0.5 }, trust: none, expected: 'accepted' },
  { title: 'past, within the 60 seconds of tolerance', claims: { exp: NOW - 59 }, expected: 'accepted' },
  { title: 'past the tolerance', claims: { exp: NOW - 60 }, expected: 'ERR_TOKEN_EXPIRED' },
  {
    title: 'past, within a tolerance of one’s own',
    claims: { exp: NOW - 9 },
    trust: { clockToleranceSeconds: 10 },
    expected: 'accepted',
  },
  { title: 'absent', claims: { exp: undefined }, expected: 'ERR_CLAIM_MISSING' },
  {
    title: 'absent, unchecked',
    claims: { exp: undefined },
    trust: { expiry: unchecked('test') },
    expected: 'accepted',
  },
  {
    title: 'past, unchecked',
    claims: { exp: NOW - 100 },
    trust: { expiry: unchecked('test') },
    expected: 'ERR_TOKEN_EXPIRED',
  },
  { title: 'text', claims: { exp: String(NOW + 60) }, expected: 'ERR_CLAIM_INVALID' },
  { title: 'null', claims: { exp: null }, expected: 'ERR_CLAIM_INVALID' },
  {
    title: 'null, unchecked',
    claims: { exp: null },
    trust: { expiry: unchecked('test') },
    expected: 'ERR_CLAIM_INVALID',
  },
  { title: 'a list', claims: { exp: [NOW + 60] }, expected: 'ERR_CLAIM_INVALID' },
  { title: 'true', claims: { exp: true }, expected: 'ERR_CLAIM_INVALID' },
  { title: 'zero', claims: { exp: 0 }, expected: 'ERR_TOKEN_EXPIRED' },
  { title: 'negative', claims: { exp: -NOW }, expected: 'ERR_TOKEN_EXPIRED' },
]

const NOT_BEFORE: readonly Row[] = [
  { title: 'now', claims: { nbf: NOW }, trust: none, expected: 'accepted' },
  { title: 'a second ahead', claims: { nbf: NOW + 1 }, trust: none, expected: 'ERR_TOKEN_NOT_YET_VALID' },
  { title: 'ahead, within the tolerance', claims: { nbf: NOW + 60 }, expected: 'accepted' },
  { title: 'ahead of the tolerance', claims: { nbf: NOW + 61 }, expected: 'ERR_TOKEN_NOT_YET_VALID' },
  { title: 'text', claims: { nbf: '0' }, expected: 'ERR_CLAIM_INVALID' },
  { title: 'null', claims: { nbf: null }, expected: 'ERR_CLAIM_INVALID' },
]

const AUDIENCE: readonly Row[] = [
  { title: 'the one expected', claims: { aud: 'https://api.test' }, expected: 'accepted' },
  { title: 'a list with it', claims: { aud: ['other', 'https://api.test'] }, expected: 'accepted' },
  { title: 'another', claims: { aud: 'other' }, expected: 'ERR_AUDIENCE_MISMATCH' },
  { title: 'a longer one', claims: { aud: 'https://api.test/' }, expected: 'ERR_AUDIENCE_MISMATCH' },
  { title: 'in another case', claims: { aud: 'HTTPS://API.TEST' }, expected: 'ERR_AUDIENCE_MISMATCH' },
  { title: 'an empty list', claims: { aud: [] }, expected: 'ERR_AUDIENCE_MISMATCH' },
  { title: 'empty', claims: { aud: '' }, expected: 'ERR_AUDIENCE_MISMATCH' },
  { title: 'absent', claims: { aud: undefined }, expected: 'ERR_CLAIM_MISSING' },
  {
    title: 'absent, unchecked',
    claims: { aud: undefined },
    trust: { audience: unchecked('test') },
    expected: 'accepted',
  },
  { title: 'anything, unchecked', claims: { aud: 7 }, trust: { audience: unchecked('test') }, expected: 'accepted' },
  { title: 'null', claims: { aud: null }, expected: 'ERR_CLAIM_INVALID' },
  { title: 'an object', claims: { aud: { 'https://api.test': true } }, expected: 'ERR_CLAIM_INVALID' },
  { title: 'a list with a number', claims: { aud: ['https://api.test', 7] }, expected: 'ERR_CLAIM_INVALID' },
  { title: 'a list in a list', claims: { aud: [['https://api.test']] }, expected: 'ERR_CLAIM_INVALID' },
  { title: 'one of several expected', claims: { aud: 'b' }, trust: { audience: ['a', 'b'] }, expected: 'accepted' },
]

const ISSUED_AT: readonly Row[] = [
  { title: 'absent', claims: { iat: undefined }, expected: 'accepted' },
  { title: 'in the future, without an age limit', claims: { iat: NOW + 9999 }, expected: 'accepted' },
  { title: 'text', claims: { iat: '1' }, expected: 'ERR_CLAIM_INVALID' },
  {
    title: 'absent, with an age limit',
    claims: { iat: undefined },
    trust: { maxAgeSeconds: 10 },
    expected: 'ERR_CLAIM_MISSING',
  },
  { title: 'young enough', claims: { iat: NOW - 9 }, trust: { ...none, maxAgeSeconds: 10 }, expected: 'accepted' },
  {
    title: 'as old as the limit',
    claims: { iat: NOW - 10 },
    trust: { ...none, maxAgeSeconds: 10 },
    expected: 'ERR_TOKEN_TOO_OLD',
  },
  {
    title: 'older, within the tolerance',
    claims: { iat: NOW - 69 },
    trust: { maxAgeSeconds: 10 },
    expected: 'accepted',
  },
  {
    title: 'in the future, with an age limit',
    claims: { iat: NOW + 61 },
    trust: { maxAgeSeconds: 10 },
    expected: 'ERR_TOKEN_NOT_YET_VALID',
  },
  {
    title: 'in the future, within the tolerance',
    claims: { iat: NOW + 60 },
    trust: { maxAgeSeconds: 10 },
    expected: 'accepted',
  },
]

const LIFETIME: readonly Row[] = [
  {
    title: 'as long as allowed',
    claims: { iat: NOW, exp: NOW + 300 },
    trust: { maxLifetimeSeconds: 300 },
    expected: 'accepted',
  },
  {
    title: 'a second longer',
    claims: { iat: NOW, exp: NOW + 301 },
    trust: { maxLifetimeSeconds: 300 },
    expected: 'ERR_TOKEN_TOO_OLD',
  },
  {
    title: 'unknown without iat',
    claims: { iat: undefined },
    trust: { maxLifetimeSeconds: 300 },
    expected: 'ERR_CLAIM_MISSING',
  },
  {
    title: 'unknown without exp',
    claims: { exp: undefined },
    trust: { maxLifetimeSeconds: 300, expiry: unchecked('test') },
    expected: 'ERR_CLAIM_MISSING',
  },
]

const REQUIRED: readonly Row[] = [
  { title: 'there', claims: { scope: '' }, trust: { requiredClaims: ['scope'] }, expected: 'accepted' },
  { title: 'there as false', claims: { scope: false }, trust: { requiredClaims: ['scope'] }, expected: 'accepted' },
  { title: 'absent', claims: {}, trust: { requiredClaims: ['sub', 'scope'] }, expected: 'ERR_CLAIM_MISSING' },
  { title: 'null', claims: { scope: null }, trust: { requiredClaims: ['scope'] }, expected: 'ERR_CLAIM_MISSING' },
  { title: 'only inherited', claims: {}, trust: { requiredClaims: ['toString'] }, expected: 'ERR_CLAIM_MISSING' },
  { title: 'only __proto__', claims: {}, trust: { requiredClaims: ['__proto__'] }, expected: 'ERR_CLAIM_MISSING' },
]

const ISSUER: readonly Row[] = [
  { title: 'with another slash', claims: { iss: 'https://issuer.test/' }, expected: 'ERR_ISSUER_UNTRUSTED' },
  { title: 'in another case', claims: { iss: 'https://ISSUER.test' }, expected: 'ERR_ISSUER_UNTRUSTED' },
  { title: 'of somebody else', claims: { iss: 'https://evil.test' }, expected: 'ERR_ISSUER_UNTRUSTED' },
  { title: 'absent', claims: { iss: undefined }, expected: 'ERR_ISSUER_UNTRUSTED' },
  { title: 'a list with it', claims: { iss: ['https://issuer.test'] }, expected: 'ERR_CLAIM_INVALID' },
  { title: 'null', claims: { iss: null }, expected: 'ERR_CLAIM_INVALID' },
  {
    title: 'one of several trusted',
    claims: {},
    trust: { issuer: ['https://a.test', 'https://issuer.test'] },
    expected: 'accepted',
  },
]

test.each(EXPIRY)('exp $title: $expected', async (row) => expect(await judge(row)).toBe(row.expected))
test.each(NOT_BEFORE)('nbf $title: $expected', async (row) => expect(await judge(row)).toBe(row.expected))
test.each(AUDIENCE)('aud $title: $expected', async (row) => expect(await judge(row)).toBe(row.expected))
test.each(ISSUED_AT)('iat $title: $expected', async (row) => expect(await judge(row)).toBe(row.expected))
test.each(LIFETIME)('a lifetime $title: $expected', async (row) => expect(await judge(row)).toBe(row.expected))
test.each(REQUIRED)('a required claim $title: $expected', async (row) => expect(await judge(row)).toBe(row.expected))
test.each(ISSUER)('iss $title: $expected', async (row) => expect(await judge(row)).toBe(row.expected))

test.each(['1e400', '-1e400'])('exp of %s is no finite number', async (number) => {
  const { issuer, verifier } = shared
  const payload = `{"iss":"${issuer.issuer}","aud":"${issuer.audience}","exp":${number}}`
  const token = await craftToken({ header: { alg: 'ES256', kid: 'es256-1' }, payload, signature: issuer.signer() })
  expect(await verdict(verifier(), token)).toBe('ERR_CLAIM_INVALID')
})

describe('typ', () => {
  const typed = async (typ: string | undefined, trust: Partial<Trust> = {}): Promise<string> =>
    verdict(shared.verifier(trust), await shared.issuer.token({}, { header: { typ } }))

  test.each([undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt', 'anything'])(
    'of %j is accepted unless the trust says more',
    async (typ) => {
      expect(await typed(typ)).toBe('accepted')
    },
  )

  test.each(['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'application/logout+jwt', 'DPoP+JWT', 'kb+jwt'])(
    'of %j is made for another use',
    async (typ) => {
      expect(await typed(typ)).toBe('ERR_TYPE_MISMATCH')
    },
  )

  test('of another use is accepted when the trust lists it', async () => {
    expect(await typed('logout+jwt', { types: ['logout+jwt'] })).toBe('accepted')
  })

  test.each([
    ['at+jwt', ['at+jwt'], 'accepted'],
    ['application/AT+JWT', ['at+jwt'], 'accepted'],
    ['at+jwt', ['application/at+jwt'], 'accepted'],
    ['JWT', ['at+jwt'], 'ERR_TYPE_MISMATCH'],
    [undefined, ['at+jwt'], 'ERR_TYPE_MISMATCH'],
    [undefined, ['JWT'], 'accepted'],
    ['text/at+jwt', ['at+jwt'], 'ERR_TYPE_MISMATCH'],
  ])('of %j against %j: %s', async (typ, types, expected) => {
    expect(await typed(typ, { types })).toBe(expected)
  })
})

describe('what an error says', () => {
  const refusal = async (claims: Claims, trust: Partial<Trust> = {}): ReturnType<typeof refusalOf> => {
    const token = await shared.issuer.token(claims)
    return refusalOf(() => shared.verifier(trust).verify(token))
  }

  test('of an expired token: when, by which clock, and that nothing was verified yet', async () => {
    expect(await refusal({ exp: NOW - 100 })).toMatchObject({
      message: 'the token expired 100 s ago',
      status: 401,
      detail: { verified: false, claim: 'exp', value: NOW - 100, now: NOW, toleranceSeconds: 60 },
    })
  })

  test('of a token that expires in milliseconds: that they are', async () => {
    expect((await refusal({ nbf: NOW * 1000 })).hint).toContain('milliseconds')
  })

  test('of another audience: both sides', async () => {
    const { detail } = await refusal({ aud: ['a', 'b'] })
    expect(detail).toEqual({ verified: false, expected: ['https://api.test'], received: ['a', 'b'] })
  })

  test('of a late rule: that the signature was good', async () => {
    expect((await refusal({}, { requiredClaims: ['scope'] })).detail).toEqual({ verified: true, claim: 'scope' })
  })

  test('of a wrong slash: that it is the slash', async () => {
    expect((await refusal({ iss: 'https://issuer.test/' })).hint).toContain('trailing slash')
  })

  test('of hostile text: only what is printable, and not much of it', async () => {
    const { detail } = await refusal({ aud: [`\u001b[2J${'x'.repeat(500)}`] })
    const [received] = 'received' in detail && Array.isArray(detail.received) ? detail.received : []
    expect(received).toMatch(/^\\u001b\[2Jx+…$/)
    expect(String(received).length).toBeLessThanOrEqual(64)
  })
})

describe('the order', () => {
  test('an expired token that is forged has expired', async () => {
    const forged = await craftToken({
      header: { alg: 'ES256', kid: 'es256-1' },
      payload: { iss: 'https://issuer.test', aud: 'https://api.test', exp: 1 },
      signature: new Uint8Array(64),
    })
    expect(await verdict(shared.verifier(), forged)).toBe('ERR_TOKEN_EXPIRED')
  })

  test('a forged token is forged before its type, age and required claims are looked at', async () => {
    const good = await shared.issuer.token({}, { typ: 'logout+jwt' })
    const forged = `${good.slice(0, good.lastIndexOf('.'))}.${Buffer.alloc(64, 1).toString('base64url')}`
    expect(await verdict(shared.verifier({ requiredClaims: ['scope'], maxAgeSeconds: 1 }), forged)).toBe(
      'ERR_SIGNATURE_INVALID',
    )
  })

  test('an algorithm that is not allowed is refused before expiry', async () => {
    const token = await shared.issuer.token({ exp: 1 })
    await failure('ERR_ALG_NOT_ALLOWED', () => shared.verifier({ algorithms: ['RS256'] }).verify(token))
  })
})
