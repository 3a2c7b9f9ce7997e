/** A clock that moves only when told. Sleepers wake in the order of their times. */
import type { Clock } from '../../src/io/clock.ts'

export interface FakeClock extends Clock {
  /** Moves on by `ms`, waking sleepers on the way, and lets what they started run. */
  advance(ms: number): Promise<void>
  readonly sleeping: number
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

export function fakeClock(start = 1_000_000): FakeClock {
  let at = start
  const sleepers = new Set<Sleeper>()
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const sleeper: Sleeper = { at: at + ms, wake: resolve }
      sleepers.add(sleeper)
      signal?.addEventListener('abort', () => {
        sleepers.delete(sleeper)
        reject(signal.reason)
      })
    })
  const advance = async (ms: number): Promise<void> => {
    const target = at + ms
    for (;;) {
      const [next] = [...sleepers].filter((sleeper) => sleeper.at <= target).toSorted((a, b) => a.at - b.at)
      if (next === undefined) break
      at = next.at
      sleepers.delete(next)
      next.wake()
      await turn()
    }
    at = target
    await turn()
  }
  return {
    now: () => at,
    monotonic: () => at,
    sleep,
    advance,
    get sleeping() {
      return sleepers.size
    },
  }
}

/** Lets everything that is ready run, promise chains included. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
