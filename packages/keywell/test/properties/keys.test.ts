/** P10: one key, one thumbprint, one public part, whatever form it comes in. */
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jwkFromPem, parseJwk, publicJwk, thumbprint } from '../../src/jwk.ts'
import { ALGORITHM_NAMES, makePair, type Members, pairOf, unbase64url } from '../security/support.ts'
import { assertHolds } from './property.ts'

const ALGS = ALGORITHM_NAMES.filter((alg) => !/^(RS|PS)(384|512)$/.test(alg))
const PAIRS = ALGS.flatMap((alg) => [pairOf(alg), makePair(alg)])

/** RFC 7638 §3, written out for each type. */
function expectedThumbprint(jwk: Members): string {
  const { kty, crv, x, y, n, e } = jwk
  const text =
    kty === 'RSA'
      ? `{"e":"${String(e)}","kty":"RSA","n":"${String(n)}"}`
      : kty === 'EC'
        ? `{"crv":"${String(crv)}","kty":"EC","x":"${String(x)}","y":"${String(y)}"}`
        : `{"crv":"${String(crv)}","kty":"OKP","x":"${String(x)}"}`
  return createHash('sha256').update(text).digest('base64url')
}

const metadata = fc.dictionary(
  fc.constantFrom('kid', 'x5t', 'x5u', 'extra', 'ext', 'nbf', 'issuer', '__proto__'),
  fc.string({ unit: 'binary', maxLength: 10 }),
)

/** The members in another order. */
const reordered = (members: Members): fc.Arbitrary<Members> =>
  fc
    .shuffledSubarray(Object.entries(members), { minLength: Object.keys(members).length })
    .map((entries) => Object.fromEntries(entries))

const pairs = fc.constantFrom(...PAIRS)

test('P10: a thumbprint is that of RFC 7638, whatever else the key has and in whatever order', async () => {
  const keys = pairs.chain((pair) =>
    metadata.chain((more) => reordered({ ...more, ...pair.bare })).map((jwk) => [pair, jwk] as const),
  )
  await assertHolds(
    fc.asyncProperty(keys, fc.boolean(), async ([pair, jwk], isPrivate) => {
      const expected = expectedThumbprint(pair.bare)
      const whole = isPrivate ? { ...pair.privateKey.export({ format: 'jwk' }), ...jwk } : jwk
      expect(await thumbprint(whole)).toBe(expected)
      expect(createHash('sha256').update(parseJwk(jwk).identity).digest('base64url')).toBe(expected)
    }),
    200,
  )
})

/** Spellings of the same numbers that are found in the field. */
const untidy = (jwk: Members, zeros: number, style: number): Members => {
  const isNumber = (name: string): boolean =>
    ['n', 'e'].includes(name) || (jwk['kty'] === 'EC' && ['x', 'y'].includes(name))
  const spell = (name: string, value: unknown): unknown => {
    if (!['n', 'e', 'x', 'y'].includes(name)) return value
    const bytes = Buffer.concat([Buffer.alloc(isNumber(name) ? zeros : 0), unbase64url(String(value))])
    const padded = bytes.toString('base64')
    return [bytes.toString('base64url'), padded, padded.replaceAll('+', '-').replaceAll('/', '_')][style] ?? value
  }
  return Object.fromEntries(Object.entries(jwk).map(([name, value]) => [name, spell(name, value)]))
}

test('P10: a key spelled untidily is the same key', async () => {
  await assertHolds(
    fc.asyncProperty(pairs, fc.nat(3), fc.nat(2), async (pair, zeros, style) => {
      const jwk = untidy(pair.bare, zeros, style)
      expect(await thumbprint(jwk)).toBe(expectedThumbprint(pair.bare))
      expect(parseJwk(jwk).identity).toBe(parseJwk(pair.bare).identity)
      expect({ ...parseJwk(jwk).jwk }).toEqual({ ...parseJwk(pair.bare).jwk })
    }),
    200,
  )
})

test('P10: the public part of a key has no private member, and says the same', async () => {
  const SECRET = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']
  const junk = fc.dictionary(
    fc.constantFrom(...SECRET, 'extra', 'secret', 'x5t'),
    fc.string({ minLength: 9, maxLength: 20 }),
  )
  await assertHolds(
    fc.asyncProperty(pairs, metadata, junk, async (pair, more, secrets) => {
      const { kty, ...members } = pair.privateKey.export({ format: 'jwk' })
      const jwk = { ...more, ...secrets, ...members, kty: String(kty), key_ops: ['sign'] }
      const part = publicJwk(jwk)
      for (const name of SECRET) expect(Object.hasOwn(part, name)).toBe(false)
      const text = JSON.stringify(part)
      for (const name of SECRET) if (typeof members[name] === 'string') expect(text).not.toContain(members[name])
      expect(await thumbprint(part)).toBe(expectedThumbprint(pair.bare))
      expect(part.key_ops).toEqual(['verify'])
      expect({ ...publicJwk(part) }).toEqual({ ...part })
    }),
    200,
  )
})

test('P10: a key that travels as PEM is the same key', async () => {
  const styles = fc.constantFrom<(pem: string) => string>(
    (pem) => pem,
    (pem) => pem.replaceAll('\n', '\r\n'),
    (pem) => pem.replaceAll('\n', '\\n'),
    (pem) => pem.trimEnd(),
    (pem) => `\n  ${pem}\n\n`,
  )
  await assertHolds(
    fc.asyncProperty(pairs, styles, async (pair, style) => {
      const jwk = jwkFromPem(style(String(pair.publicKey.export({ type: 'spki', format: 'pem' }))))
      expect({ ...jwk }).toEqual({ ...pair.bare })
      expect(await thumbprint(jwk)).toBe(expectedThumbprint(pair.bare))
    }),
    150,
  )
})

test('P10: different keys have different thumbprints', async () => {
  const all = await Promise.all(PAIRS.map(({ bare }) => thumbprint(bare)))
  expect(new Set(all).size).toBe(PAIRS.length)
})
