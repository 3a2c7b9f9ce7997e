/** The only place that reads time. Everything else is given a Clock. */

/** A source of time; replace it in tests with the one from `keywell/testing`. */
export interface Clock {
  /** Wall clock: milliseconds since the epoch. For token claims and HTTP dates. */
  now(): number
  /** Milliseconds from an arbitrary start, never going back. For ages, deadlines and budgets. */
  monotonic(): number
  /** Resolves after `ms` milliseconds; rejects with `signal.reason` when `signal` aborts first. Keeps no process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Node's timers are objects that can let the process end; other runtimes hand out numbers. */
function letProcessEnd(timer: unknown): void {
  if (typeof timer !== 'object' || timer === null || !('unref' in timer)) return
  if (typeof timer.unref === 'function') Reflect.apply(timer.unref, timer, [])
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return pause(ms, signal, letProcessEnd)
}

function pause(ms: number, signal: AbortSignal | undefined, begun: (timer: unknown) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason)
      return
    }
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    begun(timer)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** The runtime's own clock. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep,
})

/** For a short wait that somebody awaits: the runtime's clock keeps the process alive for it, one's own does as it likes. */
export const sleepAwake = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  clock === systemClock ? pause(ms, signal, () => undefined) : clock.sleep(ms, signal)
