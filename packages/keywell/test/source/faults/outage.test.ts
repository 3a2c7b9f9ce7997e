/** Servers that are down: how often they are asked, how long their keys live on, and what callers are told. */
import { describe, expect, test, vi } from 'vitest'
import { failure } from '../../support/failures.ts'
import { faultWorld, type FaultWorld, requestsWithin, stray } from '../../support/fault-world.ts'
import { patiently } from '../../support/patience.ts'

// Thousands of verifications in one test: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 })

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const refusal = (it: FaultWorld, token: string) =>
  failure('ERR_KEYS_UNAVAILABLE', () => patiently(it.clock, it.verifier.verify(token)))

describe('an outage', () => {
  test.each([
    ['the default', undefined, 24 * HOUR],
    ['high', 'high', HOUR],
    ['max', 'max', 168 * HOUR],
    ['strict', 'strict', 10 * MINUTE],
    ['two hours', 7200, 2 * HOUR],
  ] as const)('is outlived by the keys to the second before S, with %s', async (_, staleIfError, lifeMs) => {
    const options = staleIfError === undefined ? {} : { staleIfError }
    const it = await faultWorld({ refresh: 'on-demand', ...options })
    const token = await it.warmUp()
    const known = await it.token()
    const age = it.keys.status().ageMs ?? 0
    it.serve({ status: 503 })
    // A failure must be there, or a set past 2F would be looked at once more before it is used.
    await it.clock.advance(9 * MINUTE)
    expect(await it.verify(token)).toBe('accepted')
    await it.clock.advance(lifeMs - 9 * MINUTE - age - 10 * SECOND)
    expect(await it.verify(known)).toBe('accepted')
    await it.clock.advance(lifeMs - SECOND - (it.keys.status().ageMs ?? 0))
    expect(await it.verify(token)).toBe('accepted')
    await it.clock.advance(2 * SECOND)
    const refused = await refusal(it, token)
    expect(refused).toMatchObject({ status: 503, retryAfterSeconds: expect.any(Number) })
    expect(refused.retryAfterSeconds).toBeGreaterThanOrEqual(1)
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60)
    expect(refused.cause).toMatchObject({ code: 'ERR_FETCH_STATUS', detail: { status: 503 } })
    expect(it.keys.status()).toMatchObject({ state: 'expired', health: 'down', remainingMs: undefined })
    it.recover()
    await it.clock.advance(MINUTE)
    expect(await it.verify(token)).toBe('accepted')
  })

  test('is told of by state, with the time that is left, and so is its end', async () => {
    const it = await faultWorld({ staleIfError: 'high' })
    await it.warmUp()
    it.serve({ status: 500 })
    await it.clock.advance(59 * MINUTE)
    expect(it.keys.status().health).toBe('critical')
    const [stale, ...more] = it.events.filter(({ type }) => type === 'outage')
    expect(more).toEqual([])
    expect(stale).toMatchObject({ state: 'stale', error: { code: 'ERR_FETCH_STATUS' } })
    if (stale?.type !== 'outage') throw new Error('no outage was told of')
    expect(stale.remainingMs).toBeGreaterThan(48 * MINUTE)
    expect(stale.remainingMs).toBeLessThanOrEqual(50 * MINUTE)
    it.recover()
    await it.clock.advance(MINUTE)
    expect(it.events.filter(({ type }) => type === 'recovered')).toHaveLength(1)
    expect(it.keys.status()).toMatchObject({ state: 'fresh', health: 'healthy' })
  })

  test('in the background tries three times more at its beginning, and its probes once each', async () => {
    const it = await faultWorld()
    await it.warmUp()
    it.serve({ status: 503 })
    await it.clock.advance(20 * MINUTE)
    const failed = it.events.filter(({ type }) => type === 'failed')
    expect(it.requests).toHaveLength(1 + 4 + failed.length - 1)
    const lastTenMinutes = requestsWithin(it, it.clock.monotonic() - 10 * MINUTE, it.clock.monotonic())
    expect(lastTenMinutes).toBeGreaterThanOrEqual(9)
    expect(lastTenMinutes).toBeLessThanOrEqual(20)
  })

  test('of one answer is made good by the retry of the caller that waits', async () => {
    const it = await faultWorld()
    it.serve((_, __, count) => (count === 1 ? { status: 503 } : { body: it.issuer.jwks() }))
    const startedAt = it.clock.monotonic()
    expect(await it.verify(await it.token())).toBe('accepted')
    expect(it.clock.monotonic() - startedAt).toBeLessThanOrEqual(300)
    const [first, second] = it.requests
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(100)
    expect(it.events.map(({ type }) => type)).toEqual(['loaded', 'fetched'])
  })

  test.each([400, 401, 403, 404, 501])('is tried again for what may pass only: %i', async (status) => {
    const it = await faultWorld()
    it.serve({ status })
    await refusal(it, await it.token())
    expect(it.requests).toHaveLength(status >= 500 ? 2 : 1)
  })
})

describe('a cold start in an outage', () => {
  test('refuses with 503, asks ever more rarely under constant traffic, and recovers by itself', async () => {
    const it = await faultWorld()
    it.serve({ status: 503 })
    const token = await it.token()
    for (let second = 0; second < 600; second += 2) {
      expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
      await it.clock.advance(2 * SECOND)
    }
    const now = it.clock.monotonic()
    expect(requestsWithin(it, 0, MINUTE)).toBeLessThanOrEqual(8)
    expect(requestsWithin(it, now - 5 * MINUTE, now)).toBeLessThanOrEqual(10)
    expect(it.keys.status()).toMatchObject({ state: 'cold', health: 'down' })
    expect(it.events.filter(({ type }) => type === 'outage')).toMatchObject([{ state: 'cold', remainingMs: 0 }])
    it.recover()
    await it.clock.advance(MINUTE)
    expect(await it.verify(token)).toBe('accepted')
    expect(it.events.filter(({ type }) => type === 'recovered')).toHaveLength(1)
  })

  test('says when to come back, and answers at once meanwhile', async () => {
    const it = await faultWorld({ breaker: { minSeconds: 40 } })
    it.serve({ status: 503 })
    const token = await it.token()
    await refusal(it, token)
    const startedAt = it.clock.monotonic()
    const { retryAfterSeconds = 0 } = await refusal(it, token)
    expect(it.clock.monotonic()).toBe(startedAt)
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(19)
    expect(retryAfterSeconds).toBeLessThanOrEqual(40)
    it.recover()
    await it.clock.advance(retryAfterSeconds * SECOND)
    expect(await it.verify(token)).toBe('accepted')
  })

  test('with a server that stalls counts the attempt from its beginning', async () => {
    const it = await faultWorld({ breaker: { minSeconds: 60 } })
    it.serve({ fault: 'stall' })
    const token = await it.token()
    const refused = await refusal(it, token)
    expect(refused.detail.reason).toBe('still no answer after 5000 ms')
    expect(refused.cause).toMatchObject({ code: 'ERR_FETCH_TIMEOUT' })
    await it.clock.advance(24 * SECOND)
    it.recover()
    const before = it.requests.length
    expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
    expect(it.requests).toHaveLength(before)
    const [first] = it.requests
    await it.clock.advance((first?.at ?? 0) + MINUTE - it.clock.monotonic())
    expect(await it.verify(token)).toBe('accepted')
  })
})

describe('429 with Retry-After', () => {
  test.each([
    ['seconds', '120', 120],
    ['a date', new Date(Date.UTC(2026, 0, 1, 0, 2)).toUTCString(), 120],
    ['more than five minutes', '86400', 300],
  ])('is left alone for as long as it asks, in %s', async (_, value, seconds) => {
    const it = await faultWorld()
    const token = await it.token()
    it.serve({ status: 429, headers: { 'retry-after': value } })
    const { retryAfterSeconds } = await refusal(it, token)
    expect(it.requests).toHaveLength(1)
    expect(retryAfterSeconds).toBe(seconds)
    it.recover()
    await it.clock.advance(seconds * SECOND - 1)
    expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
    expect(it.requests).toHaveLength(1)
    await it.clock.advance(2)
    expect(await it.verify(token)).toBe('accepted')
    expect(it.requests).toHaveLength(2)
  })

  test('while keys are held costs known kids nothing', async () => {
    const it = await faultWorld()
    const token = await it.warmUp()
    it.serve({ status: 429, headers: { 'retry-after': '300' } })
    await it.clock.advance(12 * MINUTE)
    expect(it.requests).toHaveLength(2)
    expect(await it.verify(token)).toBe('accepted')
    await it.clock.advance(5 * MINUTE)
    expect(it.requests).toHaveLength(3)
  })
})

describe('an unknown kid in an outage', () => {
  test('is answered with 503, since the source cannot tell; known kids are as before', async () => {
    const it = await faultWorld()
    const token = await it.warmUp()
    const strange = await it.token(stray('new'))
    it.serve({ status: 503 })
    const refused = await refusal(it, strange)
    expect(refused).toMatchObject({ status: 503, retryAfterSeconds: expect.any(Number) })
    expect(await it.verify(token)).toBe('accepted')
    expect(it.keys.status()).toMatchObject({ state: 'fresh', lastAttempt: 'failed' })
  })

  test('is not remembered as missing: it verifies once the issuer is back with its key', async () => {
    const it = await faultWorld()
    await it.warmUp()
    await it.issuer.rotate()
    const after = await it.token()
    it.serve({ status: 503 })
    expect(await it.verify(after)).toBe('ERR_KEYS_UNAVAILABLE')
    it.recover()
    await it.clock.advance(2 * SECOND)
    expect(await it.verify(after)).toBe('accepted')
  })

  test('is a 503 also when its budget is spent, for as long as no new attempt may be made', async () => {
    const unknownKid = { burst: 1, refillSeconds: 3600, proofSeconds: 0 }
    const it = await faultWorld({ unknownKid, breaker: { minSeconds: 60 } })
    await it.warmUp()
    it.serve({ status: 503 })
    expect(await it.verify(await it.token(stray('one')))).toBe('ERR_KEYS_UNAVAILABLE')
    expect(await it.verifyNow(await it.token(stray('two')))).toBe('ERR_KEYS_UNAVAILABLE')
  })

  test('in a flood costs at most 2 attempts a minute once the breaker is at its longest', async () => {
    const it = await faultWorld()
    const token = await it.warmUp()
    it.serve({ status: 503 })
    const strangers = await Promise.all(Array.from({ length: 4 }, (_, i) => it.token(stray(`stray ${i}`))))
    for (let second = 0; second < 600; second += 3) {
      for (const strange of strangers) {
        expect(['ERR_KEYS_UNAVAILABLE', 'ERR_KEY_NOT_FOUND']).toContain(await it.verifyNow(strange))
      }
      expect(await it.verifyNow(token)).toBe('accepted')
      await it.clock.advance(3 * SECOND)
    }
    const now = it.clock.monotonic()
    for (let from = now - 7 * MINUTE; from + MINUTE <= now; from += 5 * SECOND) {
      expect(requestsWithin(it, from, from + MINUTE)).toBeLessThanOrEqual(2)
    }
  })
})

test('a set that an idle process slept over is served when the server stalls: late once, never refused', async () => {
  const it = await faultWorld({ refresh: 'on-demand' })
  const token = await it.warmUp()
  await it.clock.advance(2 * HOUR)
  it.serve({ fault: 'stall' })
  expect(await it.verify(token)).toBe('accepted')
  const startedAt = it.clock.monotonic()
  expect(await it.verify(token)).toBe('accepted')
  expect(it.clock.monotonic()).toBe(startedAt)
})
