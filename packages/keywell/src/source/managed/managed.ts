/** Makes a KeySource of any loader: the whole policy, one load in flight, callers that join it. Knows no HTTP. */
import { KeywellError, quote } from '../../errors/index.ts'
import { withDeadline } from '../../io/deadline.ts'
import type { Guard } from '../../io/http-backend.ts'
import { type KeyQuery, selectKeys } from '../../jwks/select.ts'
import { type Cell, countUnknown, type FlightEnd, moment, monotonic } from './cell.ts'
import { closedError, closedLookup } from '../closed.ts'
import { dispatch, retire, wake } from './effects.ts'
import type { Freshness, KeySource, Lookup, RefreshOptions, RefreshReason } from '../key-source.ts'
import type { Identity, LoadKeys } from './loader.ts'
import { createListeners } from '../listeners.ts'
import { statusOf } from './managed-status.ts'
import { createCell, discard } from './new-cell.ts'
import { ageOf, isUsable } from '../policy/age.ts'
import { mayStart, readiness } from '../policy/cache-state.ts'
import { isFinal, judgeUnknownKid, type UnknownKidVerdict } from '../policy/unknown-kid.ts'
import { createNegativeKids } from '../process/negative-kids.ts'
import type { SourceSettings } from '../settings.ts'
import type { SourceEvent } from '../source-event.ts'

/** The seam of all sources that obtain keys: what differs between them is `load`. */
export function managedSource(identity: Identity, load: LoadKeys, settings: SourceSettings, guard?: Guard): KeySource {
  const cell = createCell(identity, load, settings)
  return Object.freeze({
    lookup: (query: KeyQuery) => lookup(cell, query),
    refresh: (reason: RefreshReason, options?: RefreshOptions) => refresh(cell, reason, options),
    status: () => statusOf(cell, guard),
    subscribe: (listener: (event: SourceEvent) => void) => (cell.listeners ??= createListeners()).add(listener),
    purge: () => void dispatch(cell, { type: 'purged' }),
    close: () => discard(cell),
  })
}

const EMPTY: Lookup = Object.freeze({ outcome: 'empty' })

function lookup(cell: Cell, query: KeyQuery): Lookup {
  if (cell.state.isClosed) return closedLookup(cell.identity.source)
  const at = monotonic(cell)
  if (at >= cell.wakeAt) wake(cell, at)
  if (cell.retireAt !== undefined && at >= cell.retireAt) retire(cell, at)
  const age = ageOf(cell.state.life, at)
  if (!isUsable(age)) dispatch(cell, { type: 'wanted', reason: 'cold', ...moment(cell, at) })
  const ready = readiness(cell.state, at)
  if (ready === 'refuse') return { outcome: 'unavailable', error: unavailable(cell, whyRefused(cell), cell.error) }
  const { set, state } = cell
  if (ready === 'wait' || set === undefined) return EMPTY
  const isStale = age === 'stale'
  if (isStale) cell.tally.staleAnswers++
  const freshness: Freshness = Object.freeze({ stale: isStale, ageMs: at - (state.life?.validatedAt ?? at) })
  const { candidates, miss } = selectKeys(set, query, cell.settings.select)
  if (miss === undefined) return { outcome: 'found', candidates, set, freshness }
  if (miss !== 'unknown-kid') return { outcome: 'missed', miss, set, freshness, retry: false }
  const verdict = judge(cell, query.kid, at)
  if (verdict !== 'fetch' && verdict !== 'join') countUnknown(cell, verdict)
  if (verdict === 'budget') dispatch(cell, { type: 'deferred', at })
  if (verdict === 'breaker') return { outcome: 'unavailable', error: unavailable(cell, UNDECIDED, cell.error) }
  return { outcome: 'missed', miss, set, freshness, retry: !isFinal(verdict) }
}

function judge(cell: Cell, kid: string | undefined, at: number): UnknownKidVerdict {
  const isNegative = kid !== undefined && cell.negatives?.isLive(kid, at) === true
  const question = { at, isNegative, isGranted: cell.commons.isGranted(at) }
  return judgeUnknownKid(cell.state, question, cell.settings.policy)
}

const UNDECIDED = 'the last refresh failed, so a new key may exist unseen'

const whyRefused = ({ set }: Cell): string =>
  set === undefined ? 'the last attempt failed' : 'the keys are too old and cannot be renewed'

/**
 * Callers at once, so that a flood cannot fill the memory: for unknown kids, which anybody can make up, few; without
 * any key, as many as a large server holds in the 5 seconds that a caller waits.
 */
const MAX_WAITERS = Object.freeze({ unknownKid: 1024, other: 65_536 })

async function refresh(cell: Cell, reason: RefreshReason, { signal, kid }: RefreshOptions = {}): Promise<void> {
  const { clock, timeouts } = cell.settings
  // A token with a bad signature is refused whatever comes, so nobody waits for a load that others began.
  const isOver = reason === 'bad-signature' && !cell.state.isClosed && !mayBegin(cell, reason)
  if (isOver) return
  const isForUnknown = reason === 'unknown-kid'
  if (cell.waiters >= (isForUnknown ? MAX_WAITERS.unknownKid : MAX_WAITERS.other)) {
    countUnknown(cell, 'waiters')
    // The source is well: who made up the kids must not be able to make it look otherwise.
    if (isForUnknown) return
    throw unavailable(cell, 'too many callers wait for its keys', cell.error)
  }
  const ms = timeouts.foregroundMs
  const late = (): KeywellError => unavailable(cell, `still no answer after ${ms} ms`, cell.setback ?? cell.error)
  const timeoutError = (): Error => (!isForUnknown && servesRegardless(cell) ? SERVED : late())
  cell.waiters++
  cell.commons.slots.admit()
  try {
    const deadline = { clock, ms, signal, timeoutError, keepsAlive: true }
    await withDeadline((end) => settle(cell, { reason, kid }, end), deadline)
  } catch (error) {
    if (error !== SERVED) throw error
  } finally {
    cell.waiters--
  }
}

const mayBegin = (cell: Cell, reason: RefreshReason): boolean =>
  mayStart(cell.state, reason, moment(cell, monotonic(cell)), cell.settings.policy)

/** Ends a wait that was in vain and is no failure, as there are keys. */
const SERVED = new Error('served from memory')

/** Whether there are keys for a caller that waited in vain; of a set that is very old, nobody waits for news twice. */
function servesRegardless(cell: Cell): boolean {
  dispatch(cell, { type: 'overdue' })
  return readiness(cell.state, monotonic(cell)) === 'serve'
}

interface Wish {
  readonly reason: RefreshReason
  readonly kid: string | undefined
}

/** Starts or joins a load, and again when a purge came between; without one, says whether there is an answer anyway. */
async function settle(cell: Cell, { reason, kid }: Wish, end: AbortSignal): Promise<void> {
  const isForUnknown = reason === 'unknown-kid'
  while (!end.aborted) {
    if (cell.state.isClosed) throw closedError(cell.identity.source)
    const at = monotonic(cell)
    const isDecided = isForUnknown && cell.set !== undefined && isDecidedAt(cell, kid, at)
    if (isDecided) return
    const { flight: joined } = cell
    dispatch(cell, { type: 'wanted', reason, ...moment(cell, at) })
    // A load that was under way may have been answered before the kid existed, so only its own starter learns from it.
    const isMine = cell.flight !== joined
    const flown = await landing(cell, reason)
    if (flown?.outcome === 'ok') {
      if (isForUnknown && isMine) remember(cell, kid)
      return
    }
    if (flown?.outcome === 'superseded' || cell.state.isClosed) continue
    const isReady = readiness(cell.state, monotonic(cell)) === 'serve'
    const isOpen = isForUnknown && cell.state.failures > 0
    if (isReady && !isOpen) return
    throw unavailable(cell, isReady ? UNDECIDED : whyRefused(cell), flown?.error ?? cell.error)
  }
}

/** The end of the load under way; for a caller that any usable set helps, also the moment when a snapshot is there. */
async function landing(cell: Cell, reason: RefreshReason): Promise<FlightEnd | undefined> {
  const { flight } = cell
  if (flight === undefined || reason === 'unknown-kid' || cell.snapshots === undefined) return await flight?.done
  await flight.restored
  return reason === 'cold' && readiness(cell.state, monotonic(cell)) === 'serve' ? undefined : await flight.done
}

function isDecidedAt(cell: Cell, kid: string | undefined, at: number): boolean {
  if (readiness(cell.state, at) !== 'serve') return false
  const verdict = judge(cell, kid, at)
  countUnknown(cell, verdict)
  return isFinal(verdict)
}

/** Only what went past all caches says that a kid does not exist. */
function remember(cell: Cell, kid: string | undefined): void {
  const isMissing = kid !== undefined && cell.published?.withKid(kid).length === 0
  if (!isMissing || cell.state.isClosed) return
  cell.negatives ??= createNegativeKids(cell.commons, cell.settings.policy)
  cell.held.negatives = cell.negatives
  cell.negatives.add(kid, monotonic(cell))
}

function unavailable(cell: Cell, reason: string, cause: KeywellError | undefined): KeywellError {
  const { source } = cell.identity
  const waitMs = cell.state.openUntil - monotonic(cell)
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
  const message = `no keys from ${quote(source)}`
  return new KeywellError('ERR_KEYS_UNAVAILABLE', message, { source, reason }, { cause, retryAfterSeconds })
}
