/** Kids that a validated set lacked, for a while. Never written on a failure: only an answer says that a kid is missing. */
import type { CachePolicy } from '../policy/cache-policy.ts'
import { type Commons, MAX_NEGATIVES } from './commons.ts'

export interface NegativeKids {
  isLive(kid: string, at: number): boolean
  add(kid: string, at: number): void
  /** When the set has changed, or is forgotten. */
  clear(): void
}

interface Entry {
  readonly until: number
  readonly waitMs: number
}

/** Of one source; the least recently missed goes first. */
const MAX_OF_ONE = 256

/**
 * Kept by the kid's own text: a hash of it would be asynchronous on WebCrypto, and look-ups do not wait. Headers with a
 * kid over 1,024 bytes are refused before.
 */
export function createNegativeKids(commons: Commons, { unknownKid }: CachePolicy): NegativeKids {
  const entries = new Map<string, Entry>()
  const drop = (kid: string | undefined): void => {
    if (kid !== undefined && entries.delete(kid)) commons.negatives--
  }
  const oldest = (): string | undefined => entries.keys().next().value
  return {
    isLive: (kid, at) => at < (entries.get(kid)?.until ?? Number.NEGATIVE_INFINITY),
    add: (kid, at) => {
      const before = entries.get(kid)
      drop(kid)
      if (entries.size >= MAX_OF_ONE || commons.negatives >= MAX_NEGATIVES) drop(oldest())
      if (commons.negatives >= MAX_NEGATIVES) return
      const waitMs = before === undefined ? unknownKid.negativeMs : before.waitMs * 2
      const bounded = Math.min(waitMs, unknownKid.negativeMaxMs)
      entries.set(kid, { until: at + bounded, waitMs: bounded })
      commons.negatives++
    },
    clear: () => {
      commons.negatives -= entries.size
      entries.clear()
    },
  }
}
