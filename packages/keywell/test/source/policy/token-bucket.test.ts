import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bucket, hasOne, refilledAt, tokensIn, withoutOne } from '../../../src/source/policy/token-bucket.ts'
import { assertHolds } from '../../properties/property.ts'

const size = { burst: 4, refillMs: 15_000 }
const full: Bucket = { tokens: 4, at: 0 }
const empty: Bucket = { tokens: 0, at: 0 }

test('a bucket never holds more than its burst', () => {
  expect(tokensIn(full, 1e9, size)).toBe(4)
  expect(tokensIn(empty, 1e9, size)).toBe(4)
})

test('one more token comes each refill time, not a millisecond before', () => {
  expect(hasOne(empty, 14_999, size)).toBe(false)
  expect(hasOne(empty, 15_000, size)).toBe(true)
  expect(tokensIn(empty, 30_000, size)).toBe(2)
})

test('time that goes back refills nothing and takes nothing', () => {
  expect(tokensIn({ tokens: 2, at: 1000 }, 0, size)).toBe(2)
})

test('taking one leaves one less, counted at that time, and never less than none', () => {
  expect(withoutOne(full, 7, size)).toEqual({ tokens: 3, at: 7 })
  expect(withoutOne(empty, 7500, size)).toEqual({ tokens: 0, at: 7500 })
  expect(Object.isFrozen(withoutOne(full, 7, size))).toBe(true)
})

test('the time when there is a token again is now, when there is one already', () => {
  expect(refilledAt(full, 3, size)).toBe(3)
  expect(refilledAt(empty, 5000, size)).toBe(15_000)
})

test('at the time named there is a token, and in no window are more taken than burst and refill give', async () => {
  const sizes = fc.record({
    burst: fc.integer({ min: 1, max: 30 }),
    refillMs: fc.integer({ min: 2000, max: 3_600_000 }),
  })
  const waits = fc.array(
    fc.oneof(fc.double({ min: 0, max: 20_000, noNaN: true }), fc.constant('until refilled' as const)),
  )
  const property = fc.property(sizes, waits, (one, all) => {
    let bucket: Bucket = { tokens: one.burst, at: 0 }
    let now = 0
    const taken: number[] = []
    for (const wait of all) {
      now = wait === 'until refilled' ? refilledAt(bucket, now, one) : now + wait
      if (wait === 'until refilled') expect(hasOne(bucket, now, one)).toBe(true)
      if (!hasOne(bucket, now, one)) continue
      bucket = withoutOne(bucket, now, one)
      taken.push(now)
    }
    for (const [first, from] of taken.entries()) {
      for (const [last, to] of taken.entries()) {
        if (last < first) continue
        expect(last - first + 1).toBeLessThanOrEqual(one.burst + (to - from) / one.refillMs + 1e-3)
      }
    }
  })
  await assertHolds(property, 300)
})
