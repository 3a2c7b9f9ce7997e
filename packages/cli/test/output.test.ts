/** What reaches a terminal: nothing unprintable, and no line wider than it. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDuration, parseTime } from '../src/input/time.ts'
import { stripToken } from '../src/input/token.ts'
import { jsonText, printable } from '../src/output/printable.ts'
import { table } from '../src/output/table.ts'
import { paint, spanText } from '../src/output/text.ts'
import { moment } from '../src/output/values.ts'
import { cut, width, wrap } from '../src/output/width.ts'

/** Text with many characters that terminals and bidi algorithms act upon. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[31m', '\u202e', '\u0007', '\r', '\n', '漢字', '👩‍👩‍👧'),
    ),
  )
  .map((parts) => parts.join(''))

/** Of Unicode's own categories: controls, formats and surrogates; joiners inside emoji are escaped as well. */
const UNSAFE = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/u

test('no control, bidi or invisible character survives', () => {
  fc.assert(fc.property(hostile, (text) => !UNSAFE.test(printable(text)) && !UNSAFE.test(paint([text], false))))
})

test('JSON keeps its meaning when it is made printable', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = jsonText({ text })
      expect(UNSAFE.test(shown.replaceAll('\n', ''))).toBe(false)
      expect(JSON.parse(shown)).toEqual({ text })
    }),
  )
})

test('no row of a table is wider than the terminal', () => {
  const cells = fc.array(fc.tuple(hostile, hostile, hostile), { maxLength: 5 })
  fc.assert(
    fc.property(cells, fc.integer({ min: 60, max: 200 }), (rows, columns) => {
      const lines = table(rows, { columns }).map((line) => line.map(spanText).join('').trimEnd())
      expect(lines.filter((line) => width(line) > columns)).toEqual([])
    }),
  )
})

test('wrapping loses nothing but spaces', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 4, max: 40 }), (text, columns) => {
      const lines = wrap(printable(text), columns)
      expect(lines.join('').replaceAll(' ', '')).toBe(printable(text).replaceAll(' ', ''))
      expect(lines.filter((line) => width(line) > columns)).toEqual([])
    }),
  )
})

test.for([
  ['abc', 3],
  ['漢字', 4],
  ['e\u0301', 1],
  ['👩', 2],
  ['', 0],
] as const)('%s takes %i columns', ([text, columns]) => {
  expect(width(text)).toBe(columns)
})

test('what is too long ends in an ellipsis', () => {
  expect([cut('abcdef', 4), cut('漢字漢字', 4), cut('abc', 3)]).toEqual(['abc…', '漢…', 'abc'])
})

test.for([
  ['2026-01-31T12:00:00Z', 1_769_860_800_000],
  ['2026-01-31T13:00+01:00', 1_769_860_800_000],
  ['2026-01-31', 1_769_817_600_000],
  ['1769860800', 1_769_860_800_000],
  ['+30m', 1_800_000],
  ['-1d', -86_400_000],
] as const)('--now %s', ([text, ms]) => {
  expect(parseTime(text, 0)).toBe(ms)
})

test.for(['', 'now', '2026-01-31T12:00:00', '31.1.2026', '2026-13-01', '5', '--5s', '1e9'])(
  '--now %j is no time',
  (text) => {
    expect(() => parseTime(text, 0)).toThrow('is no time')
  },
)

test('durations have units, and seconds without one', () => {
  expect(['500ms', '5s', '5', '1.5s', '2m'].map(parseDuration)).toEqual([500, 5000, 5000, 1500, 120_000])
  for (const text of ['0', '-1s', '1y', 'soon', '99999d']) expect(() => parseDuration(text)).toThrow('is no duration')
})

test('a moment is only made of what is one', () => {
  expect(moment(0, 0)).toBe('1970-01-01 00:00:00 UTC, now')
  expect([Number.POSITIVE_INFINITY, Number.NaN, '1', undefined, 1e15].map((value) => moment(value, 0))).toEqual(
    Array(5).fill(undefined),
  )
})

test('stripping ends and leaves a bare token alone', () => {
  fc.assert(fc.property(hostile, (text) => stripToken(stripToken(text).token).stripped.length === 0))
  expect(stripToken('aaaa.bbbb.cccc')).toEqual({ token: 'aaaa.bbbb.cccc', stripped: [] })
})
