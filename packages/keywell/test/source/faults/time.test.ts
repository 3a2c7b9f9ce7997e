/** Clocks that jump, machines that sleep, answers that come in the wrong order. */
import { describe, expect, test } from 'vitest'
import { faultWorld, stray } from '../../support/fault-world.ts'
import { turn } from '../../support/turn.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR
const YEAR = 365 * DAY

describe('the wall clock', () => {
  test.each([
    ['a year ahead', YEAR],
    ['a year back', -YEAR],
    ['an hour ahead', HOUR],
    ['to before 1970', -60 * YEAR],
  ])('that jumps %s changes neither the age of keys nor when they are asked for', async (_, jump) => {
    const it = await faultWorld()
    await it.warmUp()
    await it.clock.advance(100 * SECOND)
    const { ageMs, state, nextAttemptMs, remainingMs } = it.keys.status()
    it.clock.setNow(it.clock.now() + jump)
    expect(it.keys.status()).toMatchObject({ ageMs, state, nextAttemptMs, remainingMs })
    const token = await it.token()
    expect(await it.verifyNow(token)).toBe('accepted')
    await it.clock.advance(300 * SECOND)
    expect(it.requests).toHaveLength(1)
    await it.clock.advance(140 * SECOND)
    expect(it.requests).toHaveLength(2)
    expect(await it.verifyNow(await it.token())).toBe('accepted')
  })

  test('that jumps in an outage neither lengthens nor shortens the breaker', async () => {
    const it = await faultWorld({ breaker: { minSeconds: 60 } })
    it.serve({ status: 503 })
    await it.verify(await it.token())
    it.clock.setNow(it.clock.now() + YEAR)
    expect(await it.verify(await it.token())).toBe('ERR_KEYS_UNAVAILABLE')
    expect(it.requests).toHaveLength(2)
    it.clock.setNow(it.clock.now() - 2 * YEAR)
    it.recover()
    await it.clock.advance(60 * SECOND)
    expect(await it.verify(await it.token())).toBe('accepted')
  })
})

describe('a machine that was suspended', () => {
  test('for longer than S trusts nothing it remembers, and asks', async () => {
    const it = await faultWorld({ refresh: 'on-demand' })
    await it.warmUp()
    await it.issuer.rotate({ previous: 'drop' })
    const old = await it.token({ kid: 'es256-1' })
    await it.clock.advance(DAY)
    expect(it.keys.status()).toMatchObject({ state: 'expired', health: 'down' })
    expect(await it.verifyNow(old)).toBe('ERR_KEYS_NOT_LOADED')
    await it.clock.advance(0)
    expect(await it.verify(old)).toBe('ERR_KEY_NOT_FOUND')
    expect(await it.verify(await it.token())).toBe('accepted')
  })

  test('for longer than S with the issuer down refuses with 503, and asks once a try', async () => {
    const it = await faultWorld({ refresh: 'on-demand' })
    const token = await it.warmUp()
    it.serve({ status: 503 })
    await it.clock.advance(2 * DAY)
    expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
    expect(it.requests).toHaveLength(3)
    expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
    expect(it.requests).toHaveLength(3)
  })

  test('for hours looks once before it trusts, so that a removed key is not served silently', async () => {
    const it = await faultWorld({ refresh: 'on-demand' })
    const token = await it.warmUp()
    await it.issuer.rotate({ previous: 'drop' })
    await it.clock.advance(8 * HOUR)
    expect(await it.verify(token)).toBe('ERR_KEY_NOT_FOUND')
    expect(it.requests).toHaveLength(2)
  })

  test('and whose timers went off late has fresh keys right after', async () => {
    const it = await faultWorld()
    await it.warmUp()
    await it.clock.advance(8 * HOUR)
    expect(it.keys.status().state).toMatch(/^(fresh|refresh)$/)
    expect(it.keys.status().ageMs).toBeLessThanOrEqual(540 * SECOND)
  })
})

describe('an answer that comes late', () => {
  test('from before a purge never displaces what came after it', async () => {
    const it = await faultWorld()
    const old = await it.token()
    const before = it.issuer.jwks()
    it.serve((_, __, count) =>
      count === 1 ? { body: before, delayMs: 2000 } : { body: it.issuer.jwks(), delayMs: 500 },
    )
    const first = it.verify(old)
    await turn()
    await it.issuer.rotate({ previous: 'drop' })
    it.keys.purge()
    const after = await it.token()
    expect(await it.verify(after)).toBe('accepted')
    expect(await first).toBe('ERR_KEY_NOT_FOUND')
    await it.clock.advance(5000)
    expect(await it.verifyNow(after)).toBe('accepted')
    expect(await it.verify(old)).toBe('ERR_KEY_NOT_FOUND')
    expect(it.keys.status().keys?.keys.map(({ kid }) => kid)).toEqual(['es256-2'])
  })

  test('from before a purge that fails is no failure of what came after it', async () => {
    const it = await faultWorld()
    it.serve((_, __, count) => (count === 1 ? { status: 503, delayMs: 2000 } : { body: it.issuer.jwks() }))
    void it.verify(await it.token())
    await turn()
    it.keys.purge()
    expect(await it.verify(await it.token())).toBe('accepted')
    await it.clock.advance(5000)
    expect(it.keys.status()).toMatchObject({ state: 'fresh', lastAttempt: 'ok', error: undefined })
  })

  test('to a closed source changes nothing and keeps nothing awake', async () => {
    const it = await faultWorld()
    it.serve(() => ({ body: it.issuer.jwks(), delayMs: 2000 }))
    const waiting = it.verify(await it.token(stray('any')))
    await turn()
    it.keys.close()
    expect(await waiting).toBe('ERR_CLOSED')
    expect(it.clock.sleepers).toBe(0)
    await it.clock.advance(5000)
    expect(it.keys.status()).toMatchObject({ state: 'closed', keys: undefined })
  })
})
