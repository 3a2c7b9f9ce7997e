/** One wait with an end: by its work, its deadline or its caller. Never leaves a timer or a listener behind. */
import type { Clock } from 'keywell'

export interface Deadline {
  readonly clock: Clock
  readonly ms: number
  /** Each ends the wait with its own reason. */
  readonly signals: readonly AbortSignal[]
  readonly timeoutError: () => Error
}

/** Settles with `work`, unless time is up or one of `signals` aborts first; the signal that `work` gets aborts in each case. */
export async function withDeadline<T>(work: (signal: AbortSignal) => Promise<T>, deadline: Deadline): Promise<T> {
  const { clock, ms, signals, timeoutError } = deadline
  for (const signal of signals) signal.throwIfAborted()
  const end = new AbortController()
  // Not AbortSignal.any(): on Node 20 a signal that lives as long as the process would keep each of its offspring.
  const onAbort = ({ target }: Event): void => end.abort(target instanceof AbortSignal ? target.reason : undefined)
  for (const signal of signals) signal.addEventListener('abort', onAbort, { once: true })
  // Somebody awaits the signature, so the process must not end before.
  const late = clock.sleep(ms, end.signal, { keepsAlive: true }).then(() => {
    throw timeoutError()
  })
  try {
    return await Promise.race([(async () => work(end.signal))(), late, aborted(end.signal)])
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', onAbort)
    end.abort()
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
