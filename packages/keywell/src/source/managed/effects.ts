/** How the reducer's effects come about. Decides nothing: the reducer does. */
import { diffSets } from '../../jwks/diff.ts'
import type { KeySet } from '../../jwks/key-set.ts'
import { announceChanges } from './announce-changes.ts'
import { type Cell, type Flight, type FlightEnd, moment, monotonic, tell } from './cell.ts'
import { closedError } from '../closed.ts'
import { type FlightPlan, type Landing, load } from './flight.ts'
import { type CacheEffect, type CacheEvent, isCurrent, step, wakeAt } from '../policy/cache-state.ts'
import { stillLeaving, withLeaving, withoutReturned } from './removal-grace.ts'

/** Takes one event to the reducer and carries out what it answers. */
export function dispatch(cell: Cell, event: CacheEvent): readonly CacheEffect[] {
  const { state, effects } = step(cell.state, event, cell.settings.policy)
  const isChanged = state !== cell.state
  cell.state = state
  for (const effect of effects) perform(cell, effect)
  if (isChanged) rearm(cell)
  return effects
}

function rearm(cell: Cell): void {
  const next = wakeAt(cell.state)
  if (next === cell.wakeAt) return
  cell.wakeAt = next
  if (!cell.settings.hasTimers) return
  cell.alarm ??= new WeakRef(cell)
  cell.commons.alarms.set(cell.alarm, next)
}

/** The moment named by `wakeAt` has come, as a timer or a look-up noticed. */
export function wake(cell: Cell, at: number): void {
  if (at >= cell.wakeAt) dispatch(cell, { type: 'woken', ...moment(cell, at) })
}

function perform(cell: Cell, effect: CacheEffect): void {
  const { source } = cell.identity
  switch (effect.type) {
    case 'fetch':
      // Not when a listener, told of an effect before this one, has purged or closed the source.
      if (!isCurrent(cell.state, effect.attempt)) return
      cell.lastReason = effect.reason
      if (effect.reason === 'unknown-kid') cell.commons.spend(monotonic(cell))
      cell.flight = takeOff(cell, effect)
      if (effect.attempt === 1) warnOfMany(cell)
      return
    case 'abort':
      cell.flight?.control.abort(closedError(source))
      cell.flight = undefined
      return
    case 'keep':
      keep(cell, effect.set, effect.isRestored)
      return
    case 'renew':
      succeeded(cell)
      tell(cell, { type: 'revalidated', source })
      return
    case 'forget':
      hold(cell, undefined)
      cell.validators = undefined
      cell.negatives?.clear()
      cell.snapshots?.erase()
      return
    case 'blame':
      cell.error = effect.error
      cell.lastFailureAt = cell.settings.clock.now()
      tell(cell, { type: 'failed', source, reason: cell.lastReason ?? 'cold', error: effect.error })
      return
    case 'outage':
      if (effect.age === 'fresh' || effect.age === 'refresh') return
      tell(cell, {
        type: 'outage',
        source,
        state: effect.age,
        remainingMs: effect.remainingMs,
        error: effect.error,
      })
      return
    case 'announce':
      tell(cell, { type: effect.event, source })
  }
}

/** From this many on, somebody makes a source for each request. */
const MANY = 10

function warnOfMany(cell: Cell): void {
  const { identity, commons } = cell
  const { source } = identity
  const alive = commons.alive.get(source) ?? 0
  if (alive >= MANY) tell(cell, { type: 'duplicate-source', source, alive })
}

function takeOff(cell: Cell, plan: FlightPlan): Flight {
  const control = new AbortController()
  const { signal } = control
  cell.setback = undefined
  // Begins a moment later, when the flight is in its place: a loader that throws at once finds something to clear.
  const restored = Promise.resolve().then(() => restore(cell, signal))
  const done = restored.then(async () => land(cell, await load(cell, plan, signal)))
  const flight: Flight = { control, reason: plan.reason, restored, done: done.finally(() => clear(cell, flight)) }
  return flight
}

function clear(cell: Cell, flight: Flight): void {
  if (cell.flight === flight) cell.flight = undefined
}

async function restore(cell: Cell, signal: AbortSignal): Promise<void> {
  const kept = await cell.snapshots?.read(signal)
  if (kept === undefined || signal.aborted) return
  const { set, agoMs, validators } = kept
  const effects = dispatch(cell, { type: 'restored', at: monotonic(cell), agoMs, set })
  if (effects.length === 0) return
  cell.validators = validators
  tell(cell, { type: 'snapshot', source: cell.identity.source, outcome: 'restored' })
}

function land(cell: Cell, { event, validators, bytes, durationMs, reason }: Landing): FlightEnd {
  const effects = dispatch(cell, event)
  const blame = effects.find((effect) => effect.type === 'blame')
  if (effects.length === 0) return { outcome: 'superseded' }
  const isRenewed = effects.some(({ type }) => type === 'renew')
  const result = blame !== undefined ? 'failed' : isRenewed ? 'not-modified' : 'ok'
  cell.tally[result === 'not-modified' ? 'notModified' : result]++
  tell(cell, {
    type: 'fetched',
    source: cell.identity.source,
    reason,
    result,
    durationMs,
    bytes,
    error: blame?.error,
  })
  if (blame !== undefined) return { outcome: 'failed', error: blame.error }
  // A listener may have purged or closed the source on hearing of it.
  if (cell.published === undefined || cell.state.isClosed) return { outcome: 'superseded' }
  if (event.type === 'arrived') cell.facts = event.facts
  cell.validators = validators ?? (isRenewed ? cell.validators : undefined)
  remember(cell)
  return { outcome: 'ok' }
}

/** What the next process starts with, should the issuer be away then. */
function remember({ snapshots, published, lastSuccessAt, validators }: Cell): void {
  if (published === undefined || lastSuccessAt === undefined) return
  snapshots?.write({ set: published, validatedAt: lastSuccessAt, validators })
}

function succeeded(cell: Cell): void {
  cell.error = undefined
  cell.lastSuccessAt = cell.settings.clock.now()
}

function keep(cell: Cell, set: KeySet, isRestored: boolean): void {
  const { source } = cell.identity
  const before = cell.published
  const diff = diffSets(before, set)
  if (diff.isChanged) {
    cell.generation++
    cell.negatives?.clear()
  }
  const at = monotonic(cell)
  const { removalGraceMs, bounds } = cell.settings
  const left = diff.removed.map((key) => ({ key, until: at + removalGraceMs }))
  // At most as many as a set may have, the last to go: an issuer with new keys each time must not fill the memory.
  cell.leaving = stillLeaving(withoutReturned([...cell.leaving, ...left], set), at).slice(-bounds.keys)
  hold(cell, set)
  if (isRestored) return
  succeeded(cell)
  const { keys, quarantined } = set
  tell(cell, {
    type: 'loaded',
    source,
    keys: keys.length,
    quarantined: quarantined.length,
    changed: diff.isChanged,
    generation: cell.generation,
  })
  if (before !== undefined) announceChanges((event) => tell(cell, event), source, diff)
}

/** Puts a set in its place, together with the keys that are still in their grace. */
function hold(cell: Cell, set: KeySet | undefined): void {
  cell.published = set
  if (set === undefined) cell.leaving = []
  const { all, retireAt } = withLeaving(set, cell.leaving)
  cell.set = all
  cell.retireAt = retireAt
}

/** Drops the keys whose grace is over. */
export function retire(cell: Cell, at: number): void {
  cell.leaving = stillLeaving(cell.leaving, at)
  hold(cell, cell.published)
}
