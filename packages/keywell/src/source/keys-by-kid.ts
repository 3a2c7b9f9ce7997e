/**
 * One key for each kid, each a source of its own behind one door. What a token names is looked at before it becomes a
 * request, and made-up kids share one budget: they never evict nor delay a kid that is known.
 */
import { isKeywellError, KeywellError, quote } from '../errors/index.ts'
import { type KeyQuery } from '../jwks/select.ts'
import { type KeySet, keySetOf } from '../jwks/key-set.ts'
import { closedError, closedLookup } from './closed.ts'
import type { RemoteSettings } from './http-options.ts'
import type { KeySource, Lookup, RefreshOptions, RefreshReason } from './key-source.ts'
import { type UrlOfKid, urlOfKid } from './kid-pattern.ts'
import { createListeners } from './listeners.ts'
import { worstHealth } from './policy/health.ts'
import { type Bucket, hasOne, withoutOne } from './policy/token-bucket.ts'
import { type Commons, commonsOf } from './process/commons.ts'
import { createNegativeKids, type NegativeKids } from './process/negative-kids.ts'
import { mergedSet, worstState } from './source-list.ts'
import type { SourceEvent } from './source-event.ts'
import type { SourceStatus } from './source-status.ts'

export interface KidPlan {
  readonly urlOf: UrlOfKid
  readonly isKid: (kid: string) => boolean
  readonly settings: RemoteSettings
}

/** Of keys that were found; the least recently used goes first. */
const MAX_KEYS = 256
/** Of kids whose key could not be asked for yet. */
const MAX_OPEN = 16

interface Ring {
  readonly plan: KidPlan
  readonly make: (url: URL, kid: string) => KeySource
  readonly commons: Commons
  readonly negatives: NegativeKids
  readonly hub: ReturnType<typeof createListeners<SourceEvent>>
  /** Kids whose key was obtained, least recently used first. */
  readonly known: Map<string, KeySource>
  /** Kids that are being asked for, or could not be. */
  readonly open: Map<string, KeySource>
  bucket: Bucket
  isClosed: boolean
}

const KIND = 'key-by-kid'
const NO_KEYS: KeySet = keySetOf([])
const FRESH = Object.freeze({ stale: false, ageMs: 0 })

export function keysByKid(plan: KidPlan, make: Ring['make']): KeySource {
  const commons = commonsOf(plan.settings.clock)
  const ring: Ring = {
    plan,
    make,
    commons,
    negatives: createNegativeKids(commons, plan.settings.policy),
    hub: createListeners<SourceEvent>(),
    known: new Map(),
    open: new Map(),
    bucket: { tokens: plan.settings.policy.unknownKid.burst, at: 0 },
    isClosed: false,
  }
  return Object.freeze({
    lookup: (query: KeyQuery) => lookup(ring, query),
    refresh: (reason: RefreshReason, options: RefreshOptions = {}) => refresh(ring, reason, options),
    status: () => status(ring),
    subscribe: (listener: (event: SourceEvent) => void) => ring.hub.add(listener),
    purge: () => forget(ring),
    close: () => {
      if (ring.isClosed) return
      ring.isClosed = true
      forget(ring)
      ring.hub.emit({ type: 'closed', source: KIND })
    },
  })
}

const missed = (miss: 'unknown-kid' | 'no-key', retry: boolean): Lookup => ({
  outcome: 'missed',
  miss,
  set: NO_KEYS,
  freshness: FRESH,
  retry,
})

function lookup(ring: Ring, query: KeyQuery): Lookup {
  if (ring.isClosed) return closedLookup(KIND)
  const { kid } = query
  if (kid === undefined) return missed('no-key', false)
  const source = ring.known.get(kid)
  if (source !== undefined) {
    ring.known.delete(kid)
    ring.known.set(kid, source)
    return source.lookup(query)
  }
  const at = ring.plan.settings.clock.monotonic()
  if (!ring.plan.isKid(kid) || ring.negatives.isLive(kid, at)) return missed('unknown-kid', false)
  const asked = ring.open.get(kid)?.lookup(query)
  if (asked?.outcome === 'unavailable') return asked
  return missed('unknown-kid', asked !== undefined || mayAsk(ring, at))
}

const mayAsk = ({ bucket, commons, plan }: Ring, at: number): boolean =>
  commons.isGranted(at) && hasOne(bucket, at, plan.settings.policy.unknownKid)

async function refresh(ring: Ring, reason: RefreshReason, { kid, signal }: RefreshOptions): Promise<void> {
  if (ring.isClosed) throw closedError(KIND)
  const named = kid === undefined ? undefined : ring.known.get(kid)
  if (named !== undefined) return await named.refresh(reason, { kid, signal })
  if (reason === 'unknown-kid' && kid !== undefined) return await find(ring, kid, signal)
  await Promise.all([...ring.known.values()].map((source) => source.refresh(reason, { signal })))
}

async function find(ring: Ring, kid: string, signal: AbortSignal | undefined): Promise<void> {
  const source = ring.open.get(kid) ?? ask(ring, kid)
  if (source === undefined) return
  try {
    await source.refresh('cold', { signal })
  } catch (error) {
    if (!isNoSuchKey(error)) throw error
    ring.negatives.add(kid, ring.plan.settings.clock.monotonic())
    drop(ring.open, kid)
    return
  }
  if (ring.open.get(kid) !== source) return
  ring.open.delete(kid)
  ring.known.set(kid, source)
  if (ring.known.size > MAX_KEYS) dropOldest(ring.known)
}

/** A source for a new kid, where it is one and the budget allows. */
function ask(ring: Ring, kid: string): KeySource | undefined {
  const { plan, commons } = ring
  const at = plan.settings.clock.monotonic()
  if (!plan.isKid(kid) || ring.negatives.isLive(kid, at) || !mayAsk(ring, at)) return undefined
  const url = urlOfKid(plan.urlOf, kid, plan.settings.urls)
  if (url === undefined) throw badUrl(kid)
  ring.bucket = withoutOne(ring.bucket, at, plan.settings.policy.unknownKid)
  commons.spend(at)
  const source = ring.make(url, kid)
  source.subscribe(ring.hub.emit)
  ring.open.set(kid, source)
  if (ring.open.size > MAX_OPEN) dropOldest(ring.open)
  return source
}

function badUrl(kid: string): KeywellError {
  const reason = 'the function of the kid gave no URL that may be fetched'
  const detail = { source: KIND, reason }
  return new KeywellError('ERR_KEYS_UNAVAILABLE', `no URL for the kid ${quote(kid)}`, detail, { hint: reason })
}

/** What servers and object stores answer when there is nothing of that name. */
const ABSENT: ReadonlySet<number> = new Set([403, 404, 410])

const isNoSuchKey = (error: unknown): boolean =>
  isKeywellError(error) && isKeywellError(error.cause, 'ERR_FETCH_STATUS') && ABSENT.has(error.cause.detail.status)

function drop(sources: Map<string, KeySource>, kid: string): void {
  sources.get(kid)?.close()
  sources.delete(kid)
}

function dropOldest(sources: Map<string, KeySource>): void {
  const [oldest] = sources.keys()
  if (oldest !== undefined) drop(sources, oldest)
}

function forget({ known, open, negatives }: Ring): void {
  for (const sources of [known, open]) {
    for (const kid of sources.keys()) drop(sources, kid)
  }
  negatives.clear()
}

function status({ known, open, isClosed }: Ring): SourceStatus {
  const parts = [...known.values(), ...open.values()].map((source) => source.status())
  const held = [...known.values()].map((source) => source.status())
  return {
    source: KIND,
    kind: KIND,
    state: isClosed ? 'closed' : worstState(held),
    lastAttempt: parts.at(-1)?.lastAttempt ?? 'none',
    ageMs: undefined,
    keys: mergedSet(held.flatMap(({ keys }) => (keys === undefined ? [] : [keys]))),
    error: parts.find(({ error }) => error !== undefined)?.error,
    health: worstHealth(held.map(({ health = 'healthy' }) => health)),
    parts,
  }
}
