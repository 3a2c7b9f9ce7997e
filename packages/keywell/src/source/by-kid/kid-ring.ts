/** Which kids are known, which are being asked for, and what asking for more may cost. Asks nobody itself. */
import type { KeywellError } from '../../errors/index.ts'
import type { KeySet } from '../../jwks/key-set.ts'
import type { KeySource } from '../key-source.ts'
import type { KidPlaces } from './kid-pattern.ts'
import { createListeners, type Listeners } from '../listeners.ts'
import { breakerMs } from '../policy/breaker.ts'
import { type Bucket, hasOne } from '../policy/token-bucket.ts'
import { type Commons, commonsOf } from '../process/commons.ts'
import { createNegativeKids, type NegativeKids } from '../process/negative-kids.ts'
import type { SourceSettings } from '../settings.ts'
import { mergedSet } from '../combined/source-list.ts'
import type { SourceEvent } from '../source-event.ts'

export interface KidPlan {
  readonly places: KidPlaces
  readonly isKid: (kid: string) => boolean
  readonly settings: SourceSettings
  readonly make: (url: URL, kid: string) => KeySource
}

/** A kid whose key is asked for the first time, and what came of it. */
export interface Opening {
  readonly source: KeySource
  end: 'open' | 'found' | 'absent' | KeywellError
}

export interface Ring {
  readonly plan: KidPlan
  readonly commons: Commons
  readonly negatives: NegativeKids
  readonly hub: Listeners<SourceEvent>
  /** Kids whose key was obtained, least recently used first. */
  readonly known: Map<string, KeySource>
  readonly open: Map<string, Opening>
  /** All known keys, until one comes or goes. */
  keys: KeySet | undefined
  bucket: Bucket
  /** While new kids cannot be asked for: how often in a row, why, and until when nobody tries. */
  outage: { readonly failures: number; readonly until: number; readonly error: KeywellError } | undefined
  isClosed: boolean
}

export function createRing(plan: KidPlan): Ring {
  const { policy, clock } = plan.settings
  const commons = commonsOf(clock)
  return {
    plan,
    commons,
    negatives: createNegativeKids(commons, policy),
    hub: createListeners<SourceEvent>(),
    known: new Map(),
    open: new Map(),
    keys: undefined,
    bucket: { tokens: policy.unknownKid.burst, at: 0 },
    outage: undefined,
    isClosed: false,
  }
}

/**
 * - `missing`: it is no kid, or was answered to be none a moment ago, or no budget is left while the endpoint is well.
 * - `undecided`: the endpoint fails, and the next attempt is not due or not within the budget.
 */
export function judgeKid(ring: Ring, kid: string, at: number): 'missing' | 'join' | 'undecided' | 'ask' {
  const { plan, negatives, open, outage, commons, bucket } = ring
  if (!plan.isKid(kid) || negatives.isLive(kid, at)) return 'missing'
  if (open.has(kid)) return 'join'
  if (outage !== undefined && at < outage.until) return 'undecided'
  if (commons.isGranted(at) && hasOne(bucket, at, plan.settings.policy.unknownKid)) return 'ask'
  return outage === undefined ? 'missing' : 'undecided'
}

/** Ends every source. A failing endpoint keeps its breaker, and the budget is what it was. */
export function emptyRing(ring: Ring): void {
  const { known, open, negatives } = ring
  ring.keys = undefined
  const sources = [...known.values(), ...[...open.values()].map(({ source }) => source)]
  known.clear()
  open.clear()
  negatives.clear()
  for (const source of sources) source.close()
}

export function heldKeys(ring: Ring): KeySet {
  ring.keys ??= mergedSet([...ring.known.values()].flatMap((source) => source.status().keys ?? []))
  return ring.keys
}

/** How long a failing endpoint is left alone, by its failures in a row. */
export const waitMs = ({ plan: { settings } }: Ring, failures: number): number =>
  breakerMs(failures, settings.random(), settings.policy.breaker)
