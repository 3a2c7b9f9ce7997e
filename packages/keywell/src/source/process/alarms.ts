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

/** Timers round, so that some wake a little early; a clock that does so this often in a row would keep a process busy. */
const MAX_TOO_EARLY = 8

export function createAlarms(clock: Clock): Alarms {
  const times = new Map<WeakRef<Sleeper>, number>()
  let nap: { readonly until: number; readonly control: AbortController } | undefined
  let tooEarly = 0

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
    const finish = (end: NapEnd): void => {
      // A clock need not heed the signal at once: another nap is what counts now.
      if (nap !== mine) return
      nap = undefined
      tooEarly = end === 'too-early' ? tooEarly + 1 : 0
      if (end !== 'failed' && tooEarly < MAX_TOO_EARLY) ring()
    }
    void nod(clock, at, mine.control.signal).then(finish)
  }

  const cancel = (sleeper: WeakRef<Sleeper>): void => {
    times.delete(sleeper)
    if (times.size > 0) return
    nap?.control.abort()
    nap = undefined
  }

  return {
    set: (sleeper, at) => {
      if (at === Number.POSITIVE_INFINITY) {
        cancel(sleeper)
        return
      }
      times.set(sleeper, at)
      sleepUntil(at)
    },
  }
}

/** A clock that fails, and one that ever again wakes too early, leave the waking to the next look-up. */
type NapEnd = 'over' | 'too-early' | 'failed'

async function nod(clock: Clock, at: number, signal: AbortSignal): Promise<NapEnd> {
  try {
    const now = clock.monotonic()
    const until = Math.min(Math.max(at, now), now + MAX_SLEEP_MS)
    await clock.sleep(until - now, signal)
    return clock.monotonic() < until ? 'too-early' : 'over'
  } catch {
    return 'failed'
  }
}
