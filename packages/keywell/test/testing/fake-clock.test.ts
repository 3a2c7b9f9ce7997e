/** The clock that users put into their own tests. */
import { expect, test } from 'vitest'
import { fakeClock } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'

test('starts on the first day of 2026 unless told', () => {
  const clock = fakeClock()
  expect(new Date(clock.now()).toISOString()).toBe('2026-01-01T00:00:00.000Z')
  expect(clock.monotonic()).toBe(0)
})

test('starts where it is told', () => {
  expect(fakeClock({ now: 42 }).now()).toBe(42)
})

test('stands still until it is advanced', async () => {
  const clock = fakeClock({ now: 1000 })
  await new Promise((resolve) => setImmediate(resolve))
  expect(clock.now()).toBe(1000)
  await clock.advance(5)
  expect([clock.now(), clock.monotonic()]).toEqual([1005, 5])
})

test('wakes sleepers in the order of their times, each at its own time', async () => {
  const clock = fakeClock({ now: 0 })
  const woken: string[] = []
  const nap = async (name: string, ms: number): Promise<void> => {
    await clock.sleep(ms)
    woken.push(`${name} at ${clock.now()}`)
  }
  const naps = [nap('late', 30), nap('early', 10), nap('middle', 20), nap('early too', 10)]
  await clock.advance(30)
  expect(woken).toEqual(['early at 10', 'early too at 10', 'middle at 20', 'late at 30'])
  await Promise.all(naps)
})

test('leaves those asleep whose time has not come', async () => {
  const clock = fakeClock()
  let isAwake = false
  const nap = clock.sleep(10).then(() => (isAwake = true))
  await clock.advance(9)
  expect([isAwake, clock.sleepers]).toEqual([false, 1])
  await clock.advance(1)
  expect([isAwake, clock.sleepers]).toEqual([true, 0])
  await nap
})

test('wakes on the way whoever falls asleep again', async () => {
  const clock = fakeClock({ now: 0 })
  const ticks: number[] = []
  const ticking = (async () => {
    while (ticks.length < 4) {
      await clock.sleep(10)
      ticks.push(clock.now())
    }
  })()
  await clock.advance(100)
  expect(ticks).toEqual([10, 20, 30, 40])
  await ticking
})

test('lets long promise chains end before an advance does', async () => {
  const clock = fakeClock()
  let steps = 0
  const chain = (async () => {
    await clock.sleep(1)
    for (let step = 0; step < 500; step++) {
      await Promise.resolve()
      steps++
    }
  })()
  await clock.advance(1)
  expect(steps).toBe(500)
  await chain
})

test('ends a sleep with the reason of its signal', async () => {
  const clock = fakeClock()
  const control = new AbortController()
  const nap = clock.sleep(10, control.signal)
  control.abort(new Error('enough'))
  await expect(nap).rejects.toThrow('enough')
  expect(clock.sleepers).toBe(0)
})

test('does not fall asleep with a signal that has aborted', async () => {
  const clock = fakeClock()
  await expect(clock.sleep(10, AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
  expect(clock.sleepers).toBe(0)
})

test('moves the wall clock alone when it is set', async () => {
  const clock = fakeClock({ now: 1000 })
  await clock.advance(500)
  clock.setNow(200)
  expect([clock.now(), clock.monotonic()]).toEqual([200, 500])
  await clock.advance(1)
  expect([clock.now(), clock.monotonic()]).toEqual([201, 501])
})

test('refuses to go backwards', async () => {
  const error = await failure('ERR_OPTION_INVALID', () => fakeClock().advance(-1))
  expect(error.detail.expected).toContain('setNow')
})

test.each([[{ now: Number.NaN }], [{ now: '0' }], [{ start: 1 }]])('refuses the options %o', async (options) => {
  await failure('ERR_OPTION_INVALID', () => fakeClock(options as never))
})
