/** What a verifier says of itself: its sources, and the worst of them in one word. */
import type { KeySource } from '../source/key-source.ts'
import { type Health, worstHealth } from '../source/policy/health.ts'
import type { SourceStatus } from '../source/source-status.ts'
import type { CacheCounters } from './memory.ts'

export interface VerifierStatus {
  readonly state: 'open' | 'closed'
  /** Of the source that is worst off: `healthy`, `degraded`, `critical` or `down`. */
  readonly health: Health
  /**
   * For a readiness probe: every source has keys that verify. A source that was never asked has none yet, so await
   * `prefetch()` at start. An issuer that fails does not make a process unready while its keys still serve.
   */
  readonly isReady: boolean
  readonly sources: readonly SourceStatus[]
  /** Look-ups in the cache of verified tokens, where there is one. */
  readonly tokenCache: CacheCounters | undefined
}

export function statusOf(
  sources: readonly KeySource[],
  tokenCache: CacheCounters | undefined,
  isClosed: boolean,
): VerifierStatus {
  const all = sources.map((source) => source.status())
  return {
    state: isClosed ? 'closed' : 'open',
    health: worstHealth(all.map(({ health = 'healthy' }) => health)),
    isReady: !isClosed && all.every(canAnswer),
    sources: all,
    tokenCache,
  }
}

/** States in which no key verifies. */
const canAnswer = ({ state }: SourceStatus): boolean => state !== 'cold' && state !== 'expired' && state !== 'closed'
