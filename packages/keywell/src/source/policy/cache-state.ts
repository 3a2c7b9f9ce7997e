/**
 * What a remote source does next: a pure reducer on two axes, the set's age and the last attempt.
 * Never reads a clock and never performs anything: effects are data.
 */
import type { KeywellError } from '../../errors/index.ts'
import type { KeySet } from '../../jwks/key-set.ts'
import type { RefreshReason } from '../key-source.ts'
import { ageOf, type CachePolicy, isUsable, isVeryOld } from './age.ts'

/** Frozen plain data. Times are monotonic milliseconds. */
export interface CacheState {
  /** When the set was last validated; `undefined` without one. */
  readonly validatedAt: number | undefined
  readonly lastAttempt: 'none' | 'in-flight' | 'ok' | 'failed'
  /** The number of the attempt started last; only its outcome counts. */
  readonly attempt: number
  /** Failures since the last success. */
  readonly failures: number
  /** The breaker: no attempt before this time. */
  readonly openUntil: number
  readonly unknownKidFrom: number
  readonly badSignatureFrom: number
  readonly isClosed: boolean
}

export type CacheEvent =
  | { readonly type: 'wanted'; readonly reason: RefreshReason; readonly at: number }
  | { readonly type: 'succeeded'; readonly attempt: number; readonly at: number; readonly set: KeySet }
  | { readonly type: 'failed'; readonly attempt: number; readonly reason: RefreshReason; readonly error: KeywellError }
  | { readonly type: 'purged' }
  | { readonly type: 'closed' }

export type CacheEffect =
  | { readonly type: 'fetch'; readonly attempt: number; readonly reason: RefreshReason }
  | { readonly type: 'abort' }
  | { readonly type: 'keep'; readonly set: KeySet }
  | { readonly type: 'forget' }
  | { readonly type: 'blame'; readonly reason: RefreshReason; readonly error: KeywellError }
  | { readonly type: 'announce'; readonly event: 'purged' | 'closed' }

export interface Step {
  /** The very same object when the event changed nothing. */
  readonly state: CacheState
  readonly effects: readonly CacheEffect[]
}

export const COLD: CacheState = Object.freeze({
  validatedAt: undefined,
  lastAttempt: 'none',
  attempt: 0,
  failures: 0,
  openUntil: Number.NEGATIVE_INFINITY,
  unknownKidFrom: Number.NEGATIVE_INFINITY,
  badSignatureFrom: Number.NEGATIVE_INFINITY,
  isClosed: false,
})

export function step(state: CacheState, event: CacheEvent, policy: CachePolicy): Step {
  if (state.isClosed) return unchanged(state)
  switch (event.type) {
    case 'wanted':
      return mayStart(state, event.reason, event.at, policy)
        ? started(state, event.reason, event.at, policy)
        : unchanged(state)
    case 'succeeded':
      return isCurrent(state, event.attempt) ? succeeded(state, event.at, event.set) : unchanged(state)
    case 'failed':
      return isCurrent(state, event.attempt) ? failed(state, event.reason, event.error) : unchanged(state)
    case 'purged':
      return purged(state)
    case 'closed':
      return moved(state, { isClosed: true }, [{ type: 'abort' }, { type: 'announce', event: 'closed' }])
  }
}

const NONE: readonly CacheEffect[] = Object.freeze([])
const unchanged = (state: CacheState): Step => ({ state, effects: NONE })
const moved = (state: CacheState, change: Partial<CacheState>, effects: readonly CacheEffect[]): Step => ({
  state: Object.freeze({ ...state, ...change }),
  effects,
})

/** An outcome that comes after a purge, or after a later attempt began, changes nothing: last started wins. */
const isCurrent = (state: CacheState, attempt: number): boolean =>
  state.lastAttempt === 'in-flight' && state.attempt === attempt

/** Whether an attempt may begin now: one in flight at most, the breaker closed, and the reason within its budget. */
export function mayStart(state: CacheState, reason: RefreshReason, at: number, policy: CachePolicy): boolean {
  if (state.isClosed || state.lastAttempt === 'in-flight' || at < state.openUntil) return false
  const age = ageOf(state.validatedAt, at, policy)
  if (!isUsable(age)) return true
  if (reason === 'unknown-kid') return at >= state.unknownKidFrom
  if (reason === 'bad-signature') return at >= state.badSignatureFrom
  return age !== 'fresh'
}

/** Breaker and budgets are stamped before the attempt, so that one without an outcome has been counted too. */
function started(state: CacheState, reason: RefreshReason, at: number, policy: CachePolicy): Step {
  const attempt = state.attempt + 1
  const { minMs, maxMs } = policy.breaker
  const change: Partial<CacheState> = {
    lastAttempt: 'in-flight',
    attempt,
    openUntil: at + Math.min(minMs * 2 ** state.failures, maxMs),
    ...(reason === 'unknown-kid' ? { unknownKidFrom: at + policy.unknownKidMs } : {}),
    ...(reason === 'bad-signature' ? { badSignatureFrom: at + policy.badSignatureMs } : {}),
  }
  return moved(state, change, [{ type: 'fetch', attempt, reason }])
}

function succeeded(state: CacheState, at: number, set: KeySet): Step {
  const change: Partial<CacheState> = { validatedAt: at, lastAttempt: 'ok', failures: 0, openUntil: COLD.openUntil }
  return moved(state, change, [{ type: 'keep', set }])
}

const failed = (state: CacheState, reason: RefreshReason, error: KeywellError): Step =>
  moved(state, { lastAttempt: 'failed', failures: state.failures + 1 }, [{ type: 'blame', reason, error }])

/** A failing server keeps its breaker; the stamp of an attempt that the purge itself ends is taken back. */
function purged(state: CacheState): Step {
  const { failures, openUntil } = state
  const change: Partial<CacheState> = {
    validatedAt: undefined,
    lastAttempt: failures === 0 ? 'none' : 'failed',
    openUntil: failures === 0 ? COLD.openUntil : openUntil,
  }
  return moved(state, change, [{ type: 'abort' }, { type: 'forget' }, { type: 'announce', event: 'purged' }])
}

/**
 * How a lookup is answered: `serve` from memory, `wait` for an attempt, or `refuse` until the breaker lets one through.
 */
export function readiness(state: CacheState, at: number, policy: CachePolicy): 'serve' | 'wait' | 'refuse' {
  const { validatedAt, failures, lastAttempt, openUntil } = state
  if (validatedAt !== undefined && isUsable(ageOf(validatedAt, at, policy))) {
    // Without a failure that explains it, only a process that slept is this old: it looks once before it trusts.
    return failures === 0 && isVeryOld(validatedAt, at, policy) ? 'wait' : 'serve'
  }
  return lastAttempt === 'in-flight' || at >= openUntil ? 'wait' : 'refuse'
}

/**
 * What an unknown kid means: `retry` after a refresh, `final` when a healthy source lacks it, `undecided` when the
 * source fails and its next attempt is not due.
 */
export function unknownKid(state: CacheState, at: number, policy: CachePolicy): 'retry' | 'final' | 'undecided' {
  if (state.lastAttempt === 'in-flight' || mayStart(state, 'unknown-kid', at, policy)) return 'retry'
  return state.failures === 0 ? 'final' : 'undecided'
}
