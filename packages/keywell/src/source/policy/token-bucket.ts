/** A budget that refills with time: a bucket of whole tokens. Pure; knows no clock. */

export interface Bucket {
  readonly tokens: number
  /** When `tokens` was counted. */
  readonly at: number
}

export interface BucketSize {
  /** Most tokens it holds. */
  readonly burst: number
  /** One more token each so many milliseconds. */
  readonly refillMs: number
}

/** What is in it now. Time that goes back refills nothing. */
export const tokensIn = ({ tokens, at }: Bucket, now: number, { burst, refillMs }: BucketSize): number =>
  Math.min(burst, tokens + Math.max(0, now - at) / refillMs)

/** Far below one, and far above what adding fractions loses. */
const ROUNDING = 1e-6

export const hasOne = (bucket: Bucket, now: number, size: BucketSize): boolean =>
  tokensIn(bucket, now, size) >= 1 - ROUNDING

/** The bucket with one token less. The caller has looked that there is one. */
export const withoutOne = (bucket: Bucket, now: number, size: BucketSize): Bucket =>
  Object.freeze({ tokens: Math.max(0, tokensIn(bucket, now, size) - 1), at: now })

/** When there is a whole token. */
export const refilledAt = ({ tokens, at }: Bucket, now: number, { refillMs }: BucketSize): number =>
  Math.max(now, at + Math.ceil((1 - tokens) * refillMs))
