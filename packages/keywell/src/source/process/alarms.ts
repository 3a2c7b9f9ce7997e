/** Wakes many sources with one timer. Holds them weakly: a source that nobody has any more is never woken again. */
import type { Clock } from '../../io/clock.ts'

export interface Sleeper {
  wake(): void
}

export interface Alarms {
  /** Wakes at this monotonic time instead of the one named before; never with `Infinity`. */
  set(sleeper: WeakRef<Sleeper>, at: number): void
}

/** Timers of all runtimes keep delays up to 2³¹ − 1 ms; a longer one is slept in pieces. */
const MAX_SLEEP_MS = 2_000_000_000

export function createAlarms(clock: Clock): Alarms {
  const times = new Map<WeakRef<Sleeper>, number>()
  let nap: { readonly until: number; readonly control: AbortController } | undefined

  const ring = (): void => {
    const now = clock.monotonic()
    let next = Number.POSITIVE_INFINITY
    const due: Sleeper[] = []
    for (const [ref, at] of times) {
      const sleeper = at <= now ? ref.deref() : undefined
      if (at > now) next = Math.min(next, at)
      else times.delete(ref)
      if (sleeper !== undefined) due.push(sleeper)
    }
    sleepUntil(next)
    for (const sleeper of due) sleeper.wake()
  }

  const sleepUntil = (at: number): void => {
    if (at === Number.POSITIVE_INFINITY || (nap !== undefined && nap.until <= at)) return
    nap?.control.abort()
    const mine = { until: at, control: new AbortController() }
    nap = mine
    const finish = (isOver: boolean): void => {
      if (nap === mine) nap = undefined
      if (isOver) ring()
    }
    void nod(clock, at, mine.control.signal).then(finish)
  }

  return {
    set: (sleeper, at) => {
      if (at === Number.POSITIVE_INFINITY) {
        times.delete(sleeper)
        return
      }
      times.set(sleeper, at)
      sleepUntil(at)
    },
  }
}

/** @returns whether time is up; a clock that fails leaves the waking to the next look-up */
async function nod(clock: Clock, at: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(Math.min(Math.max(0, at - clock.monotonic()), MAX_SLEEP_MS), signal)
    return true
  } catch {
    return false
  }
}
