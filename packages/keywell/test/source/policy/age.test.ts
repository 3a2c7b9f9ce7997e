import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Age, ageOf, isUsable, type Lifetime, restored, validated } from '../../../src/source/policy/age.ts'
import { type CacheFacts, NO_FACTS } from '../../../src/source/policy/cache-control.ts'
import type { SourceOptions } from '../../../src/source/options.ts'
import { sourceSettings } from '../../../src/source/settings.ts'
import { assertHolds } from '../../properties/property.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR
/** The largest number that `random` may be. */
const ALMOST_1 = 1 - 2 ** -53

const policyOf = (options: SourceOptions = {}) => sourceSettings(options).policy
const facts = (given: Partial<CacheFacts>): CacheFacts => ({ ...NO_FACTS, ...given })

function life(given: Partial<CacheFacts> = {}, options: SourceOptions = {}, random = 0): Lifetime {
  return validated(0, facts(given), random, policyOf(options))
}
const freshSeconds = (given: Partial<CacheFacts>, options: SourceOptions = {}): number =>
  life(given, options).freshUntil / SECOND

describe('the word for an age', () => {
  const F = 600 * SECOND
  const due = 0.75 * F
  test.each<[number, Age]>([
    [-1, 'fresh'],
    [0, 'fresh'],
    [due - 1, 'fresh'],
    [due, 'refresh'],
    [F - 1, 'refresh'],
    [F, 'stale'],
    [DAY - SECOND, 'stale'],
    [DAY - 1, 'stale'],
    [DAY, 'expired'],
    [DAY + SECOND, 'expired'],
    [Number.MAX_SAFE_INTEGER, 'expired'],
  ])('%d ms after the validation is %s', (at, age) => expect(ageOf(life(), at)).toBe(age))

  test('is cold without a set', () => expect(ageOf(undefined, 0)).toBe('cold'))

  test('says whether keys verify', () => {
    const usable = (['cold', 'fresh', 'refresh', 'stale', 'expired'] as const).filter(isUsable)
    expect(usable).toEqual(['fresh', 'refresh', 'stale'])
  })
})

describe('freshness', () => {
  test.each<[string, Partial<CacheFacts>, SourceOptions, number]>([
    ['600 s where nothing is said', {}, {}, 600],
    ['what is said', { freshMs: 900e3 }, {}, 900],
    ['300 s at least', { freshMs: 15e3 }, {}, 300],
    ['300 s at least, and at 0', { freshMs: 0 }, {}, 300],
    ['300 s at least, to the millisecond', { freshMs: 300e3 - 1 }, {}, 300],
    ['3600 s at most', { freshMs: 86_400e3 }, {}, 3600],
    ['3600 s at most, to the millisecond', { freshMs: 3600e3 + 1 }, {}, 3600],
    ['300 s for no-store, whatever else is said', { freshMs: 900e3, isNoStore: true }, {}, 300],
    ['300 s for no-store alone', { isNoStore: true }, {}, 300],
    [
      'what is said, where no-store is not honoured',
      { freshMs: 900e3, isNoStore: true },
      { freshness: { honorNoStore: false } },
      900,
    ],
    [
      '600 s for no-store alone, where that is not honoured',
      { isNoStore: true },
      { freshness: { honorNoStore: false } },
      600,
    ],
    ['the default that was chosen', {}, { freshness: { defaultSeconds: 60 } }, 60],
    ['the least that was chosen', { freshMs: 1e3 }, { freshness: { minSeconds: 10 } }, 10],
    ['the least that was chosen, for no-store too', { isNoStore: true }, { freshness: { minSeconds: 900 } }, 900],
    ['the most that was chosen', { freshMs: 9e9 }, { freshness: { maxSeconds: 86_400 } }, 86_400],
  ])('is %s', (_, given, options, seconds) => expect(freshSeconds(given, options)).toBe(seconds))

  test('makes a refresh due at 75 % of it, up to 90 %', () => {
    expect(life({}, {}, 0).dueAt).toBe(450 * SECOND)
    expect(life({}, {}, 0.5).dueAt).toBe(495 * SECOND)
    expect(life({}, {}, ALMOST_1).dueAt).toBeCloseTo(540 * SECOND, 6)
    expect(life({}, {}, ALMOST_1).dueAt).toBeLessThanOrEqual(540 * SECOND)
  })

  test('twice over, without a failure, is where a process looks before it trusts', () => {
    expect(life().lookAgainAt).toBe(1200 * SECOND)
  })
})

describe('how long a set outlives a failing server', () => {
  test.each<[string, SourceOptions['staleIfError'], number]>([
    ['24 h', undefined, DAY],
    ['for strict no longer than it is fresh', 'strict', 600 * SECOND],
    ['for high 1 h', 'high', HOUR],
    ['for max 7 days', 'max', 7 * DAY],
    ['what was chosen', 7200, 2 * HOUR],
    ['never shorter than it is fresh', 1, 600 * SECOND],
  ])('is %s', (_, staleIfError, ms) => {
    const options = staleIfError === undefined ? {} : { staleIfError }
    expect(life({}, options).staleUntil).toBe(ms)
  })

  test('counts from the validation, so a longer freshness adds nothing', () => {
    expect(life({ freshMs: 3600e3 }).staleUntil).toBe(DAY)
    expect(life({ freshMs: 3600e3 }, { staleIfError: 'high' }).staleUntil).toBe(HOUR)
  })

  test.each<[string, Partial<CacheFacts>, number]>([
    ['lowers it, counted from the end of freshness', { staleIfErrorMs: HOUR }, 600 * SECOND + HOUR],
    ['of 0 means no longer than it is fresh', { staleIfErrorMs: 0 }, 600 * SECOND],
    ['just below what is left lowers it', { staleIfErrorMs: DAY - 600 * SECOND - 1 }, DAY - 1],
    ['never raises it', { staleIfErrorMs: 30 * DAY }, DAY],
  ])('stale-if-error %s', (_, given, ms) => expect(life(given).staleUntil).toBe(ms))
})

describe('a set from a snapshot', () => {
  const policy = policyOf()
  const at = 5 * DAY

  test('is stale from the start, due at once, and expires S after its validation', () => {
    const kept = restored(at, HOUR, policy)
    expect(kept).toEqual({
      validatedAt: at - HOUR,
      dueAt: at,
      freshUntil: at,
      staleUntil: at - HOUR + DAY,
      lookAgainAt: Infinity,
    })
    expect(ageOf(kept, at)).toBe('stale')
    expect(ageOf(kept, at - HOUR + DAY - 1)).toBe('stale')
    expect(ageOf(kept, at - HOUR + DAY)).toBe('expired')
  })

  test.each<[number, Age]>([
    [DAY - 1, 'stale'],
    [DAY, 'expired'],
    [DAY + 1, 'expired'],
    [Number.POSITIVE_INFINITY, 'expired'],
    [Number.NaN, 'expired'],
  ])('that was validated %d ms ago is %s', (agoMs, age) => expect(ageOf(restored(at, agoMs, policy), at)).toBe(age))

  test('that claims to come from the future counts from now', () => {
    expect(restored(at, -365 * DAY, policy)).toMatchObject({ validatedAt: at, staleUntil: at + DAY })
  })

  test('is no use to a strict source', () => {
    expect(ageOf(restored(at, 0, policyOf({ staleIfError: 'strict' })), at)).toBe('expired')
  })
})

test('the times of any validation are in order, within the bounds, and frozen', async () => {
  const said = fc.option(fc.nat({ max: 2 ** 42 }), { nil: undefined })
  const given = fc.record({ freshMs: said, staleIfErrorMs: said, isNoStore: fc.boolean() })
  const S = fc.constantFrom<SourceOptions['staleIfError'][]>('strict', 'high', 'max', 0, 1, 604_800)
  const property = fc.property(
    given,
    fc.double({ min: 0, max: ALMOST_1, noNaN: true }),
    S,
    (all, random, staleIfError) => {
      const made = validated(1000, all, random, policyOf({ staleIfError: staleIfError ?? 'max' }))
      const { validatedAt, dueAt, freshUntil, staleUntil, lookAgainAt } = made
      expect(Object.isFrozen(made)).toBe(true)
      expect(validatedAt).toBe(1000)
      expect(dueAt).toBeGreaterThan(validatedAt)
      expect(dueAt).toBeLessThan(freshUntil)
      expect(freshUntil - validatedAt).toBeGreaterThanOrEqual(300_000)
      expect(freshUntil - validatedAt).toBeLessThanOrEqual(3_600_000)
      expect(staleUntil).toBeGreaterThanOrEqual(freshUntil)
      expect(staleUntil - validatedAt).toBeLessThanOrEqual(7 * DAY)
      expect(lookAgainAt - validatedAt).toBe(2 * (freshUntil - validatedAt))
    },
  )
  await assertHolds(property, 1000)
})
