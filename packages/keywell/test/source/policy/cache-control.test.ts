import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CacheFacts, readCacheFacts } from '../../../src/source/policy/cache-control.ts'
import { assertHolds } from '../../properties/property.ts'

const NOW = Date.UTC(2026, 0, 1)
const dateOf = (ms: number): string => new Date(ms).toUTCString()

function read(headers: Readonly<Record<string, string>>, hintSeconds?: number): CacheFacts {
  return readCacheFacts({ header: (name) => headers[name], now: NOW, hintSeconds })
}

const freshSeconds = (headers: Readonly<Record<string, string>>): number | undefined => {
  const { freshMs } = read(headers)
  return freshMs === undefined ? undefined : freshMs / 1000
}
const freshOf = (cacheControl: string): number | undefined => freshSeconds({ 'cache-control': cacheControl })

describe('how long an answer is fresh', () => {
  test.each<[string, Record<string, string>, number | undefined]>([
    ['max-age', { 'cache-control': 'max-age=3600' }, 3600],
    ['max-age − Age', { 'cache-control': 'max-age=3600', age: '600' }, 3000],
    ['no less than 0 for an Age beyond max-age', { 'cache-control': 'max-age=60', age: '600' }, 0],
    ['max-age, past an Age that is no number', { 'cache-control': 'max-age=60', age: 'old' }, 60],
    ['max-age − the first Age of several', { 'cache-control': 'max-age=60', age: '20, 50' }, 40],
    ['max-age, before Expires', { 'cache-control': 'max-age=60', expires: dateOf(NOW + 9e6), date: dateOf(NOW) }, 60],
    ['Expires − Date', { expires: dateOf(NOW + 1000e3), date: dateOf(NOW - 500e3) }, 1500],
    ['Expires − now, without a Date', { expires: dateOf(NOW + 1000e3) }, 1000],
    ['Expires − now, with a Date that is none', { expires: dateOf(NOW + 1000e3), date: 'today' }, 1000],
    ['0 for an Expires in the past', { expires: dateOf(NOW - 1), date: dateOf(NOW) }, 0],
    ['0 for `Expires: 0`', { expires: '0' }, 0],
    ['0 for `Expires: -1`', { expires: '-1', date: dateOf(NOW) }, 0],
    ['Expires, past a max-age that is no number', { 'cache-control': 'max-age=soon', expires: dateOf(NOW + 7e3) }, 7],
    ['not said by must-revalidate alone', { 'cache-control': 'must-revalidate' }, undefined],
    ['not said by no-cache', { 'cache-control': 'no-cache' }, undefined],
    ['not said without headers', {}, undefined],
  ])('is %s', (_, headers, seconds) => expect(freshSeconds(headers)).toBe(seconds))

  test('is what the document says, where headers say nothing', () => {
    expect(read({}, 300).freshMs).toBe(300_000)
    expect(read({ 'cache-control': 'max-age=60' }, 300).freshMs).toBe(60_000)
    expect(read({ expires: '0' }, 300).freshMs).toBe(0)
  })
})

describe('a directive', () => {
  test.each<[string, number | undefined]>([
    ['public, max-age=60', 60],
    ['public,max-age=60,', 60],
    [' ,, max-age=60 ', 60],
    ['MAX-AGE=60', 60],
    ['Max-Age = 60', 60],
    ['max-age="60"', 60],
    ['max-age=60, max-age=90', 60],
    ['max-age=90, MAX-AGE=60', 90],
    ['max-age=0', 0],
    ['max-age=007', 7],
    ['private="max-age=5, x", max-age=60', 60],
    [String.raw`ext="a\", max-age=5", max-age=60`, 60],
    ['x-max-age=60', undefined],
    ['s-maxage=60', undefined],
    ['max-age', undefined],
    ['max-age=', undefined],
    ['max-age=-1', undefined],
    ['max-age=1.5', undefined],
    ['max-age=1e3', undefined],
    ['max-age=0x10', undefined],
    ['max-age=６０', undefined],
    ['max-age=60s', undefined],
    ['max-age="60', undefined],
    ['=60', undefined],
    ['"max-age=60"', undefined],
  ])('in %j gives %s', (text, seconds) => expect(freshOf(text)).toBe(seconds))

  test('with a number that is too large means a very long time, never infinity', () => {
    expect(freshOf('max-age=99999999999')).toBe(2 ** 31)
    expect(freshOf(`max-age=${'9'.repeat(400)}`)).toBe(2 ** 31)
  })
})

describe('what else an answer says', () => {
  test.each<[string, boolean]>([
    ['no-store', true],
    ['no-cache', true],
    ['NO-STORE', true],
    ['private, no-cache="set-cookie", max-age=9', true],
    ['max-age=0, must-revalidate', false],
    ['must-revalidate', false],
    ['x="no-store"', false],
    ['no-storefront', false],
    ['', false],
  ])('%j: not to be stored is %s', (text, isNoStore) => {
    expect(read({ 'cache-control': text }).isNoStore).toBe(isNoStore)
  })

  test('stale-if-error in milliseconds, where it is a number', () => {
    expect(read({ 'cache-control': 'max-age=1, stale-if-error=86400' }).staleIfErrorMs).toBe(86_400_000)
    expect(read({ 'cache-control': 'stale-if-error="0"' }).staleIfErrorMs).toBe(0)
    expect(read({ 'cache-control': 'stale-if-error' }).staleIfErrorMs).toBeUndefined()
    expect(read({}).staleIfErrorMs).toBeUndefined()
  })
})

/** Text like headers, and unlike: every piece that the grammar knows, in any order. */
const PIECES = [
  'max-age',
  'stale-if-error',
  'no-store',
  '=',
  ',',
  '"',
  '\\',
  ' ',
  '1',
  '99999999999999999999',
  '-',
  'é',
]
const headerText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const dateText = fc.oneof(headerText, fc.date({ noInvalidDate: true }).map(String), fc.integer().map(dateOf))

test('any headers at all give finite numbers that are not negative, or none', async () => {
  const headers = fc.record(
    { 'cache-control': headerText, age: headerText, expires: dateText, date: dateText },
    { requiredKeys: [] },
  )
  const property = fc.property(headers, (given) => {
    const { freshMs = 0, staleIfErrorMs = 0 } = read(given)
    for (const ms of [freshMs, staleIfErrorMs]) expect(Number.isFinite(ms) && ms >= 0).toBe(true)
  })
  await assertHolds(property, 2000)
})

test('a valid directive is found, whatever valid directives stand round it', async () => {
  const token = fc.stringMatching(/^x-[a-z]{1,8}$/)
  const quoted = fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text))
  const other = fc.oneof(
    token,
    fc.tuple(token, quoted).map((pair) => pair.join('=')),
  )
  const property = fc.property(fc.array(other), fc.array(other), fc.nat(), (before, after, seconds) => {
    expect(freshOf([...before, `max-age=${seconds}`, ...after].join(', '))).toBe(Math.min(seconds, 2 ** 31))
  })
  await assertHolds(property, 500)
})

/** A reader that looks for the end of each quote anew needs 10¹⁰ looks for these, and the runner gives up on it. */
test.each<[string, string]>([
  ['quotes that escapes leave open', '"\\'],
  ['escapes before quotes', '\\"'],
  ['open quotes', '"a,'],
  ['commas', ','],
  ['equals signs', '='],
  ['spaces', ' '],
])('200 kB of %s are read', (_, piece) => {
  const text = piece.repeat(200_000 / piece.length)
  expect(freshOf(`max-age=60,${text}`)).toBe(60)
  expect(freshOf(`x="a",${text}`)).toBeUndefined()
})
