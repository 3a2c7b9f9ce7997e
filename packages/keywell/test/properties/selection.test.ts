/** P4, P5 and P13: constraints only refuse, order and neighbours change nothing, and selection is what the RFC says. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AnyTrust, staticJwks } from '../../src/index.ts'
import { selectKey } from '../../src/jwk.ts'
import {
  AUDIENCE,
  codeOfCall,
  compact,
  claims,
  ISSUER,
  makePair,
  type Members,
  NOW,
  outcomeOf,
  type Pair,
  pairOf,
  verifierOver,
} from '../security/support.ts'
import { assertHolds } from './property.ts'

const pair = pairOf('ES256')

const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.constantFrom<T | undefined>(undefined, ...values)

const someClaims = fc.record({
  iss: maybe([ISSUER, 'https://other.test']),
  aud: maybe<unknown>([AUDIENCE, [AUDIENCE, 'x'], 'x', []]),
  exp: maybe([NOW - 100, NOW - 30, NOW + 30, NOW + 5000]),
  nbf: maybe([NOW - 30, NOW + 30, NOW + 100]),
  iat: maybe([NOW - 5000, NOW - 30, NOW, NOW + 100]),
  sub: maybe(['alice', 'bob']),
  scope: maybe(['read']),
})
const someHeader = fc.record({
  alg: fc.constantFrom('ES256', 'ES256', 'ES384'),
  typ: maybe(['JWT', 'at+jwt', 'logout+jwt']),
})

/** Each asks for more than the trust without it. */
const CONSTRAINTS: readonly Partial<AnyTrust>[] = [
  { requiredClaims: ['sub'] },
  { requiredClaims: ['sub', 'scope'] },
  { types: ['at+jwt'] },
  { types: ['JWT', 'at+jwt'] },
  { algorithms: ['ES384'] },
  { algorithms: ['ES256', 'RS256'] },
  { maxAgeSeconds: 60 },
  { maxLifetimeSeconds: 100 },
  { clockToleranceSeconds: 0 },
  { clockToleranceSeconds: 30 },
  { checks: [(payload: Members) => payload['sub'] === 'alice'] },
  { checks: [() => false] },
]

test('P4: a further constraint never turns a refusal into an acceptance', async () => {
  await assertHolds(
    fc.asyncProperty(someClaims, someHeader, fc.subarray([...CONSTRAINTS]), async (payload, header, constraints) => {
      const token = compact({ ...header, kid: pair.kid }, payload, pair.sign)
      const free = await outcomeOf(verifierOver([pair.jwk]), token)
      const bound = await outcomeOf(
        verifierOver([pair.jwk], Object.assign({}, ...constraints) as Partial<AnyTrust>),
        token,
      )
      if (free.code !== 'accepted') expect(bound.code).not.toBe('accepted')
    }),
    300,
  )
})

test('P4: a longer list of issuers, audiences or algorithms never refuses what a shorter one accepts', async () => {
  await assertHolds(
    fc.asyncProperty(someClaims, someHeader, async (payload, header) => {
      const token = compact({ ...header, kid: pair.kid }, payload, pair.sign)
      const few = await outcomeOf(verifierOver([pair.jwk], { algorithms: ['ES256'] }), token)
      const many = await outcomeOf(
        verifierOver([pair.jwk], {
          algorithms: ['ES256', 'ES384', 'RS256'],
          issuer: ['https://first.test', ISSUER],
          audience: [AUDIENCE, 'https://second.test'],
        }),
        token,
      )
      if (few.code === 'accepted') expect(many).toMatchObject({ code: 'accepted', result: { issuer: ISSUER } })
    }),
    150,
  )
})

/** Keys that can verify nothing. */
const USELESS: readonly unknown[] = [
  null,
  5,
  'key',
  [],
  {},
  { kty: 'oct', k: 'c2VjcmV0', kid: 'u1' },
  { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'u2' },
  { ...pairOf('RS256').jwk, use: 'enc', kid: 'u3' },
  { ...pairOf('RS256').jwk, alg: 'RSA-OAEP', kid: 'u4' },
  { ...pairOf('ES384').jwk, y: 'AA', kid: 'u5' },
  { ...pairOf('ES384').privateKey.export({ format: 'jwk' }), kid: 'u6' },
  { kty: 'OKP', crv: 'X25519', x: 'AAAA', kid: 'u7' },
  { kty: 'NEW', kid: 'u8' },
  { ...pair.jwk, key_ops: ['encrypt'], kid: 'u9' },
]

const POOL: readonly Pair[] = ['RS256', 'PS256', 'ES256', 'ES384', 'Ed25519'].flatMap((alg) => [
  pairOf(alg),
  makePair(alg, `${alg}-second`),
])

test('P5: neither the order of keys nor useless neighbours change an outcome', async () => {
  const shuffled = fc
    .tuple(fc.subarray([...POOL], { minLength: 1 }), fc.subarray([...USELESS]))
    .chain(([good, useless]) =>
      fc
        .shuffledSubarray<unknown>([...good.map(({ jwk }) => jwk), ...useless], {
          minLength: good.length + useless.length,
        })
        .map((keys) => ({ good, keys })),
    )
  await assertHolds(
    fc.asyncProperty(shuffled, fc.constantFrom(...POOL), fc.boolean(), async ({ good, keys }, signer, isNamed) => {
      const token = compact({ alg: signer.alg, kid: isNamed ? signer.kid : undefined }, claims(), signer.sign)
      const plain = await outcomeOf(verifierOver(good.map(({ jwk }) => jwk)), token)
      const mixed = await outcomeOf(verifierOver(keys as readonly Members[]), token)
      expect(mixed.code).toBe(plain.code)
      if (mixed.code === 'accepted' && plain.code === 'accepted') expect(mixed.result).toEqual(plain.result)
    }),
    150,
  )
})

/** RFC 7518 §3, RFC 8037, RFC 9864, RFC 8812: which algorithms go with a key's type and curve, told once more. */
function algorithmsFor(jwk: Members): readonly string[] {
  switch (jwk['crv'] ?? jwk['kty']) {
    case 'RSA':
      return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
    case 'P-256':
      return ['ES256']
    case 'P-384':
      return ['ES384']
    case 'P-521':
      return ['ES512']
    case 'secp256k1':
      return ['ES256K']
    case 'Ed25519':
      return ['EdDSA', 'Ed25519']
    case 'Ed448':
      return ['EdDSA', 'Ed448']
    default:
      return []
  }
}

/** RFC 7517 §4.2–4.4, with nothing but the key and the algorithm to go by. */
function mayVerify(jwk: Members, alg: string): boolean {
  const isForSignatures = jwk['use'] === undefined || jwk['use'] === 'sig'
  const operations = jwk['key_ops']
  const mayDoIt = operations === undefined || (Array.isArray(operations) && operations.includes('verify'))
  const agrees = jwk['alg'] === undefined || jwk['alg'] === alg
  return isForSignatures && mayDoIt && agrees && algorithmsFor(jwk).includes(alg)
}

/** RFC 7515 §6 and Appendix D, by brute force. */
function expectedKeys(keys: readonly Members[], alg: string, kid: string | undefined): readonly Members[] {
  const different = keys.filter(
    (key, place) => keys.findIndex((other) => JSON.stringify(other) === JSON.stringify(key)) === place,
  )
  const fitting = different.filter((key) => mayVerify(key, alg))
  if (kid !== undefined) return fitting.filter((key) => key['kid'] === kid).slice(0, 4)
  return fitting.length === 1 ? fitting : []
}

const KINDS = ['RS256', 'ES256', 'ES384', 'ES512', 'ES256K', 'Ed25519', 'Ed448']
const numbers = KINDS.flatMap((alg) => [pairOf(alg).bare, makePair(alg).bare])
const ALGS = [...KINDS, 'PS256', 'PS512', 'RS512', 'EdDSA']

const anyKey = fc
  .record({
    numbers: fc.constantFrom(...numbers),
    kid: maybe(['a', 'b', 'c', '']),
    alg: maybe([...ALGS, 'RSA-OAEP', 'ECDH-ES']),
    use: fc.constantFrom(undefined, undefined, undefined, 'sig', 'enc', 'jwt-svid'),
    key_ops: fc.constantFrom(undefined, undefined, undefined, ['verify'], ['sign', 'verify'], ['encrypt'], []),
  })
  .map(({ numbers: bare, ...metadata }): Members => JSON.parse(JSON.stringify({ ...bare, ...metadata })) as Members)

test('P13: the keys that are selected are those that a plain reading of the RFCs selects', async () => {
  const sets = fc.array(anyKey, { maxLength: 12 })
  await assertHolds(
    fc.asyncProperty(sets, fc.constantFrom(...ALGS), maybe(['a', 'b', 'c', 'd', '']), async (keys, alg, kid) => {
      const { candidates, trace } = selectKey({ keys }, { alg, ...(kid === undefined ? {} : { kid }) })
      const identities = candidates.map(({ jwk }) => [jwk['n'] ?? jwk['x'], jwk.kid, jwk.alg])
      const expected = expectedKeys(keys, alg, kid).map((key) => [key['n'] ?? key['x'], key['kid'], key['alg']])
      expect(identities).toEqual(expected)
      expect(trace.filter(({ verdict }) => verdict === 'candidate')).toHaveLength(expected.length)
    }),
    400,
  )
})

test('P13: every key of a set appears in the trace once, with a reason', async () => {
  await assertHolds(
    fc.asyncProperty(fc.array(fc.oneof(anyKey, fc.constantFrom(...USELESS)), { maxLength: 8 }), async (keys) => {
      const { trace } = selectKey({ keys }, { alg: 'ES256', kid: 'a' })
      const twins = new Set(keys.filter((key) => mayVerifyAnything(key)).map((key) => JSON.stringify(key)))
      const useless = keys.filter((key) => !mayVerifyAnything(key))
      expect(trace).toHaveLength(twins.size + useless.length)
      for (const { because } of trace) expect(because).not.toBe('')
    }),
    100,
  )
})

const mayVerifyAnything = (key: unknown): boolean =>
  typeof key === 'object' &&
  key !== null &&
  !USELESS.includes(key) &&
  ALGS.concat('RS384', 'PS384').some((alg) => mayVerify(key as Members, alg))

test('P5: a set of which no key can be used is no source', async () => {
  await assertHolds(
    fc.asyncProperty(fc.subarray([...USELESS]), async (keys) => {
      expect(await codeOfCall(() => staticJwks({ keys }))).toBe('ERR_JWKS_INVALID')
    }),
    30,
  )
})
