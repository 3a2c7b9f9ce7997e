/** One call with its further attempts: only after failures that may pass, at most two, spread in time. */
import { isKeywellError } from 'keywell'
import { withDeadline } from './deadline.ts'
import type { CallContext } from './service.ts'
import { asFailure, ServiceFailure } from './service-failure.ts'
import type { SignerSettings } from './settings.ts'

export interface Run {
  readonly settings: SignerSettings
  /** Monotonic milliseconds until which the service has asked to be left alone; shared by all calls to it. */
  readonly hold: { until: number }
  /** When the whole call must be over. */
  readonly until: number
  readonly patience: number
  /** The last failure of this call; says more than the deadline that comes after it. */
  failure: ServiceFailure | undefined
}

type Work<T> = (context: CallContext) => Promise<T>

/** Rejects with a ServiceFailure, or with the signal's reason. */
export async function attempts<T>(run: Run, work: Work<T>, signal: AbortSignal): Promise<T> {
  for (let retries = 0; ; retries++) {
    await waitOut(run, signal)
    try {
      return await attempt(run, work, signal)
    } catch (error) {
      signal.throwIfAborted()
      // A key that is unfit today is unfit in a moment.
      if (isKeywellError(error)) throw error
      const failure = asFailure(error)
      run.failure = failure
      noteHold(run, failure)
      if (failure.kind === 'refused' || retries >= run.settings.retries) throw failure
      await pause(run, retryPause(retries, run.settings.random()), { failure, signal })
    }
  }
}

const timeoutError = (): Error => new ServiceFailure('unavailable', 'the service did not answer in time')

/** Doubles, with a random half: 50 to 100 ms, then 100 to 200 ms. */
const FIRST_PAUSE_MS = 100

const retryPause = (retries: number, random: number): number => FIRST_PAUSE_MS * 2 ** retries * (0.5 + random / 2)

async function attempt<T>({ settings, until, patience }: Run, work: Work<T>, signal: AbortSignal): Promise<T> {
  const { clock, attemptMs } = settings
  const ms = Math.min(attemptMs * patience, Math.max(1, until - clock.monotonic()))
  return withDeadline((inner) => work({ signal: inner }), { clock, ms, signals: [signal], timeoutError })
}

function noteHold({ hold, settings }: Run, { retryAfterSeconds }: ServiceFailure): void {
  if (retryAfterSeconds === undefined) return
  hold.until = Math.max(hold.until, settings.clock.monotonic() + retryAfterSeconds * 1000)
}

/** Spread, so that all who waited do not come back in the same moment. */
const HOLD_JITTER_MS = 100

/** The service has said when it wants to be asked again; a call that cannot wait so long is told at once. */
async function waitOut(run: Run, signal: AbortSignal): Promise<void> {
  const { hold, settings } = run
  const ms = hold.until - settings.clock.monotonic()
  if (ms <= 0) return
  const retryAfterSeconds = Math.ceil(ms / 1000)
  const kind = run.failure?.kind ?? 'throttled'
  const reason = run.failure?.message ?? 'the service has asked to be left alone'
  const failure = new ServiceFailure(kind, reason, { retryAfterSeconds, cause: run.failure?.cause })
  await pause(run, ms + settings.random() * HOLD_JITTER_MS, { failure, signal })
}

interface Pause {
  /** What stands when there is no time left to wait. */
  readonly failure: ServiceFailure
  readonly signal: AbortSignal
}

async function pause({ settings, until }: Run, ms: number, { failure, signal }: Pause): Promise<void> {
  if (settings.clock.monotonic() + ms >= until) throw failure
  await settings.clock.sleep(ms, signal, { keepsAlive: true })
}
