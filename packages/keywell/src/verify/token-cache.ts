/**
 * Remembers accepted tokens by their whole text, inside one verifier. Positives only, each as long as its time claims,
 * its key and its age allow. Bounded by entries and bytes; forgets the older half when full.
 */
import { validityWindow } from './time-rules.ts'
import type { Acceptance } from './conclusion.ts'

export interface TokenCacheOptions {
  /** Most tokens to remember; 1,000 unless given. */
  readonly maxEntries?: number
  /** Longest time to trust a verdict; 60 unless given (resolver.md 22). */
  readonly maxAgeSeconds?: number
}

/** A remembered verdict, and when it holds (epoch milliseconds). */
export interface CachedToken extends Acceptance {
  readonly from: number
  readonly until: number
}

/** V8 hashes strings up to 16,383 characters; longer ones would collide by length, and are rare enough to verify anew. */
const MAX_TOKEN_LENGTH = 8 * 1024

/** Of token text; the claims beside it take about twice as much. */
const MAX_BYTES = 32 * 1024 * 1024

export interface TokenCache {
  /** The verdict, while its time claims hold at `now`. Whether the key still counts is the caller's to ask. */
  get(token: string, nowMs: number): CachedToken | undefined
  set(token: string, acceptance: Acceptance, nowMs: number): void
  delete(token: string): void
  clear(): void
}

/** Two generations: when the young one is full it becomes the old one, and the old one is dropped. */
export function createTokenCache(maxEntries: number, maxAgeSeconds: number): TokenCache {
  const half = Math.max(1, Math.floor(maxEntries / 2))
  let young = new Map<string, CachedToken>()
  let old = new Map<string, CachedToken>()
  let youngBytes = 0
  const insert = (token: string, entry: CachedToken): void => {
    if (young.size >= half || youngBytes + token.length > MAX_BYTES / 2) {
      old = young
      young = new Map()
      youngBytes = 0
    }
    young.set(token, entry)
    youngBytes += token.length
  }
  const find = (token: string): CachedToken | undefined => {
    const recent = young.get(token)
    if (recent !== undefined) return recent
    const entry = old.get(token)
    if (entry !== undefined) insert(token, entry)
    return entry
  }
  const remove = (token: string): void => {
    if (young.delete(token)) youngBytes -= token.length
    old.delete(token)
  }
  return {
    get: (token, nowMs) => {
      const entry = find(token)
      if (entry === undefined || (nowMs >= entry.from && nowMs < entry.until)) return entry
      remove(token)
      return undefined
    },
    set: (token, acceptance, nowMs) => {
      if (token.length > MAX_TOKEN_LENGTH) return
      const window = validityWindow(acceptance.reading.payload, acceptance.trust)
      const from = Math.max(window.from * 1000, nowMs - MAX_BACKWARDS_MS)
      const until = Math.min(window.until * 1000, nowMs + maxAgeSeconds * 1000)
      remove(token)
      insert(token, { ...acceptance, from, until })
    },
    delete: remove,
    clear: () => {
      young = new Map()
      old = new Map()
      youngBytes = 0
    },
  }
}

/** A wall clock that steps back further than this is not trusted with remembered verdicts. */
const MAX_BACKWARDS_MS = 60_000
