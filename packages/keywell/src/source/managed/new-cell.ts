/** A source's moving parts at its beginning and at its end. */
import { type Cell, monotonic, tell } from './cell.ts'
import { dispatch, wake } from './effects.ts'
import type { Identity, LoadKeys } from './loader.ts'
import { NO_FACTS } from '../policy/cache-control.ts'
import { initialState } from '../policy/cache-state.ts'
import { commonsOf } from '../process/commons.ts'
import { giveBack, take } from '../process/held.ts'
import { NONE_LEAVING } from './removal-grace.ts'
import { createSnapshotKeeper } from '../snapshots/snapshot-keeper.ts'
import type { SourceSettings } from '../settings.ts'

export function createCell(identity: Identity, load: LoadKeys, settings: SourceSettings): Cell {
  const commons = commonsOf(settings.clock)
  const { snapshots } = settings
  const cell: Cell = {
    identity,
    load,
    settings,
    commons,
    listeners: undefined,
    held: take(commons, identity.source),
    negatives: undefined,
    snapshots: snapshots && createSnapshotKeeper(snapshots, identity, settings, (event) => tell(cell, event)),
    tally: { ok: 0, notModified: 0, failed: 0, staleAnswers: 0, unknownKid: undefined },
    wake: () => wake(cell, monotonic(cell)),
    alarm: undefined,
    state: initialState(settings.policy),
    published: undefined,
    set: undefined,
    leaving: NONE_LEAVING,
    retireAt: undefined,
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
  commons.dropped.register(cell, cell.held)
  return cell
}

/** Closes a source once. */
export function discard(cell: Cell): void {
  if (cell.state.isClosed) return
  giveBack(cell.commons, cell.held)
  dispatch(cell, { type: 'closed' })
}
