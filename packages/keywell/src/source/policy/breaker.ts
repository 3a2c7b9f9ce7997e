/** How long a failing server is left alone. Pure. */
import type { CachePolicy } from './cache-policy.ts'

/** Doubles with each failure in a row, up to the policy's bound; a random half to all of it. @param random - 0 ≤ random < 1 */
export const breakerMs = (failures: number, random: number, { minMs, maxMs }: CachePolicy['breaker']): number =>
  (0.5 + random / 2) * Math.min(minMs * 2 ** failures, maxMs)
