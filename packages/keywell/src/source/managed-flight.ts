/** The moving parts of one source: its state, its set, and the one load in flight. Decides nothing: the reducer does. */
import { isKeywellError, KeywellError } from '../errors/index.ts'
import { withDeadline } from '../io/deadline.ts'
import type { KeySet } from '../jwks/key-set.ts'
import type { RefreshReason, SourceEvent } from './key-source.ts'
import type { Listeners } from './listeners.ts'
import type { SourceSettings } from './options.ts'
import { type CacheEffect, type CacheEvent, type CacheState, step } from './policy/cache-state.ts'
import { closedError } from './static.ts'

export interface LoadContext {
  /** Aborts when the source is closed or purged, and when the load took too long. */
  readonly signal: AbortSignal
  /** The set that is held, for taking over what did not change; none before the first load and after a purge. */
  readonly previous: KeySet | undefined
  readonly reason: RefreshReason
}

/** Obtains a set once. Rejects, best with a KeywellError, unless the set is good: it replaces the one that is held. */
export type LoadKeys = (context: LoadContext) => Promise<KeySet>

export interface Identity {
  /** Fit for a log: a URL without query, an issuer, a word. */
  readonly source: string
  readonly kind: string
}

export type FlightEnd =
  | { readonly outcome: 'ok' | 'superseded'; readonly error?: never }
  | { readonly outcome: 'failed'; readonly error: KeywellError }

interface Flight {
  readonly control: AbortController
  /** Never rejects. */
  readonly done: Promise<FlightEnd>
}

export interface Cell {
  readonly identity: Identity
  readonly load: LoadKeys
  readonly settings: SourceSettings
  readonly listeners: Listeners<SourceEvent>
  state: CacheState
  set: KeySet | undefined
  /** The last failure, while nothing has succeeded since. */
  error: KeywellError | undefined
  flight: Flight | undefined
}

/** Takes one event to the reducer and carries out what it answers; tells whether anything changed. */
export function dispatch(cell: Cell, event: CacheEvent): boolean {
  const { state, effects } = step(cell.state, event, cell.settings.policy)
  const isChanged = state !== cell.state
  cell.state = state
  for (const effect of effects) perform(cell, effect)
  return isChanged
}

function perform(cell: Cell, effect: CacheEffect): void {
  const { source } = cell.identity
  switch (effect.type) {
    case 'fetch':
      cell.flight = takeOff(cell, effect.attempt, effect.reason)
      return
    case 'abort':
      cell.flight?.control.abort(closedError(source))
      cell.flight = undefined
      return
    case 'keep':
      keep(cell, effect.set)
      return
    case 'forget':
      cell.set = undefined
      return
    case 'blame':
      cell.error = effect.error
      cell.listeners.emit({ type: 'failed', source, reason: effect.reason, error: effect.error })
      return
    case 'announce':
      cell.listeners.emit({ type: effect.event, source })
  }
}

function keep(cell: Cell, set: KeySet): void {
  const isChanged = !hasSameKeys(cell.set, set)
  cell.set = set
  cell.error = undefined
  const { keys, quarantined } = set
  cell.listeners.emit({
    type: 'loaded',
    source: cell.identity.source,
    keys: keys.length,
    quarantined: quarantined.length,
    changed: isChanged,
  })
}

/** Unchanged keys are the same objects, as `parseJwks` takes them over from the previous set. */
function hasSameKeys(before: KeySet | undefined, after: KeySet): boolean {
  const known = new Set(before?.keys)
  return known.size === after.keys.length && after.keys.every((key) => known.has(key))
}

function takeOff(cell: Cell, attempt: number, reason: RefreshReason): Flight {
  const control = new AbortController()
  // Begins a moment later, when the flight is in its place: a loader that throws at once finds something to clear.
  const done = Promise.resolve().then(() => fly(cell, { attempt, reason, signal: control.signal }))
  const flight: Flight = { control, done: done.finally(() => clear(cell, flight)) }
  return flight
}

function clear(cell: Cell, flight: Flight): void {
  if (cell.flight === flight) cell.flight = undefined
}

interface FlightPlan {
  readonly attempt: number
  readonly reason: RefreshReason
  readonly signal: AbortSignal
}

async function fly(cell: Cell, { attempt, reason, signal }: FlightPlan): Promise<FlightEnd> {
  const { clock, timeouts } = cell.settings
  const deadline = { clock, ms: timeouts.backgroundMs, signal, timeoutError: () => loadTimeout(cell) }
  try {
    const set = await withDeadline(async (end) => cell.load({ signal: end, previous: cell.set, reason }), deadline)
    const isKept = dispatch(cell, { type: 'succeeded', attempt, at: clock.monotonic(), set })
    return { outcome: isKept ? 'ok' : 'superseded' }
  } catch (cause) {
    const error = isKeywellError(cause) ? cause : loadFailed(cell, cause)
    return dispatch(cell, { type: 'failed', attempt, reason, error })
      ? { outcome: 'failed', error }
      : { outcome: 'superseded' }
  }
}

function loadTimeout({ identity: { source }, settings: { timeouts } }: Cell): KeywellError {
  const detail = { url: source, timeoutMs: timeouts.backgroundMs, phase: 'load' as const }
  return new KeywellError('ERR_FETCH_TIMEOUT', 'obtaining keys took too long in all', detail)
}

function loadFailed({ identity: { source } }: Cell, cause: unknown): KeywellError {
  const reason = 'the loader failed'
  return new KeywellError(
    'ERR_FETCH_FAILED',
    reason,
    { url: source, reason },
    { cause, hint: 'the cause is what it threw' },
  )
}
