/**
 * One key for each kid, each a source of its own behind one door. What a token names is looked at before it becomes a
 * request; never answers a token that names nothing.
 */
import { isKeywellError, KeywellError, quote } from '../../errors/index.ts'
import { type KeyQuery } from '../../jwks/select.ts'
import { closedError, closedLookup } from '../closed.ts'
import { combined } from '../combined/combined-status.ts'
import type { KeySource, Lookup, RefreshOptions, RefreshReason } from '../key-source.ts'
import { createRing, emptyRing, heldKeys, judgeKid, type KidPlan, type Opening, type Ring } from './kid-ring.ts'
import { openKid } from './open-kid.ts'
import { bestState } from '../combined/source-list.ts'
import type { SourceEvent } from '../source-event.ts'
import type { SourceStatus } from '../source-status.ts'

const KIND = 'key-by-kid'
const FRESH = Object.freeze({ stale: false, ageMs: 0 })

export function keysByKid(plan: KidPlan): KeySource {
  const ring = createRing(plan)
  const { name: source } = plan.places
  return Object.freeze({
    lookup: (query: KeyQuery) => lookup(ring, query),
    refresh: (reason: RefreshReason, options: RefreshOptions = {}) => refresh(ring, reason, options),
    status: () => status(ring),
    subscribe: (listener: (event: SourceEvent) => void) => ring.hub.add(listener),
    purge: () => {
      if (ring.isClosed) return
      emptyRing(ring)
      ring.hub.emit({ type: 'purged', source })
    },
    close: () => {
      if (ring.isClosed) return
      ring.isClosed = true
      emptyRing(ring)
      ring.hub.emit({ type: 'closed', source })
    },
  })
}

const missed = (ring: Ring, miss: 'unknown-kid' | 'no-key', retry: boolean): Lookup => ({
  outcome: 'missed',
  miss,
  set: heldKeys(ring),
  freshness: FRESH,
  retry,
})

function lookup(ring: Ring, query: KeyQuery): Lookup {
  const { kid } = query
  if (ring.isClosed) return closedLookup(ring.plan.places.name)
  if (kid === undefined) return missed(ring, 'no-key', false)
  const source = ring.known.get(kid)
  if (source !== undefined) {
    ring.known.delete(kid)
    ring.known.set(kid, source)
    return source.lookup(query)
  }
  const verdict = judgeKid(ring, kid, ring.plan.settings.clock.monotonic())
  if (verdict === 'undecided') return { outcome: 'unavailable', error: undecided(ring, ring.outage?.error) }
  return missed(ring, 'unknown-kid', verdict !== 'missing')
}

async function refresh(ring: Ring, reason: RefreshReason, options: RefreshOptions): Promise<void> {
  if (ring.isClosed) throw closedError(ring.plan.places.name)
  const { kid, signal } = options
  if (kid !== undefined) return await refreshOne(ring, reason, kid, signal)
  // Which key it was, it does not say; asking for all would let one forged token cost hundreds of requests.
  if (reason === 'bad-signature') return
  const results = await Promise.allSettled([...ring.known.values()].map((source) => source.refresh(reason, { signal })))
  signal?.throwIfAborted()
  const [first] = results
  if (first?.status === 'rejected' && results.every((result) => result.status === 'rejected')) throw first.reason
}

/** A key that is given up while somebody waits for it, by a purge or for another key, is asked for anew. */
async function refreshOne(
  ring: Ring,
  reason: RefreshReason,
  kid: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const source = ring.known.get(kid)
  try {
    if (source !== undefined) return await source.refresh(reason === 'unknown-kid' ? 'cold' : reason, { kid, signal })
    if (reason === 'unknown-kid' || reason === 'cold') await ask(ring, kid, signal)
  } catch (error) {
    if (ring.isClosed) throw closedError(ring.plan.places.name)
    if (signal?.aborted === true || !isKeywellError(error, 'ERR_CLOSED')) throw error
    await refreshOne(ring, 'unknown-kid', kid, signal)
  }
}

async function ask(ring: Ring, kid: string, signal: AbortSignal | undefined): Promise<void> {
  const at = ring.plan.settings.clock.monotonic()
  const verdict = judgeKid(ring, kid, at)
  if (verdict === 'missing') return
  if (verdict === 'undecided') throw undecided(ring, ring.outage?.error)
  const opening = ring.open.get(kid) ?? begin(ring, kid, at)
  try {
    await opening.source.refresh('unknown-kid', { kid, signal })
  } catch (error) {
    if (signal?.aborted === true) throw error
    if (opening.end === 'absent') return
    throw isKeywellError(opening.end) ? undecided(ring, opening.end) : error
  }
}

function begin(ring: Ring, kid: string, at: number): Opening {
  const url = ring.plan.places.find(kid)
  if (url !== undefined) return openKid(ring, kid, url, at)
  const reason = `no URL that may be fetched can be made of the kid ${quote(kid)}`
  throw new KeywellError('ERR_KEYS_UNAVAILABLE', 'no URL for this kid', { source: ring.plan.places.name, reason })
}

function undecided(ring: Ring, cause: KeywellError | undefined): KeywellError {
  const { places, settings } = ring.plan
  const waitMs = (ring.outage?.until ?? 0) - settings.clock.monotonic()
  const reason = 'the last attempt failed, so the key may exist unseen'
  const extras = { cause, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) }
  return new KeywellError(
    'ERR_KEYS_UNAVAILABLE',
    `no key from ${quote(places.name)}`,
    { source: places.name, reason },
    extras,
  )
}

/** Of the whole, without its parts: they are named by kids, of which anybody can make up any number. */
function status(ring: Ring): SourceStatus {
  const { plan, known, open, outage, isClosed } = ring
  const held = [...known.values()].map((source) => source.status())
  const asked = [...open.values()].map(({ source }) => source.status())
  const all = combined([...held, ...asked])
  const health = outage !== undefined && held.length === 0 ? 'down' : outage !== undefined ? 'degraded' : all.health
  return {
    ...all,
    source: plan.places.name,
    kind: KIND,
    state: isClosed ? 'closed' : held.length === 0 ? 'cold' : bestState(held),
    lastAttempt: outage === undefined ? all.lastAttempt : 'failed',
    keys: heldKeys(ring),
    error: outage?.error ?? all.error,
    health,
  }
}
