/** The breaker, step by step. */
import { describe, expect, test } from 'vitest'
import {
  admission,
  afterOutage,
  type BreakerState,
  INTACT,
  MAX_FAILURES,
  undecided,
  whileProbing,
} from '../../src/core/breaker.ts'

const failing = (times: number, at = 0): BreakerState => {
  let state = INTACT
  for (let count = 0; count < times; count++) state = afterOutage(state, { at, isProbe: false, random: 1 })
  return state
}

describe('the breaker', () => {
  test('lets calls through until the fifth outage in a row', () => {
    expect(admission(failing(MAX_FAILURES - 1), 0)).toEqual({ kind: 'go' })
    expect(admission(failing(MAX_FAILURES), 0)).toEqual({ kind: 'refuse', waitMs: 1000 })
  })

  test('lets one call find out, and no other meanwhile', () => {
    const open = failing(MAX_FAILURES)
    expect(admission(open, 1000)).toEqual({ kind: 'probe' })
    expect(admission(whileProbing(open), 1000)).toEqual({ kind: 'refuse', waitMs: 1000 })
  })

  test('lets the next call find out when the first one went away', () => {
    const left = undecided(whileProbing(failing(MAX_FAILURES)), true)
    expect(admission(left, 1000)).toEqual({ kind: 'probe' })
  })

  test('pauses twice as long after each probe that failed, 30 seconds at most', () => {
    let state = failing(MAX_FAILURES)
    const pauses = [1, 2, 3, 4, 5, 6, 7].map(() => {
      const at = state.openUntil
      state = afterOutage(state, { at, isProbe: true, random: 1 })
      return state.openUntil - at
    })
    expect(pauses).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  })

  test('counts no calls that were under way when it opened', () => {
    const open = failing(MAX_FAILURES)
    expect(afterOutage(open, { at: 500, isProbe: false, random: 1 })).toBe(open)
  })

  test('spreads the pauses of many instances over a half', () => {
    const four = failing(MAX_FAILURES - 1)
    expect(afterOutage(four, { at: 0, isProbe: false, random: 0 }).openUntil).toBe(500)
  })
})
