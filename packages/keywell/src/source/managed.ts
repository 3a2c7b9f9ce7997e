/** Makes a KeySource of any loader: the whole policy, one load in flight, callers that join it. Knows no HTTP. */
import { KeywellError, quote } from '../errors/index.ts'
import { withDeadline } from '../io/deadline.ts'
import { type KeyQuery, selectKeys } from '../jwks/select.ts'
import type { Freshness, KeySource, Lookup, RefreshReason, SourceEvent, SourceStatus } from './key-source.ts'
import { createListeners } from './listeners.ts'
import { type Cell, dispatch, type Identity, type LoadKeys } from './managed-flight.ts'
import type { SourceSettings } from './options.ts'
import { ageOf, isUsable } from './policy/age.ts'
import { COLD, readiness, unknownKid } from './policy/cache-state.ts'
import { closedError, closedLookup } from './static.ts'

/** The seam of all sources that obtain keys: what differs between them is `load`. */
export function managedSource(identity: Identity, load: LoadKeys, settings: SourceSettings): KeySource {
  const listeners = createListeners<SourceEvent>()
  const cell: Cell = {
    identity,
    load,
    settings,
    listeners,
    state: COLD,
    set: undefined,
    error: undefined,
    flight: undefined,
  }
  return Object.freeze({
    lookup: (query: KeyQuery) => lookup(cell, query),
    refresh: (reason: RefreshReason, options?: { readonly signal?: AbortSignal | undefined }) =>
      refresh(cell, reason, options?.signal),
    status: () => status(cell),
    subscribe: (listener: (event: SourceEvent) => void) => listeners.add(listener),
    purge: () => void dispatch(cell, { type: 'purged' }),
    close: () => void dispatch(cell, { type: 'closed' }),
  })
}

const EMPTY: Lookup = Object.freeze({ outcome: 'empty' })

function lookup(cell: Cell, query: KeyQuery): Lookup {
  if (cell.state.isClosed) return closedLookup(cell.identity.source)
  const { clock, policy, select } = cell.settings
  const at = clock.monotonic()
  const age = ageOf(cell.state.validatedAt, at, policy)
  if (age !== 'fresh') dispatch(cell, { type: 'wanted', reason: isUsable(age) ? 'due' : 'cold', at })
  const ready = readiness(cell.state, at, policy)
  if (ready === 'refuse') return { outcome: 'unavailable', error: unavailable(cell, whyRefused(cell), cell.error) }
  const { set, state } = cell
  if (ready === 'wait' || set === undefined) return EMPTY
  const { candidates, miss } = selectKeys(set, query, select)
  const freshness: Freshness = Object.freeze({ stale: age === 'stale', ageMs: at - (state.validatedAt ?? at) })
  if (miss === undefined) return { outcome: 'found', candidates, set, freshness }
  const verdict = miss === 'unknown-kid' ? unknownKid(state, at, policy) : 'final'
  if (verdict === 'undecided') return { outcome: 'unavailable', error: unavailable(cell, UNDECIDED, cell.error) }
  return { outcome: 'missed', miss, set, freshness, retry: verdict === 'retry' }
}

const UNDECIDED = 'the last refresh failed, so a new key may exist unseen'

const whyRefused = ({ set }: Cell): string =>
  set === undefined ? 'the last attempt failed' : 'the keys are too old and cannot be renewed'

async function refresh(cell: Cell, reason: RefreshReason, signal: AbortSignal | undefined): Promise<void> {
  const { clock, timeouts } = cell.settings
  const ms = timeouts.foregroundMs
  const timeoutError = (): KeywellError => unavailable(cell, `still no answer after ${ms} ms`, cell.error)
  await withDeadline((end) => settle(cell, reason, end), { clock, ms, signal, timeoutError })
}

/** Starts or joins a load, and again when a purge came between; without one, says whether there is an answer anyway. */
async function settle(cell: Cell, reason: RefreshReason, end: AbortSignal): Promise<void> {
  const { clock, policy } = cell.settings
  while (!end.aborted) {
    if (cell.state.isClosed) throw closedError(cell.identity.source)
    dispatch(cell, { type: 'wanted', reason, at: clock.monotonic() })
    const flown = await cell.flight?.done
    if (flown?.outcome === 'ok') return
    if (flown?.outcome === 'superseded') continue
    const isReady = readiness(cell.state, clock.monotonic(), policy) === 'serve'
    const isOpen = reason === 'unknown-kid' && cell.state.failures > 0
    if (isReady && !isOpen) return
    throw unavailable(cell, isReady ? UNDECIDED : whyRefused(cell), flown?.error ?? cell.error)
  }
}

function unavailable(cell: Cell, reason: string, cause: KeywellError | undefined): KeywellError {
  const {
    identity: { source },
    settings: { clock },
    state,
  } = cell
  const waitMs = state.openUntil - clock.monotonic()
  const message = `no keys from ${quote(source)}`
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
  return new KeywellError('ERR_KEYS_UNAVAILABLE', message, { source, reason }, { cause, retryAfterSeconds })
}

function status({ identity, settings: { clock, policy }, state, set, error }: Cell): SourceStatus {
  const at = clock.monotonic()
  return {
    ...identity,
    state: state.isClosed ? 'closed' : ageOf(state.validatedAt, at, policy),
    lastAttempt: state.lastAttempt,
    ageMs: state.validatedAt === undefined ? undefined : at - state.validatedAt,
    keys: set,
    error,
  }
}
