/** How old a set is, in words, and how long each word lasts. Pure: knows no clock and no source. */
import type { CacheFacts } from './cache-control.ts'
import type { CachePolicy } from './cache-policy.ts'

export type Age = 'cold' | 'fresh' | 'refresh' | 'stale' | 'expired'

/** The times of one validation, each the first moment of the next word; monotonic milliseconds. */
export interface Lifetime {
  readonly validatedAt: number
  /** Refreshing starts here, early enough that failed attempts are made good before anybody notices. */
  readonly dueAt: number
  readonly freshUntil: number
  readonly staleUntil: number
  /** So old that a process which slept looks once before it trusts what it remembers. */
  readonly lookAgainAt: number
}

/** Share of F after which refreshing is due: drawn anew each cycle, so that instances started together spread out. */
const DUE_FROM = 0.75
const DUE_TO = 0.9

export function ageOf(life: Lifetime | undefined, at: number): Age {
  if (life === undefined) return 'cold'
  if (at < life.dueAt) return 'fresh'
  if (at < life.freshUntil) return 'refresh'
  return at < life.staleUntil ? 'stale' : 'expired'
}

/** Whether a set of this age may verify anything. */
export const isUsable = (age: Age): boolean => age !== 'cold' && age !== 'expired'

/** The times of a set that was validated now. @param random - 0 ≤ random < 1 */
export function validated(at: number, facts: CacheFacts, random: number, policy: CachePolicy): Lifetime {
  const freshMs = freshFor(facts, policy)
  const staleMs = Math.max(freshMs, staleFor(facts, freshMs, policy))
  return Object.freeze({
    validatedAt: at,
    dueAt: at + freshMs * (DUE_FROM + random * (DUE_TO - DUE_FROM)),
    freshUntil: at + freshMs,
    staleUntil: at + staleMs,
    lookAgainAt: at + 2 * freshMs,
  })
}

/**
 * The times of a set from a snapshot: stale from the start, and S counts from when it was validated; from now at the
 * latest, as wall clocks of two machines differ.
 */
export function restored(at: number, agoMs: number, { staleMs }: CachePolicy): Lifetime {
  const validatedAt = at - Math.max(0, agoMs)
  const staleUntil = Math.max(at, validatedAt + staleMs)
  return Object.freeze({ validatedAt, dueAt: at, freshUntil: at, staleUntil, lookAgainAt: Number.POSITIVE_INFINITY })
}

/** What `no-store` and `no-cache` come to: read to the letter they would mean a fetch for every token. */
const NO_STORE_MS = 300_000

/** F: what the answer says, within the policy's bounds. */
function freshFor({ freshMs, isNoStore }: CacheFacts, { freshness }: CachePolicy): number {
  const { defaultMs, minMs, maxMs, honorNoStore } = freshness
  const wished = isNoStore && honorNoStore ? NO_STORE_MS : (freshMs ?? defaultMs)
  return Math.min(Math.max(wished, minMs), maxMs)
}

/** S: the policy's, lowered and never raised by `stale-if-error`, which counts from the end of freshness (RFC 5861 §4). */
const staleFor = ({ staleIfErrorMs }: CacheFacts, freshMs: number, { staleMs }: CachePolicy): number =>
  staleIfErrorMs === undefined ? staleMs : Math.min(staleMs, freshMs + staleIfErrorMs)
