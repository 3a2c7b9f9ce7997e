/** The guard: turns, deadlines, attempts and their pauses, on a clock that tests move. */
import { systemClock } from 'keywell'
import { jwkFromPem } from 'keywell/jwk'
import { fakeClock, type FakeClock } from 'keywell/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { createGuard, type Guard } from '../../src/core/guard.ts'
import { ServiceFailure } from '../../src/core/service-failure.ts'
import { signerSettings, type SignerOptions } from '../../src/core/settings.ts'

let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
})

const guardOf = (options: SignerOptions = {}, random = 0.5): Guard =>
  createGuard('memory:tokens', { ...signerSettings({ clock, ...options }), random: () => random })

const never = (): Promise<never> => new Promise(() => undefined)
const outage = async (): Promise<never> => {
  throw new ServiceFailure('unavailable', 'the service is down')
}

/** What a call came to, without waiting for it. */
function watch<T>(call: Promise<T>): { readonly result: () => unknown } {
  let result: unknown
  call.then(
    (value) => (result = value),
    (error: unknown) => (result = error),
  )
  return { result: () => result }
}

describe('attempts', () => {
  test.each([
    [0, [0, 50, 150]],
    [1, [0, 100, 300]],
  ])('come at most three times, after pauses that double; random %d', async (random, times) => {
    const at: number[] = []
    const guard = guardOf({}, random)
    watch(
      guard.call(async () => {
        at.push(clock.monotonic())
        throw new ServiceFailure('unavailable', 'the service is down')
      }),
    )
    await clock.advance(2000)
    expect(at).toEqual(times)
  })

  test('stop at the deadline, with the failure that was met', async () => {
    const call = watch(guardOf({ timeouts: { attemptMs: 900, totalMs: 1000 } }).call(outage))
    await clock.advance(1000)
    expect(call.result()).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE', message: 'the service is down' })
  })

  test('that hang are given up and made again while there is time', async () => {
    let calls = 0
    const call = watch(
      guardOf().call(async () => {
        calls++
        return calls === 1 ? never() : 'signed'
      }),
    )
    await clock.advance(1500)
    expect(call.result()).toBe('signed')
  })

  test('tell the service that nobody waits any more', async () => {
    const signals: AbortSignal[] = []
    watch(
      guardOf({ retries: 0 }).call(({ signal }) => {
        signals.push(signal)
        return never()
      }),
    )
    await clock.advance(1000)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  test('have an unknown error counted as an outage, of which only its words are kept', async () => {
    const thrown = Object.assign(new TypeError('socket hang up'), { request: { token: 'secret' } })
    const call = watch(guardOf({ retries: 0 }).call(() => Promise.reject(thrown)))
    await clock.advance(1)
    expect(call.result()).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE', cause: { message: 'socket hang up' } })
    expect(JSON.stringify(call.result(), undefined, 1)).not.toContain('secret')
    expect(call.result()).not.toHaveProperty('cause.request')
  })

  test('are not repeated for a key that is unfit, which is said as the library says it', async () => {
    let calls = 0
    const call = watch(
      guardOf().call(async () => {
        calls++
        return jwkFromPem('-----BEGIN NOTHING-----')
      }),
    )
    await clock.advance(2000)
    expect(call.result()).toMatchObject({ code: 'ERR_JWK_INVALID' })
    expect(calls).toBe(1)
  })

  test('all wait as long as the service has asked one of them to', async () => {
    const at: number[] = []
    const guard = guardOf({ timeouts: { attemptMs: 1000, totalMs: 10_000 } }, 0)
    const work = async (): Promise<string> => {
      at.push(clock.monotonic())
      if (at.length === 1) throw new ServiceFailure('throttled', 'too often', { retryAfterSeconds: 4 })
      return 'signed'
    }
    const first = watch(guard.call(work))
    await clock.advance(1000)
    const second = watch(guard.call(work))
    await clock.advance(5000)
    expect([first.result(), second.result()]).toEqual(['signed', 'signed'])
    expect(Math.min(...at.slice(1))).toBeGreaterThanOrEqual(4000)
  })
})

describe('turns', () => {
  test('come in the order of arrival, as many at once as may be', async () => {
    const begun: number[] = []
    const ends: (() => void)[] = []
    const guard = guardOf({ maxConcurrent: 2 })
    const calls = [0, 1, 2, 3].map((name) =>
      guard.call(() => {
        begun.push(name)
        return new Promise<void>((resolve) => ends.push(resolve))
      }),
    )
    await clock.advance(1)
    expect(begun).toEqual([0, 1])
    ends[1]?.()
    await clock.advance(1)
    expect(begun).toEqual([0, 1, 2])
    ends[0]?.()
    ends[2]?.()
    await clock.advance(1)
    ends[3]?.()
    await Promise.all(calls)
    expect(begun).toEqual([0, 1, 2, 3])
  })

  test('that do not come in time say so, and count as no outage', async () => {
    const guard = guardOf({ maxConcurrent: 1, timeouts: { attemptMs: 60_000, totalMs: 60_000 } })
    watch(guard.call(never))
    const impatient = watch(guard.call(never, { patience: 0.01 }))
    await clock.advance(1000)
    expect(impatient.result()).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' })
  })

  test('are given on when one that waits goes away', async () => {
    const guard = guardOf({ maxConcurrent: 1, maxWaiting: 1 })
    const first = new AbortController()
    const second = new AbortController()
    const calls = [guard.call(never, { signal: first.signal }), guard.call(never, { signal: second.signal })]
    const settled = Promise.allSettled(calls)
    await clock.advance(1)
    second.abort()
    first.abort()
    await settled
    await expect(guard.call(async () => 'signed')).resolves.toBe('signed')
  })

  test('leave nothing behind on the clock', async () => {
    await guardOf().call(async () => 'signed')
    expect(clock.sleepers).toBe(0)
  })
})

describe('an outage', () => {
  test('of many calls at once opens the breaker for no longer than one', async () => {
    const guard = guardOf({ retries: 0, maxConcurrent: 100 }, 1)
    await Promise.allSettled(Array.from({ length: 50 }, () => guard.call(outage)))
    await clock.advance(1000)
    await expect(guard.call(async () => 'signed')).resolves.toBe('signed')
  })

  test('is forgotten after one answer', async () => {
    const guard = guardOf({ retries: 0 })
    for (const work of [outage, outage, outage, outage, async () => 'signed', outage]) {
      await guard.call(work).catch(() => undefined)
    }
    await expect(guard.call(async () => 'signed')).resolves.toBe('signed')
  })

  test('is not concluded from callers who went away', async () => {
    const guard = guardOf()
    for (let count = 0; count < 10; count++) {
      const end = new AbortController()
      const call = guard.call(never, { signal: end.signal })
      const reason = new Error('gone')
      end.abort(reason)
      await expect(call).rejects.toBe(reason)
    }
    await expect(guard.call(async () => 'signed')).resolves.toBe('signed')
  })
})

test('bad options are refused by name', () => {
  const bad: readonly (readonly [string, object])[] = [
    ['retries', { retries: 3 }],
    ['maxConcurrent', { maxConcurrent: 0 }],
    ['maxWaiting', { maxWaiting: -1 }],
    ['timeouts.totalMs', { timeouts: { totalMs: 0 } }],
    ['timeouts.totalMS', { timeouts: { totalMS: 5 } }],
    ['kid', { kid: 'fixed' }],
  ]
  for (const [option, options] of bad) {
    expect(() => signerSettings({ clock: systemClock, ...options })).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ option }) }),
    )
  }
})
