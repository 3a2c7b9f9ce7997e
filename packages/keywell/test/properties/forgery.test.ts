/** P1 and P6: whatever is done to a token, nothing but what was signed is accepted. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharedSecret } from '../../src/index.ts'
import {
  ALGORITHM_NAMES,
  type AnyVerifier,
  base64url,
  claims,
  codeOfCall,
  compact,
  hmacWith,
  outcomeOf,
  pairOf,
  secretBytes,
  signWith,
  tokenOf,
  unbase64url,
  verifierOver,
} from '../security/support.ts'
import { bitFlip, edits } from './arbitraries.ts'
import { assertHolds } from './property.ts'

const secret = secretBytes(32)
const SUBJECTS: readonly (readonly [string, AnyVerifier, string])[] = [
  ...['RS256', 'PS256', 'ES256', 'ES512', 'Ed25519', 'Ed448'].map((alg) => {
    const pair = pairOf(alg)
    return [alg, verifierOver([pair.jwk]), tokenOf(pair)] as const
  }),
  [
    'HS256',
    verifierOver([], { keys: sharedSecret(secret, { alg: 'HS256' }) }),
    compact({ alg: 'HS256' }, claims(), hmacWith('HS256', secret)),
  ],
]

test.each(SUBJECTS)('P1: no change of the text of an %s token is accepted, at any door', async (_, verifier, token) => {
  expect((await outcomeOf(verifier, token)).code).toBe('accepted')
  await assertHolds(
    fc.asyncProperty(fc.oneof(edits, bitFlip), async (change) => {
      const changed = change(token)
      fc.pre(changed !== token)
      expect((await outcomeOf(verifier, changed)).code).not.toBe('accepted')
    }),
    150,
  )
})

test.each(SUBJECTS)('P1: a warm memory of an %s token accepts no change of it either', async (alg, verifier, token) => {
  const warm = alg === 'HS256' ? verifier : verifierOver([pairOf(alg).jwk], {}, { tokenCache: { maxEntries: 4 } })
  await assertHolds(
    fc.asyncProperty(fc.oneof(edits, bitFlip), async (change) => {
      const changed = change(token)
      fc.pre(changed !== token)
      expect(warm.verifySync(token).issuer).toBe('https://issuer.test')
      expect(await codeOfCall(() => warm.verifySync(changed))).not.toBe('accepted')
    }),
    60,
  )
})

test('P1: no single bit of the text of a token can change without refusal', async () => {
  const [, verifier, token] = SUBJECTS[2] ?? []
  if (verifier === undefined || token === undefined) throw new Error('there is an ES256 token')
  const before = JSON.stringify(verifier.verifySync(token))
  for (let bit = 0; bit < token.length * 8; bit++) {
    const place = bit >> 3
    const other = String.fromCharCode(token.charCodeAt(place) ^ (1 << (bit & 7)))
    const changed = token.slice(0, place) + other + token.slice(place + 1)
    expect(await codeOfCall(() => verifier.verifySync(changed))).not.toBe('accepted')
  }
  expect(JSON.stringify(verifier.verifySync(token))).toBe(before)
})

test('P1: no single bit of what was signed can change without refusal, for every algorithm', async () => {
  for (const [, verifier, token] of SUBJECTS) {
    const parts = token.split('.')
    for (const [place, part] of parts.entries()) {
      const bytes = unbase64url(part)
      for (let bit = 0; bit < bytes.length * 8; bit += 5) {
        const changed = Buffer.from(bytes)
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        const text = parts.map((one, index) => (index === place ? base64url(changed) : one)).join('.')
        expect(await codeOfCall(() => verifier.verifySync(text))).not.toBe('accepted')
      }
    }
  }
})

test('P1: parts of several good tokens never make another good one', async () => {
  const pair = pairOf('ES256')
  const verifier = verifierOver([pair.jwk], {}, { tokenCache: {} })
  const tokens = Array.from({ length: 6 }, (_, n) => tokenOf(pair, { n }, n % 2 === 0 ? {} : { typ: 'at+jwt' }))
  const part = fc.nat(tokens.length - 1)
  await assertHolds(
    fc.asyncProperty(part, part, part, async (one, two, three) => {
      const text = [one, two, three].map((n, place) => tokens[n]?.split('.')[place]).join('.')
      expect((await outcomeOf(verifier, text)).code).toBe(tokens.includes(text) ? 'accepted' : 'ERR_SIGNATURE_INVALID')
    }),
    200,
  )
})

/** Algorithms that sign alike: only the name differs. */
const ALIKE: ReadonlyMap<string, string> = new Map([
  ['EdDSA', 'Ed25519'],
  ['Ed25519', 'EdDSA'],
])

const PAIRS = ALGORITHM_NAMES.flatMap((says) => ALGORITHM_NAMES.map((signs) => [says, signs] as const)).filter(
  ([says, signs]) => says !== signs && ALIKE.get(says) !== signs,
)

test.each(PAIRS)('P6: a token that says %s is not accepted with a signature by %s', async (says, signs) => {
  const pair = pairOf(signs)
  for (const jwk of [pair.bare, { ...pair.bare, alg: says }, { ...pair.bare, alg: signs }]) {
    const neighbour = { ...pairOf(says === 'ES384' ? 'ES512' : 'ES384').jwk, kid: 'neighbour' }
    const verifier = verifierOver([{ ...jwk, kid: 'k' }, neighbour])
    const sign = signWith(signs, pair.privateKey)
    const isRsa = (alg: string): boolean => /^[RP]S/.test(alg)
    for (const kid of ['k', undefined]) {
      const { code } = await outcomeOf(verifier, compact({ alg: says, kid }, claims(), sign))
      const both = says === 'EdDSA' && signs === 'Ed448' && jwk['alg'] !== signs
      expect(code === 'accepted').toBe(both)
      if (!isRsa(says) && !both) expect(code).not.toBe('ERR_SIGNATURE_INVALID')
    }
  }
})
