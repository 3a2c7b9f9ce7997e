/** A source's moving parts at its beginning and at its end. */
import { type Cell, monotonic, tell } from './cell.ts'
import { dispatch, wake } from './effects.ts'
import type { Identity, LoadKeys } from './loader.ts'
import { NO_FACTS } from './policy/cache-control.ts'
import { initialState } from './policy/cache-state.ts'
import type { Sleeper } from './process/alarms.ts'
import { type Commons, commonsOf } from './process/commons.ts'
import { createSnapshotKeeper } from './snapshot-keeper.ts'
import type { SourceSettings } from './settings.ts'

export function createCell(identity: Identity, load: LoadKeys, settings: SourceSettings): Cell {
  const commons = commonsOf(settings.clock)
  const sleeper: Sleeper = { wake: () => wake(cell, monotonic(cell)) }
  const { snapshots } = settings
  const cell: Cell = {
    identity,
    load,
    settings,
    commons,
    listeners: undefined,
    negatives: undefined,
    snapshots: snapshots && createSnapshotKeeper(snapshots, identity, settings, (event) => tell(cell, event)),
    tally: { ok: 0, notModified: 0, failed: 0, staleAnswers: 0, unknownKid: undefined },
    sleeper,
    alarm: new WeakRef(sleeper),
    state: initialState(settings.policy),
    published: undefined,
    set: undefined,
    leaving: [],
    retireAt: Number.POSITIVE_INFINITY,
    validators: undefined,
    facts: NO_FACTS,
    error: undefined,
    setback: undefined,
    flight: undefined,
    waiters: 0,
    generation: 0,
    wakeAt: Number.POSITIVE_INFINITY,
    lastReason: undefined,
    lastSuccessAt: undefined,
    lastFailureAt: undefined,
  }
  count(commons, identity.source, 1)
  return cell
}

/** Closes a source once. */
export function discard(cell: Cell): void {
  if (cell.state.isClosed) return
  count(cell.commons, cell.identity.source, -1)
  cell.negatives?.clear()
  dispatch(cell, { type: 'closed' })
}

function count({ alive }: Commons, source: string, change: number): void {
  const left = (alive.get(source) ?? 0) + change
  if (left > 0) alive.set(source, left)
  else alive.delete(source)
}
