import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../../src/io/clock.ts'
import { createAlarms, type Sleeper } from '../../../src/source/process/alarms.ts'
import { type FakeClock, fakeClock } from '../../../src/testing.ts'
import { turn } from '../../support/turn.ts'

interface Named {
  readonly ref: WeakRef<Sleeper>
  readonly sleeper: Sleeper
}

/** Sleepers that note when they were woken. */
function world(clock: Clock = fakeClock()) {
  const woken: [string, number][] = []
  const alarms = createAlarms(clock)
  const sleeper = (name: string): Named => {
    const one = { wake: () => void woken.push([name, clock.monotonic()]) }
    return { ref: new WeakRef(one), sleeper: one }
  }
  return { alarms, woken, sleeper }
}

describe('the alarms of a process', () => {
  test('wake many at their own times with one timer', async () => {
    const clock = fakeClock()
    const { alarms, woken, sleeper } = world(clock)
    const all = [30, 10, 20].map((at) => ({ at, ...sleeper(`${at}`) }))
    for (const { ref, at } of all) alarms.set(ref, at)
    await turn()
    expect(clock.sleepers).toBe(1)
    await clock.advance(100)
    expect(woken).toEqual([
      ['10', 10],
      ['20', 20],
      ['30', 30],
    ])
    expect(clock.sleepers).toBe(0)
  })

  test('wake each once, and at the time that was named last', async () => {
    const clock = fakeClock()
    const { alarms, woken, sleeper } = world(clock)
    const [later, earlier] = [sleeper('later'), sleeper('earlier')]
    alarms.set(later.ref, 10)
    alarms.set(later.ref, 50)
    alarms.set(earlier.ref, 90)
    alarms.set(earlier.ref, 5)
    await clock.advance(1000)
    expect(woken).toEqual([
      ['earlier', 5],
      ['later', 50],
    ])
  })

  test('wake nobody who no longer wants it, and then keep no timer', async () => {
    const clock = fakeClock()
    const { alarms, woken, sleeper } = world(clock)
    const [a, b] = [sleeper('a'), sleeper('b')]
    alarms.set(a.ref, 10)
    alarms.set(b.ref, 20)
    alarms.set(a.ref, Number.POSITIVE_INFINITY)
    await turn()
    expect(clock.sleepers).toBe(1)
    alarms.set(b.ref, Number.POSITIVE_INFINITY)
    await turn()
    expect(clock.sleepers).toBe(0)
    alarms.set(a.ref, 30)
    await clock.advance(100)
    expect(woken).toEqual([['a', 30]])
  })

  test('wake at once for a time that is past, and who sets a new one while being woken', async () => {
    const clock = fakeClock()
    const alarms = createAlarms(clock)
    let times = 0
    const again: Sleeper = {
      wake: () => {
        times++
        if (times < 3) alarms.set(ref, clock.monotonic() - 1)
      },
    }
    const ref = new WeakRef(again)
    await clock.advance(5)
    alarms.set(ref, -7)
    await clock.advance(0)
    await turn()
    await clock.advance(0)
    await clock.advance(0)
    expect(times).toBe(3)
    expect(again).toBeDefined()
  })

  test('sleep longer than a timer can, in pieces', async () => {
    const asked: number[] = []
    const inner = fakeClock()
    const clock: Clock = { ...inner, sleep: (ms, signal) => (asked.push(ms), inner.sleep(ms, signal)) }
    const { alarms, woken, sleeper } = world(clock)
    const { ref, sleeper: kept } = sleeper('late')
    alarms.set(ref, 4_500_000_000)
    await inner.advance(4_499_999_999)
    expect(woken).toEqual([])
    await inner.advance(1)
    expect(woken).toEqual([['late', 4_500_000_000]])
    expect(asked).toEqual([2e9, 2e9, 5e8])
    expect(kept).toBeDefined()
  })
})

describe('a clock that', () => {
  const failing: readonly (readonly [string, Clock['sleep']])[] = [
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['never wakes', () => new Promise(() => undefined)],
    ['wakes at once, always', () => Promise.resolve()],
  ]
  test.each(failing)('%s leaves the waking to others, keeps nobody busy and wakes nobody early', async (_, sleep) => {
    const inner = fakeClock()
    let sleeps = 0
    const clock: Clock = { ...inner, sleep: (ms, signal) => (sleeps++, sleep(ms, signal)) }
    const { alarms, woken, sleeper } = world(clock)
    const { ref, sleeper: kept } = sleeper('a')
    alarms.set(ref, 100)
    await turn()
    await turn()
    expect(woken).toEqual([])
    expect(sleeps).toBeLessThan(10)
    expect(kept).toBeDefined()
  })

  test('fails once is asked again with the next alarm, and late is better than never', async () => {
    const inner = fakeClock()
    let isBroken = true
    const sleep: Clock['sleep'] = (ms, signal) =>
      isBroken ? Promise.reject(new Error('broken')) : inner.sleep(ms, signal)
    const { alarms, woken, sleeper } = world({ ...inner, sleep })
    const [a, b] = [sleeper('a'), sleeper('b')]
    alarms.set(a.ref, 10)
    await turn()
    isBroken = false
    alarms.set(b.ref, 20)
    await inner.advance(100)
    expect(woken).toEqual([
      ['a', 20],
      ['b', 20],
    ])
  })

  test('wakes a little early, as timers round, is asked for the rest', async () => {
    const inner = fakeClock()
    const clock: Clock = { ...inner, sleep: (ms, signal) => inner.sleep(ms > 1 ? ms - 0.4 : ms, signal) }
    const { alarms, woken, sleeper } = world(clock)
    const { ref, sleeper: kept } = sleeper('a')
    alarms.set(ref, 10)
    await inner.advance(100)
    expect(woken).toEqual([['a', 10]])
    expect(kept).toBeDefined()
  })

  test('heeds no signal wakes nobody twice or early', async () => {
    const inner = fakeClock()
    const { alarms, woken, sleeper } = world({ ...inner, sleep: (ms) => inner.sleep(ms) })
    const { ref, sleeper: kept } = sleeper('a')
    for (const at of [50, 40, 30]) alarms.set(ref, at)
    alarms.set(ref, Number.POSITIVE_INFINITY)
    alarms.set(ref, 45)
    await inner.advance(100)
    expect(woken).toEqual([['a', 45]])
    expect(kept).toBeDefined()
  })
})

/** Node's own collector, asked for directly: the flag works at run time too. */
function collect(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

test('a sleeper that nobody else holds is collected, never woken, and then no timer is left', async () => {
  const clock: FakeClock = fakeClock()
  const { alarms, woken, sleeper } = world(clock)
  const drop = (): WeakRef<Sleeper> => {
    const { ref } = sleeper('dropped')
    alarms.set(ref, 10)
    return ref
  }
  const kept = sleeper('kept')
  alarms.set(kept.ref, 20)
  const dropped = drop()
  // A WeakRef keeps its target until the task that made it ends.
  await turn()
  collect()
  await turn()
  collect()
  expect(dropped.deref()).toBeUndefined()
  await clock.advance(100)
  expect(woken).toEqual([['kept', 20]])
  expect(clock.sleepers).toBe(0)
  expect(kept.sleeper).toBeDefined()
})
