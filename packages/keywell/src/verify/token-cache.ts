/**
 * Remembers accepted tokens by their text, inside one verifier. Positives only, each as long as its time claims,
 * its key and its age allow. Bounded by entries and bytes; forgets the older half when full.
 */
import { validityWindow } from './time-rules.ts'
import type { Acceptance } from './conclusion.ts'

export interface TokenCacheOptions {
  /** Most tokens to remember; 1,000 unless given. */
  readonly maxEntries?: number
  /** Longest time to trust a verdict; 60 unless given. */
  readonly maxAgeSeconds?: number
}

/** A remembered verdict, and when it holds (epoch milliseconds). */
export interface CachedToken extends Acceptance {
  readonly token: string
  readonly from: number
  readonly until: number
}

/** Longer tokens are rare enough to verify anew. */
const MAX_TOKEN_LENGTH = 8 * 1024

/** Of token text; the claims beside it take about twice as much. */
const MAX_BYTES = 32 * 1024 * 1024

/** Hashing a whole token costs more than all the rest of a hit. 32 characters of a signature tell tokens apart. */
const TAIL_LENGTH = 32

const tailOf = (token: string): string => token.slice(-TAIL_LENGTH)

export interface TokenCache {
  /** The verdict, while its time claims hold at `now`. Whether the key still counts is the caller's to ask. */
  get(token: unknown, nowMs: number): CachedToken | undefined
  set(token: string, acceptance: Acceptance, nowMs: number): void
  delete(token: string): void
  clear(): void
}

/** Found by the end of the token, held against the whole of it. Two tokens with one end take turns. */
export function createTokenCache(maxEntries: number, maxAgeSeconds: number): TokenCache {
  const generations = createGenerations(maxEntries)
  const remove = (token: string): void => generations.delete(tailOf(token))
  return {
    get: (token, nowMs) => {
      // Whatever is no token is refused where tokens are read.
      if (typeof token !== 'string') return undefined
      const entry = generations.get(tailOf(token))
      if (entry?.token !== token) return undefined
      if (nowMs >= entry.from && nowMs < entry.until) return entry
      remove(token)
      return undefined
    },
    set: (token, acceptance, nowMs) => {
      if (token.length > MAX_TOKEN_LENGTH) return
      const window = validityWindow(acceptance.reading.payload, acceptance.trust)
      const from = Math.max(window.from * 1000, nowMs - MAX_BACKWARDS_MS)
      const until = Math.min(window.until * 1000, nowMs + maxAgeSeconds * 1000)
      generations.set(tailOf(token), { ...acceptance, token, from, until })
    },
    delete: remove,
    clear: () => generations.clear(),
  }
}

interface Generations {
  get(tail: string): CachedToken | undefined
  set(tail: string, entry: CachedToken): void
  delete(tail: string): void
  clear(): void
}

/** When the young generation is full it becomes the old one, and the old one is dropped; a hit makes young again. */
function createGenerations(maxEntries: number): Generations {
  const half = Math.max(1, Math.floor(maxEntries / 2))
  let young = new Map<string, CachedToken>()
  let old = new Map<string, CachedToken>()
  let youngBytes = 0
  const insert = (tail: string, entry: CachedToken): void => {
    if (young.size >= half || youngBytes + entry.token.length > MAX_BYTES / 2) {
      // A bound of one leaves no room for an old half.
      old = maxEntries === 1 ? new Map<string, CachedToken>() : young
      young = new Map()
      youngBytes = 0
    }
    young.set(tail, entry)
    youngBytes += entry.token.length
  }
  const remove = (tail: string): void => {
    youngBytes -= young.get(tail)?.token.length ?? 0
    young.delete(tail)
    old.delete(tail)
  }
  return {
    get: (tail) => {
      const recent = young.get(tail)
      if (recent !== undefined) return recent
      const entry = old.get(tail)
      if (entry !== undefined) insert(tail, entry)
      return entry
    },
    set: (tail, entry) => {
      remove(tail)
      insert(tail, entry)
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
