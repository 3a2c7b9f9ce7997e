/**
 * Asks for the key of a kid for the first time, and keeps what comes of it. Made-up kids share one budget and one breaker:
 * they never evict nor delay a kid that is known.
 */
import type { KeywellError } from '../../errors/index.ts'
import { hasStatus } from '../../io/fetch-failure.ts'
import type { KeySource } from '../key-source.ts'
import { type Opening, type Ring, waitMs } from './kid-ring.ts'
import { retryAfterMs } from '../policy/retry.ts'
import { withoutOne } from '../policy/token-bucket.ts'
import type { SourceEvent } from '../source-event.ts'

/** Begins to ask for a kid that `judgeKid` lets through. Budget and breaker are stamped before. */
export function openKid(ring: Ring, kid: string, url: URL, at: number): Opening {
  const { plan, outage } = ring
  ring.bucket = withoutOne(ring.bucket, at, plan.settings.policy.unknownKid)
  if (outage !== undefined) ring.outage = { ...outage, until: at + waitMs(ring, outage.failures) }
  const opening: Opening = { source: plan.make(url, kid), end: 'open' }
  ring.open.set(kid, opening)
  opening.source.subscribe((event) => onEvent(ring, kid, opening, event))
  return opening
}

/** Of keys that were found; the least recently used goes first. */
const MAX_KEYS = 256

function onEvent(ring: Ring, kid: string, opening: Opening, event: SourceEvent): void {
  ring.keys = undefined
  if (isTold(opening, event)) ring.hub.emit({ ...event, source: ring.plan.places.name })
  if (ring.open.get(kid) !== opening) return
  if (event.type === 'failed') lost(ring, kid, opening, event.error)
  const isRestored = event.type === 'snapshot' && event.outcome === 'restored'
  const hasKey = event.type === 'loaded' || (isRestored && holds(opening.source, kid))
  if (hasKey) found(ring, kid, opening)
}

/** What one key goes through is news of the whole, save its end; a kid that somebody made up is no news of a failure. */
function isTold({ end }: Opening, event: SourceEvent): boolean {
  if (event.type === 'closed' || event.type === 'purged') return false
  if (end === 'found') return true
  const isFailure = event.type === 'failed' || (event.type === 'fetched' && event.result === 'failed')
  return event.type !== 'outage' && !(isFailure && isAbsence(event.error))
}

const holds = (source: KeySource, kid: string): boolean => (source.status().keys?.withKid(kid).length ?? 0) > 0

function found(ring: Ring, kid: string, opening: Opening): void {
  opening.end = 'found'
  ring.outage = undefined
  ring.open.delete(kid)
  ring.known.set(kid, opening.source)
  const [oldest] = ring.known
  if (ring.known.size <= MAX_KEYS || oldest === undefined) return
  ring.known.delete(oldest[0])
  oldest[1].close()
}

function lost(ring: Ring, kid: string, opening: Opening, error: KeywellError): void {
  const at = ring.plan.settings.clock.monotonic()
  ring.open.delete(kid)
  if (isAbsence(error)) {
    opening.end = 'absent'
    ring.outage = undefined
    ring.negatives.add(kid, at)
  } else {
    opening.end = error
    // A document that is no such key says nothing about other kids.
    if (error.kind === 'retrieval') ring.outage = worse(ring, error, at)
  }
  opening.source.close()
}

function worse(ring: Ring, error: KeywellError, at: number): Ring['outage'] {
  const { failures, until } = ring.outage ?? { failures: 0, until: at }
  const leftAloneMs = Math.max(retryAfterMs(error), waitMs(ring, failures))
  return { failures: failures + 1, until: Math.max(until, at + leftAloneMs), error }
}

/** What servers and object stores answer when there is nothing of that name. */
const ABSENT: ReadonlySet<number> = new Set([403, 404, 410])

const isAbsence = (error: unknown): boolean => hasStatus(error, ABSENT)
