/** The moving parts of one source. Holds what the reducer's state does not: the set, the load under way, counters. */
import type { KeywellError } from '../../errors/index.ts'
import type { KeySet } from '../../jwks/key-set.ts'
import type { RefreshReason } from '../key-source.ts'
import type { Listeners } from '../listeners.ts'
import type { Identity, LoadKeys, Validators } from './loader.ts'
import type { CacheFacts } from '../policy/cache-control.ts'
import type { CacheState, Moment } from '../policy/cache-state.ts'
import type { Sleeper } from '../process/alarms.ts'
import type { Commons } from '../process/commons.ts'
import type { Held } from '../process/held.ts'
import type { NegativeKids } from '../process/negative-kids.ts'
import type { LeavingKey } from './removal-grace.ts'
import type { SnapshotKeeper } from '../snapshots/snapshot-keeper.ts'
import type { SourceEvent } from '../source-event.ts'
import type { SourceCounters } from '../source-status.ts'
import type { SourceSettings } from '../settings.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Counters in memory, by the names that a status shows them under. */
export interface Tally extends Writable<SourceCounters['fetches']> {
  staleAnswers: number
  /** Made when a kid is first missed. */
  unknownKid: Writable<SourceCounters['unknownKid']> | undefined
}

export const NO_UNKNOWN_KIDS: SourceCounters['unknownKid'] = Object.freeze({
  negative: 0,
  proof: 0,
  join: 0,
  breaker: 0,
  fetch: 0,
  budget: 0,
  waiters: 0,
})

/** One more look-up of an unknown kid, by what decided it. */
export function countUnknown({ tally }: Cell, verdict: keyof SourceCounters['unknownKid']): void {
  tally.unknownKid ??= { ...NO_UNKNOWN_KIDS }
  tally.unknownKid[verdict]++
}

export type FlightEnd =
  | { readonly outcome: 'ok' | 'superseded'; readonly error?: never }
  | { readonly outcome: 'failed'; readonly error: KeywellError }

/** The load under way. */
export interface Flight {
  readonly control: AbortController
  readonly reason: RefreshReason
  /** Settles when a snapshot, if there is one, has been read. Never rejects. */
  readonly restored: Promise<void>
  /** Never rejects. */
  readonly done: Promise<FlightEnd>
}

export interface Cell extends Sleeper {
  readonly identity: Identity
  readonly load: LoadKeys
  readonly settings: SourceSettings
  readonly commons: Commons
  /** Made when somebody listens: a process may hold 10,000 sources. */
  listeners: Listeners<SourceEvent> | undefined
  /** Made when a kid is first missed. */
  negatives: NegativeKids | undefined
  readonly held: Held
  readonly snapshots: SnapshotKeeper | undefined
  readonly tally: Tally
  /** Its own name at the process's timer, which holds it weakly. */
  alarm: WeakRef<Sleeper> | undefined
  state: CacheState
  /** What the issuer publishes, and what verifies: the same, save for keys in their removal grace. */
  published: KeySet | undefined
  set: KeySet | undefined
  leaving: readonly LeavingKey[]
  /** When a key's grace ends. */
  retireAt: number | undefined
  validators: Validators | undefined
  /** What the server said about the lifetime of the set that is held. */
  facts: CacheFacts
  /** The last failure, while nothing has succeeded since. */
  error: KeywellError | undefined
  /** What the load under way has met so far, while it tries again. */
  setback: KeywellError | undefined
  flight: Flight | undefined
  waiters: number
  generation: number
  /** Monotonic time from which `woken` is to be told. */
  wakeAt: number
  lastReason: RefreshReason | undefined
  /** Epoch milliseconds. */
  lastSuccessAt: number | undefined
  lastFailureAt: number | undefined
}

export const monotonic = (cell: Cell): number => cell.settings.clock.monotonic()

/** Now, as the reducer wants it. */
export function moment({ settings, commons }: Cell, at: number): Moment {
  return { at, random: settings.random(), isGranted: commons.isGranted(at) }
}

export const tell = ({ listeners }: Cell, event: SourceEvent): void => listeners?.emit(event)
