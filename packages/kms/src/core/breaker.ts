/** When a service is left alone after outages. Pure: the state, what happened, and the next state. */

export interface BreakerState {
  /** Calls in a row that found no service; probes that failed count too. */
  readonly failures: number
  /** Monotonic milliseconds; calls before are refused at once. */
  readonly openUntil: number
  /** Whether one call is finding out if the service is back, while the others are still refused. */
  readonly isProbing: boolean
}

export const INTACT: BreakerState = Object.freeze({ failures: 0, openUntil: 0, isProbing: false })

/** An outage is certain after this many calls, each with its retries; then the pauses double. */
export const MAX_FAILURES = 5
const MIN_PAUSE_MS = 1000
const MAX_PAUSE_MS = 30_000

export type Admission = { readonly kind: 'go' | 'probe' } | { readonly kind: 'refuse'; readonly waitMs: number }

/** Whether a call may begin at `at`. */
export function admission({ failures, openUntil, isProbing }: BreakerState, at: number): Admission {
  if (failures < MAX_FAILURES) return { kind: 'go' }
  if (at < openUntil || isProbing) return { kind: 'refuse', waitMs: Math.max(MIN_PAUSE_MS, openUntil - at) }
  return { kind: 'probe' }
}

export const whileProbing = (state: BreakerState): BreakerState => ({ ...state, isProbing: true })

/** The probe's caller went away before anything was learned; the next call probes. */
export const undecided = (state: BreakerState, isProbe: boolean): BreakerState =>
  isProbe ? { ...state, isProbing: false } : state

export interface Outage {
  readonly at: number
  readonly isProbe: boolean
  /** 0 ≤ random < 1, so that many instances do not come back at once. */
  readonly random: number
}

export function afterOutage(state: BreakerState, { at, isProbe, random }: Outage): BreakerState {
  // Calls that were under way when it opened prove nothing new.
  if (state.failures >= MAX_FAILURES && !isProbe) return state
  const failures = state.failures + 1
  const pause = Math.min(MIN_PAUSE_MS * 2 ** Math.min(failures - MAX_FAILURES, 10), MAX_PAUSE_MS)
  return { failures, openUntil: at + pause * (0.5 + random / 2), isProbing: false }
}
