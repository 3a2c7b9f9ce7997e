/** P7 and P8: what is not the very issuer and audience is refused, and time is arithmetic. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { unchecked } from '../../src/index.ts'
import {
  AUDIENCE,
  clockAt,
  codeOfCall,
  compact,
  claims,
  ISSUER,
  outcomeOf,
  pairOf,
  tokenOf,
  verifierOver,
} from '../security/support.ts'
import { anyJson, anyText, edits } from './arbitraries.ts'
import { assertHolds } from './property.ts'

const pair = pairOf('Ed25519')

/** Names that have more than one form, beside the usual ones. */
const EXPECTED = [
  ISSUER,
  AUDIENCE,
  'https://issuer.test/',
  'https://ïssuer.test/Ünï',
  'Å',
  'ﬁ',
  'urn:x:ß',
  'a b',
  'İ',
  '\u1E9B\u0323',
]

type Change = (text: string) => string
const CHANGES: readonly Change[] = [
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.normalize('NFC'),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFKC'),
  (text) => text.normalize('NFKD'),
  (text) => `${text}/`,
  (text) => text.replace(/\/$/, ''),
  (text) => `${text}\u0000`,
  (text) => `\u0000${text}`,
  (text) => `${text} `,
  (text) => ` ${text}`,
  (text) => `${text}\n`,
  (text) => `\uFEFF${text}`,
  (text) => `${text}\u200B`,
  (text) => `${text}#`,
  (text) => `${text}?`,
  (text) => `${text},${text}`,
  (text) => `${text} ${text}`,
  (text) => text.slice(1),
  (text) => text.slice(0, -1),
  (text) => encodeURI(text),
  (text) => encodeURIComponent(text),
  (text) => text.replace('https', 'http'),
  (text) => text.replaceAll('.', 'x'),
  (text) => text.replaceAll('s', 'ſ'),
  (text) => JSON.stringify(text),
  (text) => `^${text}$`,
]

const nearMiss = fc
  .tuple(
    fc.constantFrom(...EXPECTED),
    fc.oneof(
      fc.constantFrom(...CHANGES),
      edits,
      anyText(40).map(
        (other): Change =>
          () =>
            other,
      ),
    ),
  )
  .map(([expected, change]) => [expected, change(expected)] as const)

test('P7: an issuer that is not the very one is refused', async () => {
  await assertHolds(
    fc.asyncProperty(nearMiss, async ([issuer, iss]) => {
      const verifier = verifierOver([pair.jwk], { issuer })
      // Half surrogates do not survive UTF-8: the text that counts is the one that arrives.
      const isSame = Buffer.from(iss).toString() === issuer
      expect((await outcomeOf(verifier, tokenOf(pair, { iss }))).code).toBe(
        isSame ? 'accepted' : 'ERR_ISSUER_UNTRUSTED',
      )
    }),
    300,
  )
})

test('P7: an audience that is not the very one is refused, alone and in a list', async () => {
  await assertHolds(
    fc.asyncProperty(nearMiss, async ([audience, aud]) => {
      const verifier = verifierOver([pair.jwk], { audience })
      const code = Buffer.from(aud).toString() === audience ? 'accepted' : 'ERR_AUDIENCE_MISMATCH'
      for (const value of [aud, [aud], [aud, aud], ['x', aud]]) {
        expect((await outcomeOf(verifier, tokenOf(pair, { aud: value }))).code).toBe(code)
      }
    }),
    200,
  )
})

test('P7: an issuer or audience of any other kind is refused', async () => {
  await assertHolds(
    fc.asyncProperty(anyJson, async (value) => {
      const verifier = verifierOver([pair.jwk])
      expect((await outcomeOf(verifier, tokenOf(pair, { iss: value }))).code).not.toBe('accepted')
      expect((await outcomeOf(verifier, tokenOf(pair, { aud: value }))).code).not.toBe('accepted')
      expect((await outcomeOf(verifier, tokenOf(pair, { aud: [AUDIENCE, { x: value }] }))).code).toBe(
        'ERR_CLAIM_INVALID',
      )
    }),
    100,
  )
})

const seconds = fc.oneof(
  fc.integer({ min: -10, max: 10 }),
  fc.integer({ min: 1_767_225_590, max: 1_767_225_610 }),
  fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const tolerance = fc.oneof(fc.constantFrom(0, 1, 60), fc.double({ min: 0, max: 1e6, noNaN: true }))
const nowMs = fc.oneof(
  fc.integer({ min: 1_767_225_590_000, max: 1_767_225_610_000 }),
  fc.integer({ min: -1e13, max: 1e13 }),
)

test('P8: a token is accepted if and only if nbf − tolerance ≤ now < exp + tolerance', async () => {
  const times = fc.record({ exp: fc.option(seconds, { nil: undefined }), nbf: fc.option(seconds, { nil: undefined }) })
  await assertHolds(
    fc.asyncProperty(times, tolerance, nowMs, fc.boolean(), async ({ exp, nbf }, slack, at, isCached) => {
      const trust = { clockToleranceSeconds: slack, expiry: unchecked('a test') }
      const options = { clock: clockAt(() => at), ...(isCached ? { tokenCache: {} } : {}) }
      const verifier = verifierOver([pair.jwk], trust, options)
      const now = at / 1000
      const isAlive = exp === undefined || now < exp + slack
      const isBorn = nbf === undefined || nbf - slack <= now
      const code = !isAlive ? 'ERR_TOKEN_EXPIRED' : isBorn ? 'accepted' : 'ERR_TOKEN_NOT_YET_VALID'
      expect((await outcomeOf(verifier, tokenOf(pair, { exp, nbf, iat: undefined }))).code).toBe(code)
    }),
    400,
  )
})

test('P8: a time that is no finite number is refused, whatever the clock says', async () => {
  const times = fc.oneof(
    anyJson.filter((value) => typeof value !== 'number').map((value) => JSON.stringify(value)),
    fc.constantFrom('1e400', '-1e400', '1e309', '-1e99999'),
  )
  await assertHolds(
    fc.asyncProperty(fc.constantFrom('exp', 'nbf', 'iat'), times, nowMs, async (name, written, at) => {
      const verifier = verifierOver([pair.jwk], { expiry: unchecked('a test') }, { clock: clockAt(() => at) })
      const text = JSON.stringify(claims({ exp: 1e300, nbf: -1e300, [name]: '@@' })).replace('"@@"', () => written)
      const token = compact({ alg: 'Ed25519', kid: pair.kid }, text, pair.sign)
      expect(await codeOfCall(() => verifier.verify(token))).toBe('ERR_CLAIM_INVALID')
    }),
    200,
  )
})

test('P8: limits of age and lifetime are arithmetic too', async () => {
  const limits = fc.record({
    age: fc.integer({ min: 0, max: 100 }),
    life: fc.integer({ min: 0, max: 100 }),
    slack: fc.integer({ min: 0, max: 20 }),
  })
  const offsets = fc.record({ iat: fc.integer({ min: -150, max: 50 }), exp: fc.integer({ min: 1, max: 150 }) })
  await assertHolds(
    fc.asyncProperty(limits, offsets, async ({ age, life, slack }, offset) => {
      const now = 1_767_225_600
      const trust = { maxAgeSeconds: age, maxLifetimeSeconds: life, clockToleranceSeconds: slack }
      const verifier = verifierOver([pair.jwk], trust, { clock: clockAt(() => now * 1000) })
      const [iat, exp] = [now + offset.iat, now + offset.exp]
      const isGood = now - iat < age + slack && now - iat >= -slack && exp - iat <= life
      expect((await outcomeOf(verifier, tokenOf(pair, { iat, exp }))).code === 'accepted').toBe(isGood)
    }),
    300,
  )
})
