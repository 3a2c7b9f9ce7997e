/** A source's state in one word, for dashboards and readiness checks. Pure. */
import { type Age } from './age.ts'
import type { CacheState } from './cache-state.ts'

/**
 * - `healthy`: fresh, or being refreshed as planned. A source that was never asked is healthy too.
 * - `degraded`: still answering, from keys that could not be renewed yet.
 * - `critical`: the same, with less than half of the time left.
 * - `down`: nothing to verify with.
 */
export type Health = 'healthy' | 'degraded' | 'critical' | 'down'

export function healthOf({ life, failures }: CacheState, age: Age, at: number): Health {
  const isFailing = failures > 0
  switch (age) {
    case 'cold':
      return isFailing ? 'down' : 'healthy'
    case 'expired':
      return 'down'
    case 'stale': {
      const { validatedAt, staleUntil } = life ?? { validatedAt: at, staleUntil: at }
      return at - validatedAt > (staleUntil - validatedAt) / 2 ? 'critical' : 'degraded'
    }
    case 'fresh':
      return 'healthy'
    case 'refresh':
      return isFailing ? 'degraded' : 'healthy'
  }
}

const WORST_FIRST: readonly Health[] = Object.freeze(['down', 'critical', 'degraded', 'healthy'])

/** Of several sources that are all needed. */
export const worstHealth = (all: readonly Health[]): Health => WORST_FIRST.find((one) => all.includes(one)) ?? 'healthy'
