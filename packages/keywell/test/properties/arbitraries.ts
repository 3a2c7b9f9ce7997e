/** What properties are made of: near-tokens, near-keys, near-options, and any JSON at all. */
import * as fc from 'fast-check'
import { base64url, type Members, type Pair } from '../security/support.ts'

/** Any text, half surrogates and control characters included. */
export const anyText = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: 'binary', maxLength })

/** Any text of UTF-16 units, which need not be well formed. */
export const anyUnits = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength }).map((units) => String.fromCharCode(...units))

/** Names that JavaScript objects have without being asked. */
const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON']

export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }),
  fc.constantFrom<unknown>(null, '', 0, -1, 1e308, [], {}, [[]], [null], 'x'.repeat(2000)),
  fc.dictionary(fc.constantFrom(...PROTOTYPE_NAMES), fc.jsonValue()),
)

/** One change to a text: of a character, a stretch of them, or their order. */
type Edit = (text: string) => string

const at = (text: string, place: number): number => (text.length === 0 ? 0 : place % text.length)

const edit: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.constantFrom('replace', 'insert', 'remove', 'swap', 'cut', 'repeat', 'flip'),
    fc.nat(),
    fc.nat(),
    fc.oneof(
      fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\u0000é')),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
    ),
  )
  .map(([kind, one, two, character]) => (text: string) => {
    const place = at(text, one)
    const [before, after] = [text.slice(0, place), text.slice(place + 1)]
    switch (kind) {
      case 'replace':
        return before + character + after
      case 'insert':
        return before + character + text.slice(place)
      case 'remove':
        return before + text.slice(place + 1 + (two % 3))
      case 'swap':
        return before + after.slice(0, 1) + text.slice(place, place + 1) + after.slice(1)
      case 'cut':
        return two % 2 === 0 ? before : text.slice(place)
      case 'repeat':
        return before + text.slice(place, place + (two % 40)) + text.slice(place)
      default:
        return before + String.fromCharCode(text.charCodeAt(place) ^ (1 << (two % 8))) + after
    }
  })

/** A few changes, one after the other. */
export const edits: fc.Arbitrary<Edit> = fc
  .array(edit, { minLength: 1, maxLength: 3 })
  .map((list) => (text: string) => list.reduce((changed, one) => one(changed), text))

/** The bytes of a segment with one bit turned over, spelled anew. */
export const bitFlip: fc.Arbitrary<Edit> = fc.tuple(fc.nat(2), fc.nat()).map(([segment, bit]) => (token: string) => {
  const parts = token.split('.')
  const bytes = Buffer.from(parts[segment] ?? '', 'base64url')
  if (bytes.length === 0) return token
  const place = bit % (bytes.length * 8)
  bytes[place >> 3] = (bytes[place >> 3] ?? 0) ^ (1 << (place & 7))
  return parts.map((part, index) => (index === segment ? base64url(bytes) : part)).join('.')
})

const spoiled: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', 'AQAB', 'AA', 0, true, [], {}, ['sig'], 'sig', 'enc', 'verify'),
  fc.base64String({ maxLength: 80 }),
  fc.string({ maxLength: 20 }),
)

const MEMBERS = ['kty', 'crv', 'n', 'e', 'x', 'y', 'd', 'k', 'alg', 'use', 'key_ops', 'kid', 'x5c', 'pub', 'oth', 'x5t']

/** A good key with some of its members spoiled. */
export const nearKey = (pairs: readonly Pair[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 1, arbitrary: anyJson },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(...pairs), fc.dictionary(fc.constantFrom(...MEMBERS), spoiled, { maxKeys: 2 }))
        .map(([pair, changes]): Members => ({ ...pair.jwk, ...changes })),
    },
  )

/** Options of these names with any values at all. */
export const nearOptions = (names: readonly string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.oneof(anyJson, fc.constant(undefined)) },
    {
      weight: 4,
      arbitrary: fc.dictionary(fc.constantFrom(...names), fc.oneof(anyJson, fc.constant(undefined)), { maxKeys: 4 }),
    },
  )
