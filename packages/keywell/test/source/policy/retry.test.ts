import { describe, expect, test } from 'vitest'
import { KeywellError } from '../../../src/errors/index.ts'
import { type FailedTry, retryDelay } from '../../../src/source/policy/retry.ts'

const ALMOST_1 = 1 - 2 ** -53
const network = new KeywellError('ERR_FETCH_FAILED', 'x', { url: 'x', reason: 'x' })
const slow = new KeywellError('ERR_FETCH_TIMEOUT', 'x', { url: 'x', timeoutMs: 1, phase: 'body' })
const invalid = new KeywellError('ERR_JWKS_INVALID', 'x', { reason: 'x', offset: undefined })
const status = (code: number, retryAfterSeconds?: number): KeywellError =>
  new KeywellError('ERR_FETCH_STATUS', 'x', { url: 'x', status: code }, { retryAfterSeconds })

const first: FailedTry = { error: network, retries: 0, isForeground: true, isProbe: false, random: 0 }
const delay = (change: Partial<FailedTry>): number | undefined => retryDelay({ ...first, ...change })

describe('a failed load', () => {
  test.each<[string, unknown, boolean]>([
    ['a network error', network, true],
    ['a timeout', slow, true],
    ['408', status(408), true],
    ['429', status(429), true],
    ['500', status(500), true],
    ['503', status(503), true],
    ['599', status(599), true],
    ['503 with Retry-After', status(503, 1), false],
    ['429 with Retry-After: 0', status(429, 0), false],
    ['400', status(400), false],
    ['404', status(404), false],
    ['499', status(499), false],
    ['301', status(301), false],
    ['an invalid document', invalid, false],
    ['an error of another kind', new Error('x'), false],
    ['no error at all', undefined, false],
  ])('with %s is tried again: %s', (_, error, isTried) => {
    expect(delay({ error }) !== undefined).toBe(isTried)
    expect(delay({ error, isForeground: false }) !== undefined).toBe(isTried)
  })

  test('is tried once more for a waiting caller, after 100 to 300 ms', () => {
    expect(delay({})).toBe(100)
    expect(delay({ random: ALMOST_1 })).toBeCloseTo(300)
    expect(delay({ retries: 1 })).toBeUndefined()
  })

  test('is tried three times more in the background, with full jitter that doubles', () => {
    const background = (retries: number, random: number): number | undefined =>
      delay({ isForeground: false, retries, random })
    expect([0, 1, 2, 3].map((retries) => background(retries, 0))).toEqual([0, 0, 0, undefined])
    expect([0, 1, 2].map((retries) => background(retries, 0.5))).toEqual([125, 250, 500])
    expect(background(2, ALMOST_1)).toBeCloseTo(1000)
  })

  test('is not tried again when it was a probe', () => {
    expect(delay({ isProbe: true })).toBeUndefined()
    expect(delay({ isProbe: true, isForeground: false })).toBeUndefined()
  })

  test('that found a caller late has its retries behind it', () => {
    expect(delay({ isForeground: true, retries: 2 })).toBeUndefined()
  })
})
