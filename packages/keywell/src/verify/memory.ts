/** A verifier's memory of verdicts: gives one again only while all that can change still agrees. */
import { lookUp } from '../source/ask-source.ts'
import { claimContext } from './claim-rule.ts'
import { firstProblem } from './claims.ts'
import { isFreezable } from './payload.ts'
import { ownProblem } from './own-checks.ts'
import type { Acceptance } from './conclusion.ts'
import type { Registry } from './registry.ts'
import type { CachedToken, TokenCache } from './token-cache.ts'
import type { VerifiedJwt } from './trust.ts'

export interface Memory {
  /** The verdict on a token seen before, if it still holds. */
  recall(token: string): VerifiedJwt<unknown> | undefined
  /** Remembers an acceptance, where there is a cache, and gives its result. */
  keep(token: string, acceptance: Acceptance): VerifiedJwt<unknown>
  forget(): void
  /** `undefined` without a cache. */
  counters(): CacheCounters | undefined
}

/** Counted since the verifier was made. */
export interface CacheCounters {
  readonly hits: number
  readonly misses: number
}

export function createMemory(cache: TokenCache | undefined, now: () => number, stillHas: Registry['stillHas']): Memory {
  if (cache === undefined) return FORGETFUL
  let hits = 0
  let misses = 0
  return {
    recall: (token) => {
      const nowMs = now()
      const entry = cache.get(token, nowMs)
      const isTrusted = entry !== undefined && stillHas(entry.trust, entry.reading.payload)
      const result = isTrusted ? stillGood(entry, nowMs) : undefined
      if (entry !== undefined && result === undefined) cache.delete(token)
      if (result === undefined) misses++
      else hits++
      return result
    },
    keep: (token, acceptance) => {
      // What a schema made may be changed by whoever has it, unless it is plain data; then each caller gets its own.
      const { result, reading } = acceptance
      if (result.payload === reading.payload || isFreezable(result.payload)) cache.set(token, acceptance, now())
      return acceptance.result
    },
    forget: () => cache.clear(),
    counters: () => ({ hits, misses }),
  }
}

const FORGETFUL: Memory = Object.freeze({
  recall: () => undefined,
  keep: (_token: string, { result }: Acceptance) => result,
  forget: () => undefined,
  counters: () => undefined,
})

/** The source must still offer the very key, and the trust's own checks, which may ask a deny-list, are run again. */
function stillGood(
  { result, reading, source, key, trust }: CachedToken,
  nowMs: number,
): VerifiedJwt<unknown> | undefined {
  const lookup = lookUp(source, reading.header)
  if (lookup.outcome !== 'found' || !lookup.candidates.includes(key)) return undefined
  if (firstProblem(trust.rules, claimContext(reading, trust, nowMs, true)) !== undefined) return undefined
  const context = { header: result.header, key: result.key, now: nowMs }
  if (trust.checks.length > 0 && ownProblem(trust, result.payload, context) !== undefined) return undefined
  return lookup.freshness === result.freshness ? result : Object.freeze({ ...result, freshness: lookup.freshness })
}
