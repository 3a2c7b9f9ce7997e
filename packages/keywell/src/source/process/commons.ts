/** What all sources of one process share: loads at once, refreshes for unknown kids, remembered misses, one timer. */
import type { Clock } from '../../io/clock.ts'
import { type Bucket, hasOne, withoutOne } from '../policy/token-bucket.ts'
import { type Alarms, createAlarms } from './alarms.ts'
import { createFetchSlots, type FetchSlots } from './fetch-slots.ts'
import { giveBack, type Held, type Ledger } from './held.ts'

export interface Commons extends Ledger {
  readonly alarms: Alarms
  readonly slots: FetchSlots
  /** Whether one more refresh for an unknown kid is within the budget of the process. */
  isGranted(at: number): boolean
  spend(at: number): void
  /** How many kids all sources together remember as missing. */
  negatives: number
  /** Tidies up after sources that were dropped without a close. */
  readonly dropped: FinalizationRegistry<Held>
}

/** Enough to start many issuers quickly, few enough that a process never looks like an attack. */
const MAX_LOADS = 16
/** The rest is kept for callers that wait. */
const MAX_UNAWAITED = 12

/** 60 a minute for the process. A source's own options cannot reach more than half of it (settings.ts). */
const FORCED = Object.freeze({ burst: 60, refillMs: 1000 })

/** Bounds the memory that made-up kids can take: kids have at most 1,024 bytes. */
export const MAX_NEGATIVES = 10_000

/** By clock, so that two tests with clocks of their own share nothing; a real process has one clock. */
const byClock = new WeakMap<Clock, Commons>()

export function commonsOf(clock: Clock): Commons {
  const known = byClock.get(clock)
  if (known !== undefined) return known
  let forced: Bucket = { tokens: FORCED.burst, at: 0 }
  const commons: Commons = {
    alarms: createAlarms(clock),
    slots: createFetchSlots(MAX_LOADS, MAX_UNAWAITED),
    isGranted: (at) => hasOne(forced, at, FORCED),
    spend: (at) => {
      forced = withoutOne(forced, at, FORCED)
    },
    negatives: 0,
    alive: new Map(),
    dropped: new FinalizationRegistry((held) => giveBack(commons, held)),
  }
  byClock.set(clock, commons)
  return commons
}
