/**
 * One line of time that jumps from event to event, and any number of clocks on it. A day of a thousand processes takes
 * seconds, where a clock for tests looks through all its sleepers at each step. Never reads the real time.
 */
import { createHeap } from './heap.mjs'

const START = Date.UTC(2026, 0, 1)

/** One turn of the event loop: every promise callback that is ready, and those that it makes ready, runs before. */
const turn = () => new Promise((resolve) => void setImmediate(resolve))

const CANCELLED = Symbol('cancelled')

export function createTimeline() {
  const queue = createHeap()
  let elapsed = 0
  let busy = 0

  const sleep = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason)
        return
      }
      const onAbort = () => {
        // Left where it is: taking an entry out of the middle costs more than passing over it later.
        entry.run = CANCELLED
        reject(signal.reason)
      }
      const wake = () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
        return true
      }
      const entry = queue.push(elapsed + ms, wake)
      signal?.addEventListener('abort', onAbort, { once: true })
    })

  /** Promise callbacks run, and work in real threads ends, while the time stands still. */
  const settle = async () => {
    await turn()
    if (busy > 0) await settle()
  }

  return {
    now: () => elapsed,
    /** A clock of its own for each process: what a process shares is found by its clock. */
    clock: () => Object.freeze({ now: () => START + elapsed, monotonic: () => elapsed, sleep }),
    sleep,
    /** @param run - answers whether it left work behind in promise callbacks */
    at: (time, run) => void queue.push(Math.max(time, elapsed), run),
    /** Work outside of this time, such as a signature in a thread, holds the time from `hold` to `release`. */
    hold: () => void busy++,
    release: () => void busy--,
    async runUntil(end) {
      await settle()
      for (let next = queue.first(); next !== undefined && next.at <= end; next = queue.first()) {
        queue.pop()
        if (next.run === CANCELLED) continue
        elapsed = next.at
        if (next.run()) await settle()
      }
      elapsed = end
    },
  }
}
