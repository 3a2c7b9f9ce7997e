/** The times and budgets of one source's policy, in milliseconds. Types only; settings.ts fills them in. */

export interface CachePolicy {
  readonly freshness: {
    /** F where nothing else says how long. */
    readonly defaultMs: number
    readonly minMs: number
    readonly maxMs: number
    /** Whether `no-store` and `no-cache` shorten F; the set is kept all the same. */
    readonly honorNoStore: boolean
  }
  /** S: older than this, a set verifies nothing any more. */
  readonly staleMs: number
  /** The failure breaker's time starts at `minMs` and doubles up to `maxMs`; half of it or more is drawn. */
  readonly breaker: { readonly minMs: number; readonly maxMs: number }
  readonly unknownKid: {
    /** Refreshes for unknown kids that may come in a row; one more each `refillMs`. */
    readonly burst: number
    readonly refillMs: number
    /** A set validated less than this ago is proof that a kid does not exist, once the budget runs low. */
    readonly proofMs: number
    /** A kid that a validated set lacked is not asked for again in this time, doubling up to `negativeMaxMs`. */
    readonly negativeMs: number
    readonly negativeMaxMs: number
  }
  /** At most one refresh for a bad signature in this time. */
  readonly badSignatureMs: number
}
