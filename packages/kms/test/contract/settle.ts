/** Lets a fake clock run while real sockets work, so that pauses cost no time. */
import type { FakeClock } from 'keywell/testing'

/** Small beside the timeouts in use with it, so that a socket has many turns of the event loop before one is over. */
const STEP_MS = 25
const MAX_STEPS = 4000

/** Settles with `promise`, while `clock` goes on. */
export async function settle<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  const state = { isOver: false }
  const over = (): void => {
    state.isOver = true
  }
  promise.then(over, over)
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    if (state.isOver) return promise
    await clock.advance(STEP_MS)
  }
  throw new Error('nothing came of it')
}

/** Waits, in real time, until something outside of the clock has happened. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turns = 0; turns < 5000; turns++) {
    if (condition()) return
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  throw new Error('it never happened')
}
