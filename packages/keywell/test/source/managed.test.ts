import { beforeAll, describe, expect, test } from 'vitest'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { managedSource } from '../../src/source/managed/managed.ts'
import { sourceSettings } from '../../src/source/settings.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { fakeClock } from '../../src/testing.ts'
import { turn } from '../support/turn.ts'
import { NO_FACTS } from '../../src/source/policy/cache-control.ts'
import { ask, bench, found, HOUR, MINUTE, warm } from '../support/managed-bench.ts'

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

describe('a cold source', () => {
  test('is empty until its first load is there, then answers from memory', async () => {
    const it = bench()
    expect(it.calls).toHaveLength(0)
    expect(ask(it, 'one')).toEqual({ outcome: 'empty' })
    const ready = it.source.refresh('cold')
    await turn()
    await it.last().succeed(one)
    await ready
    expect(ask(it, 'one')).toMatchObject({ outcome: 'found', freshness: { stale: false, ageMs: 0 } })
    expect(it.calls).toHaveLength(1)
  })

  test('loads once for 1,000 callers at once, and leaves nothing asleep behind them', async () => {
    const it = bench({ refresh: 'on-demand' })
    const callers = Array.from({ length: 1000 }, () => {
      expect(ask(it, 'one').outcome).toBe('empty')
      return it.source.refresh('cold')
    })
    await turn()
    expect(it.calls).toHaveLength(1)
    await it.last().succeed(one)
    await Promise.all(callers)
    expect(it.calls).toHaveLength(1)
    expect(it.clock.sleepers).toBe(0)
  })

  test('rejects every caller with the retrieval error as cause when the load fails', async () => {
    const it = bench()
    const callers = [it.source.refresh('cold'), it.source.refresh('prefetch')].map((wait) =>
      failure('ERR_KEYS_UNAVAILABLE', () => wait),
    )
    await turn()
    await it.last().fail()
    for (const error of await Promise.all(callers)) {
      expect(error).toMatchObject({ status: 503, retryAfterSeconds: 1, detail: { source: 'test' } })
      expect(error.cause).toMatchObject({ code: 'ERR_FETCH_FAILED', cause: { message: 'down' } })
    }
  })

  test('that failed refuses at once until its breaker lets an attempt through', async () => {
    const it = bench({ breaker: { minSeconds: 10 } })
    ask(it)
    await turn()
    await it.last().fail()
    const lookup = ask(it, 'one')
    expect(lookup).toMatchObject({
      outcome: 'unavailable',
      error: { code: 'ERR_KEYS_UNAVAILABLE', retryAfterSeconds: 8 },
    })
    await failure('ERR_KEYS_UNAVAILABLE', () => it.source.refresh('cold'))
    expect(it.calls).toHaveLength(1)
    await it.clock.advance(7499)
    expect(ask(it, 'one').outcome).toBe('unavailable')
    await it.clock.advance(1)
    expect(ask(it, 'one').outcome).toBe('empty')
    await turn()
    await it.last().succeed(one)
    expect(found(ask(it, 'one'))).toBe(true)
  })

  test('recovers when a loader throws before it returns a promise', async () => {
    const clock = fakeClock()
    const load = (): never => {
      throw new Error('at once')
    }
    const source = managedSource({ kind: 'test', source: 'test' }, load, sourceSettings({ clock }))
    await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
    await clock.advance(1000)
    await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
    expect(source.status()).toMatchObject({ state: 'cold', lastAttempt: 'failed' })
  })
})

describe('a set', () => {
  test.each([
    [0, 450_000],
    [0.5, 495_000],
    [0.999, 539_910],
  ])('is due between 75 and 90 % of its freshness, as chance has it: %f', async (random, dueMs) => {
    const it = await warm(one, { refresh: 'on-demand' }, NO_FACTS, () => random)
    await it.clock.advance(dueMs - 1)
    ask(it, 'one')
    await turn()
    expect(it.calls).toHaveLength(1)
    await it.clock.advance(1)
    expect(found(ask(it, 'one'))).toBe(true)
    ask(it, 'one')
    await turn()
    expect(it.calls).toHaveLength(2)
    await it.last().succeed(two)
    expect(found(ask(it, 'one'))).toBe(false)
    expect(ask(it, 'two')).toMatchObject({ outcome: 'found', freshness: { ageMs: 0 } })
  })

  test.each(['auto', 'timer'] as const)('is renewed by a timer when nobody looks anything up: %s', async (refresh) => {
    const it = await warm(one, { refresh })
    await it.clock.advance(494_999)
    expect(it.calls).toHaveLength(1)
    await it.clock.advance(1)
    expect(it.last().context.reason).toBe('due')
    await it.last().succeed(two)
    expect(found(ask(it, 'two'))).toBe(true)
    await it.clock.advance(495_000)
    expect(it.calls).toHaveLength(3)
  })

  test('survives failed refreshes: stale to 24 h, then no longer', async () => {
    const it = await warm(one, { refresh: 'on-demand' })
    for (let hour = 0; hour < 23; hour++) {
      await it.clock.advance(HOUR)
      ask(it, 'one')
      await turn()
      await it.last().fail()
      expect(ask(it, 'one')).toMatchObject({ outcome: 'found', freshness: { stale: true, ageMs: (hour + 1) * HOUR } })
    }
    await it.clock.advance(HOUR - 1000)
    expect(found(ask(it, 'one'))).toBe(true)
    await turn()
    await it.last().fail()
    await it.clock.advance(1000)
    const lookup = ask(it, 'one')
    expect(lookup).toMatchObject({ outcome: 'unavailable', error: { code: 'ERR_KEYS_UNAVAILABLE' } })
    expect(lookup).toMatchObject({ error: { cause: { code: 'ERR_FETCH_FAILED' } } })
    expect(it.source.status()).toMatchObject({ state: 'expired', lastAttempt: 'failed' })
    expect(it.source.status().keys?.keys).toHaveLength(1)
  })

  test('that a process slept over is looked at once before it is trusted, and serves when that look fails', async () => {
    const it = await warm(one, { refresh: 'on-demand' })
    await it.clock.advance(8 * HOUR)
    expect(ask(it, 'one').outcome).toBe('empty')
    const ready = it.source.refresh('cold')
    await turn()
    expect(it.calls).toHaveLength(2)
    await it.last().fail()
    await ready
    expect(ask(it, 'one')).toMatchObject({ outcome: 'found', freshness: { stale: true } })
  })

  test('with staleIfError "strict" serves to the end of its freshness only', async () => {
    const it = await warm(one, { staleIfError: 'strict', refresh: 'on-demand' })
    await it.clock.advance(599_999)
    expect(found(ask(it, 'one'))).toBe(true)
    await turn()
    await it.last().fail()
    await it.clock.advance(1)
    expect(ask(it, 'one').outcome).toBe('unavailable')
  })

  test('takes its unchanged keys over as the same objects, with what was computed for them', async () => {
    const it = await warm(one)
    const before = it.source.status().keys
    await it.clock.advance(9 * MINUTE)
    await it.last().succeed(one)
    expect(it.source.status().keys?.keys[0]).toBe(before?.keys[0])
    const loaded = it.events.filter(({ type }) => type === 'loaded')
    expect(loaded).toMatchObject([
      { changed: true, generation: 1 },
      { changed: false, generation: 1 },
    ])
  })
})

describe('an unknown kid', () => {
  test('is refreshed for, and found when the refresh brings it', async () => {
    const it = await warm(one)
    expect(ask(it, 'two')).toMatchObject({ outcome: 'missed', miss: 'unknown-kid', retry: true })
    const ready = it.source.refresh('unknown-kid')
    await turn()
    expect(it.last().context.reason).toBe('unknown-kid')
    await it.last().succeed(one, two)
    await ready
    expect(found(ask(it, 'two'))).toBe(true)
  })

  test('among many costs a few loads at once, then one in 14 s, and is final meanwhile', async () => {
    const it = await warm(one)
    const startedAt: number[] = []
    for (let second = 0; second < 60; second++) {
      for (const kid of ['a', 'b', 'c']) {
        const lookup = ask(it, `${kid}${second}`)
        if (lookup.outcome !== 'missed') throw new Error('a healthy source answers')
        if (!lookup.retry) continue
        const ready = it.source.refresh('unknown-kid', { kid: `${kid}${second}` })
        await turn()
        startedAt.push(second)
        await it.last().succeed(one)
        await ready
      }
      expect(ask(it, 'x')).toMatchObject({ outcome: 'missed', retry: false })
      await it.clock.advance(1000)
    }
    expect(startedAt).toEqual([0, 0, 0, 14, 28, 42, 56])
    expect(it.calls).toHaveLength(1 + startedAt.length)
  })

  test('that a refresh did not bring is final for 15 s, then for twice as long', async () => {
    const it = await warm(one)
    const isAskedFor = async (): Promise<boolean> => {
      const lookup = ask(it, 'none')
      if (lookup.outcome !== 'missed' || !lookup.retry) return false
      const ready = it.source.refresh('unknown-kid', { kid: 'none' })
      await turn()
      await it.last().succeed(one)
      await ready
      return true
    }
    const asked: number[] = []
    for (let second = 0; second < 100; second++) {
      if (await isAskedFor()) asked.push(second)
      await it.clock.advance(1000)
    }
    expect(asked).toEqual([0, 15, 45])
  })

  test('never makes a known one wait, nor be refused', async () => {
    const it = await warm(one)
    const stuck = failure('ERR_KEYS_UNAVAILABLE', () => it.source.refresh('unknown-kid'))
    await turn()
    expect(found(ask(it, 'one'))).toBe(true)
    await it.last().fail()
    await stuck
    expect(found(ask(it, 'one'))).toBe(true)
  })

  test('cannot be decided while the source fails: 503, not 401', async () => {
    const it = await warm(one)
    const waiting = failure('ERR_KEYS_UNAVAILABLE', () => it.source.refresh('unknown-kid'))
    await turn()
    await it.last().fail()
    expect((await waiting).cause).toMatchObject({ code: 'ERR_FETCH_FAILED' })
    expect(ask(it, 'two')).toMatchObject({ outcome: 'unavailable', error: { code: 'ERR_KEYS_UNAVAILABLE' } })
    await failure('ERR_KEYS_UNAVAILABLE', () => it.source.refresh('unknown-kid'))
    expect(it.calls).toHaveLength(2)
  })

  test('joins a refresh that is in flight already', async () => {
    const it = await warm(one)
    await it.clock.advance(495_000)
    const ready = it.source.refresh('unknown-kid')
    await turn()
    await it.last().succeed(two)
    await ready
    expect(it.calls).toHaveLength(2)
  })

  test('is not what a key for another algorithm is: that is final', async () => {
    const it = await warm(one)
    expect(it.source.lookup(queryOf('one', 'RS256'))).toMatchObject({
      outcome: 'missed',
      miss: 'mismatch',
      retry: false,
    })
  })
})

test('bad signatures cost at most one load in 5 minutes', async () => {
  const it = await warm(one, { freshness: { defaultSeconds: 86_400 } })
  for (let second = 0; second < 600; second += 10) {
    const ready = it.source.refresh('bad-signature')
    await turn()
    if (it.source.status().lastAttempt === 'in-flight') await it.last().succeed(one)
    await ready
    await it.clock.advance(10_000)
  }
  expect(it.calls).toHaveLength(1 + 2)
})
