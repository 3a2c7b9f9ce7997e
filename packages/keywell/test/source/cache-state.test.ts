import { describe, expect, test } from 'vitest'
import { KeywellError } from '../../src/errors/index.ts'
import { keySetOf } from '../../src/jwks/key-set.ts'
import type { RefreshReason } from '../../src/source/key-source.ts'
import { type Age, ageOf, type CachePolicy } from '../../src/source/policy/age.ts'
import {
  type CacheEvent,
  type CacheState,
  COLD,
  readiness,
  step,
  unknownKid,
} from '../../src/source/policy/cache-state.ts'

const SECOND = 1000
const policy: CachePolicy = {
  freshMs: 600 * SECOND,
  staleMs: 86_400 * SECOND,
  breaker: { minMs: SECOND, maxMs: 60 * SECOND },
  unknownKidMs: 15 * SECOND,
  badSignatureMs: 300 * SECOND,
}
const set = keySetOf([])
const error = new KeywellError('ERR_FETCH_FAILED', 'x', { url: '', reason: '' })

const run = (events: readonly CacheEvent[], from: CacheState = COLD): CacheState =>
  events.reduce((state, event) => step(state, event, policy).state, from)
const wanted = (reason: RefreshReason, at: number): CacheEvent => ({ type: 'wanted', reason, at })
const succeeded = (attempt: number, at: number): CacheEvent => ({ type: 'succeeded', attempt, at, set })
const failed = (attempt: number): CacheEvent => ({ type: 'failed', attempt, reason: 'cold', error })
const effects = (state: CacheState, event: CacheEvent): readonly string[] =>
  step(state, event, policy).effects.map(({ type }) => type)

/** Each state that matters, reached by events; the set was validated at 0. */
const flying = run([wanted('cold', 0)])
const fresh = run([succeeded(1, 0)], flying)
const coldFailed = run([failed(1)], flying)
const outage = (seconds: number): CacheState => run([wanted('due', seconds * SECOND), failed(2)], fresh)

describe('the age', () => {
  test.each<[number, Age]>([
    [-5, 'fresh'],
    [0, 'fresh'],
    [479.999, 'fresh'],
    [480, 'refresh'],
    [599.999, 'refresh'],
    [600, 'stale'],
    [86_399.999, 'stale'],
    [86_400, 'expired'],
  ])('%f s after the validation is %s', (seconds, age) => expect(ageOf(0, seconds * SECOND, policy)).toBe(age))

  test('without a set is cold', () => expect(ageOf(undefined, 0, policy)).toBe('cold'))
})

describe('an attempt', () => {
  test.each<[string, CacheState, RefreshReason, number, boolean]>([
    ['cold, never tried', COLD, 'cold', 0, true],
    ['cold, whatever the reason', COLD, 'bad-signature', 0, true],
    ['cold, in flight', flying, 'cold', 99, false],
    ['cold, just failed: breaker open', coldFailed, 'cold', 0.999, false],
    ['cold, failed: breaker closed', coldFailed, 'cold', 1, true],
    ['fresh', fresh, 'due', 479, false],
    ['fresh, prefetch', fresh, 'prefetch', 479, false],
    ['fresh, unknown kid', fresh, 'unknown-kid', 1, true],
    ['fresh, bad signature', fresh, 'bad-signature', 1, true],
    ['refresh', fresh, 'due', 480, true],
    ['stale', fresh, 'due', 700, true],
    ['expired', fresh, 'cold', 90_000, true],
    ['stale in an outage: breaker open', outage(700), 'due', 700.5, false],
    ['stale in an outage: breaker open, unknown kid', outage(700), 'unknown-kid', 700.5, false],
    ['stale in an outage: breaker closed', outage(700), 'due', 701, true],
  ])('from %s begins when it should', (_, state, reason, seconds, starts) => {
    expect(effects(state, wanted(reason, seconds * SECOND))).toEqual(starts ? ['fetch'] : [])
  })

  test('never begins while another is in flight, for any reason', () => {
    for (const reason of ['cold', 'due', 'unknown-kid', 'bad-signature', 'prefetch'] as const) {
      expect(step(flying, wanted(reason, 99_999_999), policy).state).toBe(flying)
    }
  })

  test('is stamped before its outcome is known', () => {
    expect(flying).toMatchObject({ lastAttempt: 'in-flight', openUntil: SECOND, attempt: 1 })
  })
})

describe('the breaker', () => {
  test('doubles with each failure up to its maximum and resets on a success', () => {
    const gaps: number[] = []
    let state = COLD
    let at = 0
    for (let attempt = 1; attempt <= 9; attempt++) {
      state = run([wanted('cold', at), failed(attempt)], state)
      gaps.push((state.openUntil - at) / SECOND)
      expect(effects(state, wanted('cold', state.openUntil - 1))).toEqual([])
      at = state.openUntil
    }
    expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    state = run([wanted('cold', at), succeeded(10, at)], state)
    expect(state).toMatchObject({ failures: 0, lastAttempt: 'ok', validatedAt: at })
    expect(effects(state, wanted('unknown-kid', at))).toEqual(['fetch'])
  })

  test('stays at its maximum after a thousand failures', () => {
    let state = COLD
    for (let attempt = 1; attempt <= 1100; attempt++)
      state = run([wanted('cold', attempt * 1e6), failed(attempt)], state)
    expect(state.openUntil).toBe(1100 * 1e6 + 60 * SECOND)
  })
})

describe('a budget', () => {
  test('of unknown kids lets one refresh through in 15 s', () => {
    const state = run([wanted('unknown-kid', 10_000), succeeded(2, 10_100)], fresh)
    expect(effects(state, wanted('unknown-kid', 24_999))).toEqual([])
    expect(effects(state, wanted('unknown-kid', 25_000))).toEqual(['fetch'])
  })

  test('of bad signatures lets one refresh through in 5 min', () => {
    const state = run([wanted('bad-signature', 10_000), succeeded(2, 10_100)], fresh)
    expect(effects(state, wanted('bad-signature', 309_999))).toEqual([])
    expect(effects(state, wanted('bad-signature', 310_000))).toEqual(['fetch'])
  })

  test('used up by unknown kids does not keep a due refresh from starting', () => {
    const state = run([wanted('unknown-kid', 475_000), failed(2)], fresh)
    expect(effects(state, wanted('due', 480_000))).toEqual(['fetch'])
  })
})

describe('an outcome', () => {
  test('keeps the set it brings', () => expect(effects(flying, succeeded(1, 5))).toEqual(['keep']))

  test('that is a failure leaves the set and its age alone', () => {
    const state = outage(700)
    expect(state).toMatchObject({ validatedAt: 0, lastAttempt: 'failed', failures: 1 })
    expect(effects(run([wanted('due', 700_000)], fresh), failed(2))).toEqual(['blame'])
  })

  test('of an earlier attempt changes nothing: last started wins', () => {
    const second = run([{ type: 'purged' }, wanted('cold', 50)], flying)
    for (const late of [succeeded(1, 60), failed(1)])
      expect(step(second, late, policy)).toEqual({ state: second, effects: [] })
    expect(effects(second, succeeded(2, 70))).toEqual(['keep'])
  })

  test('that comes twice counts once', () => expect(effects(fresh, succeeded(1, 9))).toEqual([]))
})

describe('a purge', () => {
  test('aborts, forgets and starts cold', () => {
    const { state, effects: done } = step(fresh, { type: 'purged' }, policy)
    expect(done.map(({ type }) => type)).toEqual(['abort', 'forget', 'announce'])
    expect(ageOf(state.validatedAt, 0, policy)).toBe('cold')
  })

  test('in flight lets the next attempt begin at once', () => {
    expect(effects(run([{ type: 'purged' }], flying), wanted('cold', 1))).toEqual(['fetch'])
  })

  test('spares a failing server: its breaker stays', () => {
    expect(effects(run([{ type: 'purged' }], coldFailed), wanted('cold', 999))).toEqual([])
  })
})

test('after a close nothing has an effect', () => {
  const closed = run([{ type: 'closed' }], flying)
  const events: readonly CacheEvent[] = [
    wanted('cold', 1e9),
    succeeded(1, 5),
    failed(1),
    { type: 'purged' },
    { type: 'closed' },
  ]
  for (const event of events) expect(step(closed, event, policy)).toEqual({ state: closed, effects: [] })
})

describe('a lookup', () => {
  test.each<[string, CacheState, number, string]>([
    ['cold waits for the first attempt', COLD, 0, 'wait'],
    ['cold in flight waits', flying, 0, 'wait'],
    ['cold with the breaker open is refused', coldFailed, 0.5, 'refuse'],
    ['cold with the breaker closed waits', coldFailed, 1, 'wait'],
    ['fresh is served', fresh, 479, 'serve'],
    ['due is served', fresh, 599, 'serve'],
    ['stale is served', fresh, 1199, 'serve'],
    ['of a process that slept past 2F waits for one look', fresh, 1200, 'wait'],
    ['stale in an outage is served past 2F', outage(1300), 1300.5, 'serve'],
    ['stale in an outage is served to the last second', outage(86_399), 86_399.5, 'serve'],
    ['expired with the breaker open is refused', outage(86_399.5), 86_400, 'refuse'],
    ['expired with the breaker closed waits', outage(86_399), 86_400, 'wait'],
  ])('%s', (_, state, seconds, answer) => expect(readiness(state, seconds * SECOND, policy)).toBe(answer))
})

describe('an unknown kid', () => {
  const spent = run([wanted('unknown-kid', 0), succeeded(2, 0)], fresh)

  test('is worth a refresh within the budget, and joining one in flight', () => {
    expect(unknownKid(fresh, 1, policy)).toBe('retry')
    expect(unknownKid(run([wanted('due', 500_000)], fresh), 500_001, policy)).toBe('retry')
  })

  test('is final when a healthy source lacks it', () => expect(unknownKid(spent, 14_999, policy)).toBe('final'))

  test('is undecided while the source fails', () => expect(unknownKid(outage(700), 700_500, policy)).toBe('undecided'))
})

test('states are frozen', () => {
  for (const state of [COLD, flying, fresh, coldFailed]) expect(Object.isFrozen(state)).toBe(true)
})
