/** What a verifier asks for keys. Every kind of source, built in or one's own, is one of these. */
import type { KeywellError } from '../errors/index.ts'
import type { KeyQuery, Miss } from '../jwks/select.ts'
import type { Key } from '../jwk/key.ts'
import type { KeySet } from '../jwks/key-set.ts'
import type { SourceEvent } from './source-event.ts'
import type { SourceStatus } from './source-status.ts'

/** How old the answer is. */
export interface Freshness {
  /** True when the set is past its freshness and is served because nothing newer could be had. */
  readonly stale: boolean
  /** Milliseconds since the set was last validated; 0 for sets that do not age. */
  readonly ageMs: number
}

/** Which source each key of a merged set is from, for people to see. */
export type Origins = ReadonlyMap<Key, string>

/**
 * The answer from memory.
 * - `found`: candidates, in the order to try them.
 * - `missed`: there is a set, and none of its keys fits. `retry` says that `refresh('unknown-kid')` may change that;
 *   `false` makes the answer final.
 * - `empty`: no set yet. `refresh('cold')` may bring one.
 * - `unavailable`: nothing to verify with, and asking again now is pointless.
 */
export type Lookup =
  | {
      readonly outcome: 'found'
      readonly candidates: readonly Key[]
      readonly set: KeySet
      readonly freshness: Freshness
      readonly origins?: Origins
    }
  | {
      readonly outcome: 'missed'
      readonly miss: Miss
      readonly set: KeySet
      readonly freshness: Freshness
      readonly retry: boolean
      readonly origins?: Origins
    }
  | { readonly outcome: 'empty' }
  | { readonly outcome: 'unavailable'; readonly error: KeywellError }

/**
 * Why a refresh is asked for; the source's budget differs by reason. `changed` says that there is something new for
 * certain, as when a file was written: it always loads, once more if a load is under way.
 */
export type RefreshReason = 'cold' | 'due' | 'unknown-kid' | 'bad-signature' | 'prefetch' | 'changed'

export interface RefreshOptions {
  /** Ends this caller's wait; a shared load goes on for others. */
  readonly signal?: AbortSignal | undefined
  /** The kid that the set lacks, or the one whose key did not fit a signature. */
  readonly kid?: string | undefined
}

/**
 * A source of keys. `lookup` answers from memory, at once; it may start a refresh in the background and never waits for
 * one. `refresh` waits.
 * Implementations: `lookup` returns and never throws. `refresh` resolves when its attempt is over and lookups may answer
 * differently, resolves without I/O when its budget forbids an attempt, and rejects with ERR_KEYS_UNAVAILABLE (the
 * retrieval error as its cause) when the question stays open: there is nothing to answer with, or, for `unknown-kid`, the
 * source fails and so cannot tell whether the key exists. It rejects with the signal's own reason when that aborts.
 * After `close`, `lookup` answers `unavailable` with ERR_CLOSED and `refresh` rejects with it.
 */
export interface KeySource {
  /** True only for shared secrets: a trust then allows HS256–512 by default, and otherwise never. */
  readonly symmetric?: boolean
  lookup(query: KeyQuery): Lookup
  refresh(reason: RefreshReason, options?: RefreshOptions): Promise<void>
  status(): SourceStatus
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: SourceEvent) => void): () => void
  /** Forgets the keys; the next lookup starts cold. */
  purge(): void
  close(): void
}
