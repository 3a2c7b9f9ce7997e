/** Kids that the set lacks, by accident and in floods: bounded requests, a quick heal, and no harm to known kids. */
import { describe, expect, test, vi } from 'vitest'
import { fakeClock } from '../../../src/testing.ts'
import { queryOf } from '../../support/documents.ts'
import { faultWorld, type FaultWorld, requestsWithin, stray } from '../../support/fault-world.ts'

// Thousands of verifications in one test: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 })

const SECOND = 1000
const MINUTE = 60 * SECOND

const strangersOf = (it: FaultWorld, count: number): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => it.token(stray(`stray ${i}`))))

describe('a flood of made-up kids', () => {
  test('cold costs one request for 10,000 look-ups', async () => {
    const it = await faultWorld()
    for (let i = 0; i < 10_000; i++) expect(it.keys.lookup(queryOf(`kid ${i}`)).outcome).toBe('empty')
    await it.clock.advance(0)
    expect(it.requests).toHaveLength(1)
  })

  test('of 10,000 in one moment costs one request, and is refused by it', async () => {
    const it = await faultWorld()
    const token = await it.warmUp()
    const waits = Array.from({ length: 10_000 }, async (_, i) => {
      const lookup = it.keys.lookup(queryOf(`kid ${i}`))
      if (lookup.outcome !== 'missed') throw new Error(`a healthy source answers, not ${lookup.outcome}`)
      if (lookup.retry) await it.keys.refresh('unknown-kid', { kid: `kid ${i}` })
      return it.keys.lookup(queryOf(`kid ${i}`)).outcome
    })
    expect(await it.verifyNow(token)).toBe('accepted')
    expect(new Set(await Promise.all(waits))).toEqual(new Set(['missed']))
    expect(it.requests).toHaveLength(2)
  })

  test('that goes on costs a burst, then one request in 15 s, and no known kid is refused or waits', async () => {
    const it = await faultWorld()
    const token = await it.warmUp()
    const strangers = await strangersOf(it, 10)
    const from = it.clock.monotonic()
    for (let second = 0; second < 300; second++) {
      for (const [i, strange] of strangers.entries()) {
        if (i < 5) expect(await it.verifyNow(strange)).toBe('ERR_KEY_NOT_FOUND')
        else it.keys.lookup(queryOf(`${second} ${i}`))
        void it.keys.refresh('unknown-kid', { kid: `${second} ${i}` })
      }
      // At once: verifySync never waits for anything.
      expect(await it.verifyNow(token)).toBe('accepted')
      await it.clock.advance(SECOND)
    }
    const end = it.clock.monotonic()
    expect(requestsWithin(it, from, from + MINUTE)).toBeLessThanOrEqual(4 + 4)
    for (let minute = from + MINUTE; minute + MINUTE <= end; minute += 10 * SECOND) {
      expect(requestsWithin(it, minute, minute + MINUTE)).toBeLessThanOrEqual(5)
    }
    expect(it.keys.status().counters?.unknownKid.proof).toBeGreaterThan(1000)
  })

  test('neither refuses a known kid nor makes it wait while the server stalls', async () => {
    const it = await faultWorld()
    const token = await it.warmUp()
    it.serve({ fault: 'stall' })
    for (const strange of await strangersOf(it, 20)) await it.verifyNow(strange)
    await it.clock.advance(SECOND)
    expect(it.keys.status()).toMatchObject({ lastAttempt: 'in-flight' })
    expect(await it.verifyNow(token)).toBe('accepted')
    await it.clock.advance(20 * SECOND)
    expect(await it.verifyNow(token)).toBe('accepted')
  })

  test('does not postpone the refresh that is due', async () => {
    const it = await faultWorld()
    const token = await it.warmUp()
    const strangers = await strangersOf(it, 4)
    for (let minute = 0; minute < 30; minute++) {
      for (const strange of strangers) await it.verifyNow(strange)
      await it.clock.advance(MINUTE)
      expect(it.keys.status().ageMs).toBeLessThanOrEqual(540 * SECOND)
      expect(await it.verifyNow(token)).toBe('accepted')
    }
  })

  test('lets 1,024 callers wait, and gives the others their final answer, never a 503', async () => {
    const it = await faultWorld()
    await it.warmUp()
    it.serve(() => ({ body: it.issuer.jwks(), delayMs: 2000 }))
    const strange = await it.token(stray('stray'))
    const codes = Array.from({ length: 1100 }, () => it.verify(strange))
    await it.clock.advance(0)
    expect(it.keys.status().waiters).toBe(1024)
    expect(new Set(await Promise.all(codes))).toEqual(new Set(['ERR_KEY_NOT_FOUND']))
    expect(it.keys.status().waiters).toBe(0)
    expect(it.keys.status().counters?.unknownKid.waiters).toBe(1100 - 1024)
    expect(it.requests).toHaveLength(2)
  })
})

test('a flood of bad signatures leaves nobody waiting but the one that began the load', async () => {
  const it = await faultWorld()
  await it.warmUp()
  it.serve({ fault: 'stall' })
  const kid = it.issuer.jwks().keys[0]?.kid
  const waits = Array.from({ length: 1100 }, () => it.keys.refresh('bad-signature', { kid }))
  await it.clock.advance(0)
  expect(it.keys.status().waiters).toBe(1)
  await it.clock.advance(20 * SECOND)
  await Promise.all(waits)
  expect(it.keys.status().waiters).toBe(0)
})

describe('a rotation', () => {
  test('3 seconds after a stray kid heals in less than a second', async () => {
    const it = await faultWorld()
    await it.warmUp()
    expect(await it.verify(await it.token(stray('stray')))).toBe('ERR_KEY_NOT_FOUND')
    await it.clock.advance(3 * SECOND)
    await it.issuer.rotate()
    const after = await it.token()
    const startedAt = it.clock.monotonic()
    expect(await it.verify(after)).toBe('accepted')
    expect(it.clock.monotonic() - startedAt).toBeLessThan(SECOND)
  })

  test.each([0, 4, 8, 12])(
    'in the midst of a flood heals within 15 seconds (%i s after the last request)',
    async (lag) => {
      const it = await faultWorld()
      await it.warmUp()
      const strangers = await strangersOf(it, 3)
      const flood = async (): Promise<void> => {
        for (const strange of strangers) await it.verifyNow(strange)
        for (let i = 0; i < 5; i++) void it.keys.refresh('unknown-kid', { kid: `${it.clock.monotonic()} ${i}` })
        await it.clock.advance(SECOND / 2)
      }
      for (let halves = 0; halves < 80; halves++) await flood()
      const before = it.requests.length
      while (it.requests.length === before) await flood()
      for (let halves = 0; halves < lag * 2; halves++) await flood()
      await it.issuer.rotate()
      const after = await it.token()
      const rotatedAt = it.clock.monotonic()
      while ((await it.verifyNow(after)) !== 'accepted') {
        if (it.clock.monotonic() - rotatedAt > 16 * SECOND) break
        await flood()
      }
      expect(it.clock.monotonic() - rotatedAt).toBeLessThanOrEqual(15 * SECOND)
      expect(await it.verifyNow(after)).toBe('accepted')
    },
  )

  test('clears what was remembered as missing: a token that came too early verifies after any other', async () => {
    const it = await faultWorld()
    await it.warmUp()
    const early = await it.token(stray('es256-2'))
    expect(await it.verify(early)).toBe('ERR_KEY_NOT_FOUND')
    await it.issuer.rotate()
    const after = await it.token()
    // Within its 15 seconds the kid alone does not lead to a request.
    expect(await it.verify(after)).toBe('ERR_KEY_NOT_FOUND')
    await it.verify(await it.token(stray('stray')))
    expect(await it.verify(after)).toBe('accepted')
  })

  test('makes every missing kid worth a request again, those too that it did not bring', async () => {
    const it = await faultWorld()
    await it.warmUp()
    expect(await it.verify(await it.token(stray('es256-3')))).toBe('ERR_KEY_NOT_FOUND')
    await it.issuer.rotate()
    expect(await it.verify(await it.token())).toBe('accepted')
    await it.issuer.rotate()
    expect(await it.verify(await it.token())).toBe('accepted')
    expect(it.requests).toHaveLength(4)
  })

  test('that fell into an empty budget heals by one request when it refills, which no token has to ask for', async () => {
    const it = await faultWorld({ unknownKid: { burst: 1, proofSeconds: 0, negativeSeconds: 0 } })
    await it.warmUp()
    expect(await it.verify(await it.token(stray('stray')))).toBe('ERR_KEY_NOT_FOUND')
    await it.issuer.rotate()
    const after = await it.token()
    expect(await it.verify(after)).toBe('ERR_KEY_NOT_FOUND')
    expect(it.requests).toHaveLength(2)
    await it.clock.advance(15 * SECOND)
    expect(it.requests).toHaveLength(3)
    expect(await it.verifyNow(after)).toBe('accepted')
    await it.clock.advance(MINUTE)
    expect(it.requests).toHaveLength(3)
  })
})

test('a failed refresh for an unknown kid leaves the set and its freshness as they were', async () => {
  const it = await faultWorld()
  const token = await it.warmUp()
  const before = it.keys.status().keys
  it.serve({ body: '<html>' })
  expect(await it.verify(await it.token(stray('stray')))).toBe('ERR_KEYS_UNAVAILABLE')
  expect(it.keys.status()).toMatchObject({ state: 'fresh', generation: 1, lastAttempt: 'failed' })
  expect(it.keys.status().keys).toBe(before)
  expect(await it.verifyNow(token)).toBe('accepted')
})

test('a refresh for an unknown kid goes past caches, and is conditional all the same', async () => {
  const it = await faultWorld()
  it.recover({ etag: '"1"' })
  await it.warmUp()
  await it.verify(await it.token(stray('stray')))
  expect(it.requests[0]?.headers).not.toHaveProperty('cache-control')
  expect(it.requests[1]?.headers).toMatchObject({ 'cache-control': 'no-cache', 'if-none-match': '"1"' })
})

test('a kid that is known for another algorithm costs no request', async () => {
  const it = await faultWorld()
  await it.warmUp()
  expect(it.keys.lookup(queryOf('es256-1', 'RS256'))).toMatchObject({ outcome: 'missed', retry: false })
  await it.clock.advance(0)
  expect(it.requests).toHaveLength(1)
})

describe('the budget of the process', () => {
  const flooded = async (worlds: readonly FaultWorld[], seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      for (const { keys, clock } of worlds) {
        for (let i = 0; i < 3; i++) void keys.refresh('unknown-kid', { kid: `${clock.monotonic()} ${i}` })
      }
      await worlds[0]?.clock.advance(SECOND)
    }
  }
  const many = (count: number, options = {}): Promise<readonly FaultWorld[]> => {
    const clock = fakeClock()
    return Promise.all(Array.from({ length: count }, () => faultWorld({ clock, ...options })))
  }
  const forced = (worlds: readonly FaultWorld[], from: number, to: number): number =>
    worlds.reduce((sum, it) => sum + requestsWithin(it, from, to), 0)

  test('is 60 refreshes a minute for unknown kids of all sources together, and known kids do not notice', async () => {
    const worlds = await many(40)
    const tokens = []
    for (const it of worlds) tokens.push(await it.warmUp())
    await worlds[0]?.clock.advance(SECOND)
    const from = worlds[0]?.clock.monotonic() ?? 0
    await flooded(worlds, 180)
    // A budget that was saved up may be spent at once.
    expect(forced(worlds, from, from + MINUTE)).toBeLessThanOrEqual(120)
    expect(forced(worlds, from + MINUTE, from + 2 * MINUTE)).toBeLessThanOrEqual(60)
    expect(forced(worlds, from + 2 * MINUTE, from + 3 * MINUTE)).toBeLessThanOrEqual(60)
    for (const [i, it] of worlds.entries()) expect(await it.verifyNow(tokens[i] ?? '')).toBe('accepted')
  })

  test('leaves at least half to the others, however greedy one source is made', async () => {
    const [greedy, other] = await many(2, { unknownKid: { burst: 30, refillSeconds: 2, proofSeconds: 0 } })
    if (greedy === undefined || other === undefined) throw new Error('two were made')
    await greedy.warmUp()
    const token = await other.warmUp()
    await flooded([greedy], 180)
    const now = greedy.clock.monotonic()
    expect(requestsWithin(greedy, now - MINUTE, now)).toBeLessThanOrEqual(30)
    await other.issuer.rotate()
    expect(await other.verify(await other.token())).toBe('accepted')
    expect(await other.verifyNow(token)).toBe('accepted')
  })
})
