/**
 * What a source that obtains keys does next: a pure reducer on two axes, the set's age and the last attempt.
 * Never reads a clock, draws no number and performs nothing: time and chance come with the event, effects are data.
 */
import type { KeywellError } from '../../errors/index.ts'
import type { KeySet } from '../../jwks/key-set.ts'
import type { RefreshReason } from '../key-source.ts'
import { type Age, ageOf, isUsable, type Lifetime, restored, validated } from './age.ts'
import { breakerMs } from './breaker.ts'
import type { CacheFacts } from './cache-control.ts'
import type { CachePolicy } from './cache-policy.ts'
import { type Bucket, hasOne, refilledAt, withoutOne } from './token-bucket.ts'

/** Frozen plain data. Times are monotonic milliseconds. */
export interface CacheState {
  /** The times of the set that is held; `undefined` without one. */
  readonly life: Lifetime | undefined
  readonly lastAttempt: 'none' | 'in-flight' | 'ok' | 'failed'
  /** The number of the attempt started last; only its outcome counts. */
  readonly attempt: number
  /** Whether something changed while the attempt was under way, so that another must follow it. */
  readonly isOutdated: boolean
  /** Failed attempts since the last success. */
  readonly failures: number
  /** The breaker: no attempt before this time. */
  readonly openUntil: number
  /** What unknown kids may spend. */
  readonly bucket: Bucket
  /** When the refresh begins that an unknown kid found no budget for; never, unless one did. */
  readonly trailingAt: number
  readonly badSignatureFrom: number
  /** When an empty set came that a second one must confirm; long ago, when one has and the empty set is held. */
  readonly emptySince: number | undefined
  /** The age at which an outage has been announced. */
  readonly outage: Age | undefined
  readonly isClosed: boolean
}

/** The moment of an event, a number 0 ≤ random < 1, and whether the process grants a refresh to an unknown kid. */
export interface Moment {
  readonly at: number
  readonly random: number
  readonly isGranted: boolean
}

export type CacheEvent =
  | (Moment & { readonly type: 'wanted'; readonly reason: RefreshReason })
  /** A moment named by `wakeAt` has come. */
  | (Moment & { readonly type: 'woken' })
  /** A caller has waited in vain for the look at a set that is very old. */
  | { readonly type: 'overdue' }
  /** An unknown kid found no budget. */
  | { readonly type: 'deferred'; readonly at: number }
  | (Moment & {
      readonly type: 'arrived'
      readonly attempt: number
      readonly facts: CacheFacts
      /** `undefined` when the server said that the held one is still right (304). */
      readonly set: KeySet | undefined
      /** The error to fail with, where the set is empty and unconfirmed. */
      readonly ifEmpty: KeywellError
    })
  | (Moment & {
      readonly type: 'failed'
      readonly attempt: number
      readonly error: KeywellError
      /** How long the server asked to be left alone. */
      readonly retryAfterMs?: number | undefined
    })
  | { readonly type: 'restored'; readonly at: number; readonly agoMs: number; readonly set: KeySet }
  | { readonly type: 'purged' }
  | { readonly type: 'closed' }

export type CacheEffect =
  | { readonly type: 'fetch'; readonly attempt: number; readonly reason: RefreshReason; readonly isProbe: boolean }
  | { readonly type: 'abort' }
  | { readonly type: 'keep'; readonly set: KeySet; readonly isRestored: boolean }
  | { readonly type: 'renew' }
  | { readonly type: 'forget' }
  | { readonly type: 'blame'; readonly error: KeywellError }
  | { readonly type: 'outage'; readonly age: Age; readonly remainingMs: number; readonly error: KeywellError }
  | { readonly type: 'announce'; readonly event: 'recovered' | 'purged' | 'closed' }

export interface Step {
  /** The very same object when the event changed nothing. */
  readonly state: CacheState
  readonly effects: readonly CacheEffect[]
}

const NEVER = Number.POSITIVE_INFINITY
const LONG_AGO = Number.NEGATIVE_INFINITY

/** One for all sources of a policy: most processes have one policy and many sources. */
const initialStates = new WeakMap<CachePolicy, CacheState>()

export function initialState(policy: CachePolicy): CacheState {
  const known = initialStates.get(policy)
  if (known !== undefined) return known
  const state: CacheState = Object.freeze({
    life: undefined,
    lastAttempt: 'none',
    attempt: 0,
    isOutdated: false,
    failures: 0,
    openUntil: LONG_AGO,
    bucket: Object.freeze({ tokens: policy.unknownKid.burst, at: 0 }),
    trailingAt: NEVER,
    badSignatureFrom: LONG_AGO,
    emptySince: undefined,
    outage: undefined,
    isClosed: false,
  })
  initialStates.set(policy, state)
  return state
}

export function step(state: CacheState, event: CacheEvent, policy: CachePolicy): Step {
  if (state.isClosed) return unchanged(state)
  switch (event.type) {
    case 'wanted':
      return wanted(state, event, policy)
    case 'woken':
      return woken(state, event, policy)
    case 'overdue':
      return trusted(state)
    case 'deferred':
      return deferred(state, event.at, policy)
    case 'arrived':
      return isCurrent(state, event.attempt) ? arrived(state, event, policy) : unchanged(state)
    case 'failed':
      return isCurrent(state, event.attempt) ? failed(state, event, policy) : unchanged(state)
    case 'restored':
      return state.life === undefined ? takenOver(state, event, policy) : unchanged(state)
    case 'purged':
      return purged(state)
    case 'closed':
      return closed(state)
  }
}

type EventOf<T extends CacheEvent['type']> = Extract<CacheEvent, { type: T }>

const NONE: readonly CacheEffect[] = Object.freeze([])
const unchanged = (state: CacheState): Step => ({ state, effects: NONE })
const moved = (state: CacheState, change: Partial<CacheState>, effects: readonly CacheEffect[]): Step => ({
  state: Object.freeze({ ...state, ...change }),
  effects,
})

/** An outcome that comes after a purge or a close, or after a later attempt began, changes nothing: last started wins. */
export const isCurrent = (state: CacheState, attempt: number): boolean =>
  state.lastAttempt === 'in-flight' && state.attempt === attempt

function wanted(state: CacheState, { reason, ...moment }: EventOf<'wanted'>, policy: CachePolicy): Step {
  // What is under way may have been read before the change.
  const isLate = reason === 'changed' && state.lastAttempt === 'in-flight' && !state.isOutdated
  if (isLate) return moved(state, { isOutdated: true }, NONE)
  return mayStart(state, reason, moment, policy) ? started(state, reason, moment, policy) : unchanged(state)
}

/** Whether an attempt may begin now: one in flight at most, the breaker closed, and the reason within its budget. */
export function mayStart(state: CacheState, reason: RefreshReason, moment: Moment, policy: CachePolicy): boolean {
  const { at } = moment
  if (state.isClosed || state.lastAttempt === 'in-flight') return false
  if (reason === 'changed') return true
  if (at < state.openUntil) return false
  const age = ageOf(state.life, at)
  if (!isUsable(age)) return true
  if (reason === 'unknown-kid') return moment.isGranted && hasOne(state.bucket, at, policy.unknownKid)
  if (reason === 'bad-signature') return at >= state.badSignatureFrom
  return age !== 'fresh'
}

/** Breaker and budgets are stamped before the attempt, so that one without an outcome has been counted too. */
function started(state: CacheState, reason: RefreshReason, moment: Moment, policy: CachePolicy): Step {
  const { at, random } = moment
  const attempt = state.attempt + 1
  const isForced = reason === 'unknown-kid' && isUsable(ageOf(state.life, at))
  const change: Partial<CacheState> = {
    lastAttempt: 'in-flight',
    attempt,
    isOutdated: false,
    // What a server asked for with Retry-After stays in force for others when `changed` goes past it.
    openUntil: Math.max(state.openUntil, at + breakerMs(state.failures, random, policy.breaker)),
    trailingAt: NEVER,
    ...(isForced ? { bucket: withoutOne(state.bucket, at, policy.unknownKid) } : {}),
    ...(reason === 'bad-signature' ? { badSignatureFrom: at + policy.badSignatureMs } : {}),
  }
  return moved(state, change, [{ type: 'fetch', attempt, reason, isProbe: state.failures > 0 }])
}

/** The refresh that is due, the breaker's next probe, or the one that an unknown kid is owed. */
function woken(state: CacheState, { at, random, isGranted }: EventOf<'woken'>, policy: CachePolicy): Step {
  const moment = { at, random, isGranted }
  const isDue = state.life !== undefined || state.failures > 0
  const reason = isUsable(ageOf(state.life, at)) ? 'due' : 'cold'
  if (isDue && mayStart(state, reason, moment, policy)) return started(state, reason, moment, policy)
  if (at < state.trailingAt) return unchanged(state)
  if (mayStart(state, 'unknown-kid', moment, policy)) return started(state, 'unknown-kid', moment, policy)
  return moved(state, { trailingAt: at + policy.unknownKid.refillMs }, NONE)
}

/** Nobody waits twice: from now on the set serves, for as long as it may. */
const trusted = (state: CacheState): Step =>
  state.life === undefined || state.life.lookAgainAt === NEVER
    ? unchanged(state)
    : moved(state, { life: Object.freeze({ ...state.life, lookAgainAt: NEVER }) }, NONE)

function deferred(state: CacheState, at: number, { unknownKid }: CachePolicy): Step {
  const isOwed = state.trailingAt !== NEVER || state.lastAttempt === 'in-flight'
  return isOwed ? unchanged(state) : moved(state, { trailingAt: refilledAt(state.bucket, at, unknownKid) }, NONE)
}

/** Two empty sets this far apart mean that every key was revoked; one alone is a server's accident. */
const CONFIRM_EMPTY_MS = 60_000

function arrived(state: CacheState, event: EventOf<'arrived'>, policy: CachePolicy): Step {
  const { at, set, ifEmpty, ...rest } = event
  const isEmpty = set !== undefined && set.keys.length === 0
  const { emptySince = at } = state
  if (isEmpty && at - emptySince < CONFIRM_EMPTY_MS) {
    const failure = failed(state, { ...rest, type: 'failed', at, error: ifEmpty }, policy)
    return { ...failure, state: Object.freeze({ ...failure.state, emptySince }) }
  }
  const life = validated(at, event.facts, event.random, policy)
  const change: Partial<CacheState> = {
    life,
    lastAttempt: 'ok',
    failures: 0,
    openUntil: LONG_AGO,
    trailingAt: NEVER,
    emptySince: isEmpty || (set === undefined && emptySince === LONG_AGO) ? LONG_AGO : undefined,
    outage: undefined,
  }
  const effects: readonly CacheEffect[] = [
    set === undefined ? { type: 'renew' } : { type: 'keep', set, isRestored: false },
    ...(state.outage === undefined ? NONE : [{ type: 'announce', event: 'recovered' } as const]),
  ]
  return followedUp(moved(state, change, effects), event, policy)
}

function failed(state: CacheState, event: EventOf<'failed'>, policy: CachePolicy): Step {
  const { at, error, retryAfterMs = 0 } = event
  const age = ageOf(state.life, at)
  const outage = age === 'fresh' || age === 'refresh' ? undefined : age
  const change: Partial<CacheState> = {
    lastAttempt: 'failed',
    failures: state.failures + 1,
    openUntil: Math.max(state.openUntil, at + retryAfterMs),
    outage,
  }
  const effects: CacheEffect[] = [{ type: 'blame', error }]
  if (outage !== undefined && outage !== state.outage) {
    effects.push({ type: 'outage', age: outage, remainingMs: Math.max(0, (state.life?.staleUntil ?? at) - at), error })
  }
  return followedUp(moved(state, change, effects), event, policy)
}

/** Another attempt at once, when what the last one saw has changed meanwhile. */
function followedUp(done: Step, moment: Moment, policy: CachePolicy): Step {
  if (!done.state.isOutdated) return done
  const next = started(done.state, 'changed', moment, policy)
  return { state: next.state, effects: [...done.effects, ...next.effects] }
}

/** A set from a snapshot, while there is none. The attempt under way goes on. */
function takenOver(state: CacheState, { at, agoMs, set }: EventOf<'restored'>, policy: CachePolicy): Step {
  const life = restored(at, agoMs, policy)
  if (!isUsable(ageOf(life, at))) return unchanged(state)
  return moved(state, { life }, [{ type: 'keep', set, isRestored: true }])
}

/** A failing server keeps its breaker; the stamp of an attempt that the purge itself ends is taken back. */
function purged(state: CacheState): Step {
  const { failures, openUntil } = state
  const change: Partial<CacheState> = {
    life: undefined,
    lastAttempt: failures === 0 ? 'none' : 'failed',
    openUntil: failures === 0 ? LONG_AGO : openUntil,
    isOutdated: false,
    trailingAt: NEVER,
    emptySince: undefined,
    outage: undefined,
  }
  return moved(state, change, [{ type: 'abort' }, { type: 'forget' }, { type: 'announce', event: 'purged' }])
}

/** Ends the attempt under way, so that its outcome finds none. */
function closed(state: CacheState): Step {
  const { lastAttempt, failures, life } = state
  const before = failures > 0 ? 'failed' : life === undefined ? 'none' : 'ok'
  const change = { isClosed: true, lastAttempt: lastAttempt === 'in-flight' ? before : lastAttempt }
  return moved(state, change, [{ type: 'abort' }, { type: 'announce', event: 'closed' }])
}

/**
 * When `woken` should come next, by a timer or by the first look-up after it; never is infinite. A source that fails is
 * probed also when it has nothing to serve: a process that is taken out of service for that gets no look-ups.
 */
export function wakeAt({ isClosed, lastAttempt, life, failures, openUntil, trailingAt }: CacheState): number {
  if (isClosed || lastAttempt === 'in-flight') return NEVER
  if (life === undefined) return failures > 0 ? openUntil : NEVER
  return Math.max(openUntil, Math.min(life.dueAt, trailingAt))
}

/**
 * How a look-up is answered: `serve` from memory, `wait` for an attempt, or `refuse` until the breaker lets one through.
 */
export function readiness(state: CacheState, at: number): 'serve' | 'wait' | 'refuse' {
  const { life, failures, lastAttempt, openUntil } = state
  if (life !== undefined && isUsable(ageOf(life, at))) {
    // Without a failure that explains it, only a process that slept is this old: it looks once before it trusts.
    return failures === 0 && at >= life.lookAgainAt ? 'wait' : 'serve'
  }
  return lastAttempt === 'in-flight' || at >= openUntil ? 'wait' : 'refuse'
}
