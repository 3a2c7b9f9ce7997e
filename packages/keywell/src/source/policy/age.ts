/** How old a set is, in words. Pure: knows no clock and no source. */

/** The times of one source's policy, in milliseconds. */
export interface CachePolicy {
  /** F: younger than this, a set needs nothing. */
  readonly freshMs: number
  /** S: older than this, a set verifies nothing any more. Never less than F. */
  readonly staleMs: number
  /** The failure breaker waits `minMs` after the first failure and doubles up to `maxMs`. */
  readonly breaker: { readonly minMs: number; readonly maxMs: number }
  /** At most one refresh for an unknown kid in this time. */
  readonly unknownKidMs: number
  /** At most one refresh for a bad signature in this time. */
  readonly badSignatureMs: number
}

export type Age = 'cold' | 'fresh' | 'refresh' | 'stale' | 'expired'

/** Refreshing starts this far into freshness, so that one failed attempt is made good before anybody notices. */
const DUE = 0.8

export function ageOf(validatedAt: number | undefined, at: number, { freshMs, staleMs }: CachePolicy): Age {
  if (validatedAt === undefined) return 'cold'
  const ageMs = at - validatedAt
  if (ageMs < freshMs * DUE) return 'fresh'
  if (ageMs < freshMs) return 'refresh'
  return ageMs < staleMs ? 'stale' : 'expired'
}

/** Whether a set of this age may verify anything. */
export const isUsable = (age: Age): boolean => age !== 'cold' && age !== 'expired'

/** Twice F: a process that slept so long looks once before it trusts what it remembers. */
export const isVeryOld = (validatedAt: number, at: number, { freshMs }: CachePolicy): boolean =>
  at - validatedAt >= 2 * freshMs
