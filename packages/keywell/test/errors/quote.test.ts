/** How untrusted text gets into messages: short, printable, on one line. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clip, describe as shown, kindOf, printable, quote } from '../../src/errors/index.ts'

test('any text comes out in at most 64 characters, none of which a terminal obeys', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const clipped = clip(text)
      expect(clipped.length).toBeLessThanOrEqual(64)
      expect(clipped).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}/u)
      expect(quote(text)).toBe(`"${clipped}"`)
    }),
  )
})

test.each([
  ['line breaks', 'a\r\nb', 'a\\u000d\\u000ab'],
  ['escape sequences', '\u001b[2J', '\\u001b[2J'],
  ['C1 controls', '\u009b2J', '\\u009b2J'],
  ['text that runs backwards', 'a\u202eb', 'a\\u202eb'],
  ['zero-width characters', 'a\u200bb', 'a\\u200bb'],
  ['line separators', 'a\u2028b', 'a\\u2028b'],
  ['a byte order mark', '\ufeffa', '\\ufeffa'],
])('spells out %s', (_, text, expected) => {
  expect(printable(text)).toBe(expected)
})

test('leaves any script alone', () => {
  expect(printable('Zoë 日本 😀 שלום')).toBe('Zoë 日本 😀 שלום')
})

test('says when something was cut off', () => {
  expect(clip('x'.repeat(64))).toBe('x'.repeat(64))
  expect(clip('x'.repeat(65))).toBe(`${'x'.repeat(63)}…`)
})

describe('values', () => {
  test.each([
    ['text', '"text"'],
    [7, '7'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1], 'array'],
    [{ a: 1 }, 'object'],
    [() => 1, 'function'],
    [1n, 'bigint'],
  ])('are shown by themselves when small, otherwise by their kind: %o', (value, expected) => {
    expect(shown(value)).toBe(expected)
  })

  test.each([
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [1, 'number'],
    ['', 'string'],
  ])('have a kind: %o', (value, expected) => {
    expect(kindOf(value)).toBe(expected)
  })
})
