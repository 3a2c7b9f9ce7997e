/** One wait with an end: by its work, its deadline or its caller. Never leaves a timer or a listener behind. */
import type { Clock } from './clock.ts'

export interface Deadline {
  readonly clock: Clock
  readonly ms: number
  /** Made only when time is up. */
  readonly timeoutError: () => Error
  /** Ends the wait with its own reason. */
  readonly signal?: AbortSignal | undefined
  /** Whether the process must not end before the wait does, as somebody awaits it. */
  readonly keepsAlive?: boolean
}

/**
 * Runs `work` and settles with it, unless time is up or `signal` aborts first; ends even if `work` never does.
 * The signal that `work` gets aborts when the wait is over for whatever reason, so that it can let go of its socket.
 */
export async function withDeadline<T>(work: (signal: AbortSignal) => Promise<T>, deadline: Deadline): Promise<T> {
  const { clock, ms, timeoutError, signal, keepsAlive = false } = deadline
  signal?.throwIfAborted()
  const end = new AbortController()
  const onAbort = (): void => end.abort(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  const late = clock.sleep(ms, end.signal, { keepsAlive }).then(() => {
    throw timeoutError()
  })
  try {
    // One that throws at once must not leave the other two unheard.
    const done = (async () => work(end.signal))()
    return await Promise.race([done, late, aborted(end.signal)])
  } finally {
    end.abort()
    signal?.removeEventListener('abort', onAbort)
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
