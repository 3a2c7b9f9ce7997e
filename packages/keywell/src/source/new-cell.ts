/** A source's moving parts at its beginning and at its end. */
import { type Cell, monotonic } from './cell.ts'
import { dispatch, wake } from './effects.ts'
import { createListeners } from './listeners.ts'
import type { Identity, LoadKeys } from './loader.ts'
import { initialState } from './policy/cache-state.ts'
import type { Sleeper } from './process/alarms.ts'
import { type Commons, commonsOf } from './process/commons.ts'
import { createNegativeKids, type NegativeKids } from './process/negative-kids.ts'
import type { SourceSettings } from './settings.ts'
import type { SourceEvent } from './source-event.ts'

export function createCell(identity: Identity, load: LoadKeys, settings: SourceSettings): Cell {
  const commons = commonsOf(settings.clock)
  const sleeper: Sleeper = { wake: () => wake(cell, monotonic(cell)) }
  const cell: Cell = {
    identity,
    load,
    settings,
    commons,
    listeners: createListeners<SourceEvent>(),
    negatives: createNegativeKids(commons, settings.policy),
    snapshots: undefined,
    tally: {
      fetches: { ok: 0, notModified: 0, failed: 0 },
      unknownKid: { negative: 0, proof: 0, join: 0, breaker: 0, fetch: 0, budget: 0, waiters: 0 },
      staleAnswers: 0,
    },
    sleeper,
    alarm: new WeakRef(sleeper),
    state: initialState(settings.policy),
    published: undefined,
    set: undefined,
    leaving: [],
    retireAt: Number.POSITIVE_INFINITY,
    validators: undefined,
    error: undefined,
    flight: undefined,
    waiters: 0,
    generation: 0,
    wakeAt: Number.POSITIVE_INFINITY,
    lastReason: undefined,
    lastSuccessAt: undefined,
    lastFailureAt: undefined,
  }
  count(commons, identity.source, 1)
  commons.dropped.register(cell, tidying(commons, cell.negatives, identity.source), cell)
  return cell
}

/** Closes a source once. */
export function discard(cell: Cell): void {
  if (cell.state.isClosed) return
  const { commons, negatives, identity } = cell
  commons.dropped.unregister(cell)
  tidying(commons, negatives, identity.source)()
  dispatch(cell, { type: 'closed' })
}

/** Gives back what a source holds of the process. Made apart from the cell, which it must not keep alive. */
const tidying = (commons: Commons, negatives: NegativeKids, source: string) => (): void => {
  count(commons, source, -1)
  negatives.clear()
}

function count({ alive }: Commons, source: string, change: number): void {
  const left = (alive.get(source) ?? 0) + change
  if (left > 0) alive.set(source, left)
  else alive.delete(source)
}
