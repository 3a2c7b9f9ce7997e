/** Options that all sources with a policy share, and what they come to. Checked once, at construction. */
import { knownOptions, optional, optionInvalid, positiveInteger, positiveMs, secondsWithin } from '../errors/index.ts'
import type { Clock } from '../io/clock.ts'
import { clockOption } from '../io/clock-option.ts'
import type { SelectOptions } from '../jwks/select.ts'
import { checkedSelect, SELECT_OPTIONS } from '../jwks/select-options.ts'
import type { CachePolicy } from './policy/age.ts'

/** Options of every source that obtains keys and keeps them. */
export interface SourceOptions extends SelectOptions {
  readonly timeouts?: {
    /** One HTTP exchange, headers and body. Default 3000. */
    readonly attemptMs?: number
    /** How long a caller waits in all. Default 5000. */
    readonly foregroundMs?: number
    /** How long one refresh may take in all, discovery included; it goes on when its callers have left. Default 15000. */
    readonly backgroundMs?: number
  }
  readonly freshness?: {
    /** How long a set needs no refresh, in seconds; refreshing starts at 80 % of it. 1 to 86400, default 600. */
    readonly defaultSeconds?: number
  }
  /**
   * How long after its last validation a set still serves while the issuer fails: seconds, 0 to 604800, or `strict`
   * (not at all), `high` (1 hour), `max` (7 days). Default 86400.
   */
  readonly staleIfError?: number | 'strict' | 'high' | 'max'
  readonly unknownKid?: {
    /** At most one refresh in so many seconds for kids that the set lacks. 1 to 3600, default 15. */
    readonly refillSeconds?: number
  }
  readonly breaker?: {
    /** Between the first failed attempt and the next; doubles with each failure. 1 to 3600, default 1. */
    readonly minSeconds?: number
    /** The longest time between two attempts while the issuer fails. 1 to 3600, default 60. */
    readonly maxSeconds?: number
  }
  readonly bounds?: {
    /** Of a document, after decompression. Default 262144. */
    readonly bodyBytes?: number
    /** Of a set; one with more is refused. Default 256. */
    readonly keys?: number
  }
  /** Default: the runtime's clock. */
  readonly clock?: Clock
}

/** The same with nothing left open. */
export interface SourceSettings {
  readonly policy: CachePolicy
  readonly timeouts: { readonly attemptMs: number; readonly foregroundMs: number; readonly backgroundMs: number }
  readonly bounds: { readonly bodyBytes: number; readonly keys: number }
  readonly select: SelectOptions
  readonly clock: Clock
}

export const SOURCE_OPTIONS: readonly (keyof SourceOptions)[] = [
  'timeouts',
  'freshness',
  'staleIfError',
  'unknownKid',
  'breaker',
  'bounds',
  'clock',
  ...SELECT_OPTIONS,
]

/** @throws KeywellError ERR_OPTION_INVALID */
export const sourceSettings = (options: SourceOptions): SourceSettings =>
  Object.freeze({
    policy: Object.freeze(policyOf(options)),
    timeouts: timeoutsOf(options.timeouts),
    bounds: boundsOf(options.bounds),
    select: checkedSelect(options),
    clock: clockOption(options.clock),
  })

const DAY_SECONDS = 86_400
const WEEK_SECONDS = 604_800
const HOUR_SECONDS = 3600
/** Often enough to heal a reused kid, rare enough that forged signatures cost the issuer nothing. */
const BAD_SIGNATURE_SECONDS = 300

function policyOf({ freshness = {}, unknownKid = {}, staleIfError, breaker }: SourceOptions): CachePolicy {
  const { defaultSeconds } = knownOptions('freshness', freshness, ['defaultSeconds'])
  const { refillSeconds } = knownOptions('unknownKid', unknownKid, ['refillSeconds'])
  const fresh = optional(secondsWithin(1, DAY_SECONDS), 'freshness.defaultSeconds', defaultSeconds) ?? 600
  const refill = optional(secondsWithin(1, HOUR_SECONDS), 'unknownKid.refillSeconds', refillSeconds) ?? 15
  return {
    freshMs: fresh * 1000,
    staleMs: Math.max(fresh, staleSeconds(staleIfError)) * 1000,
    breaker: breakerOf(breaker),
    unknownKidMs: refill * 1000,
    badSignatureMs: BAD_SIGNATURE_SECONDS * 1000,
  }
}

const STALE_PRESETS: ReadonlyMap<unknown, number> = new Map([
  ['strict', 0],
  ['high', HOUR_SECONDS],
  ['max', WEEK_SECONDS],
])

function staleSeconds(value: unknown): number {
  if (typeof value !== 'string') return optional(secondsWithin(0, WEEK_SECONDS), 'staleIfError', value) ?? DAY_SECONDS
  const seconds = STALE_PRESETS.get(value)
  if (seconds !== undefined) return seconds
  throw optionInvalid('staleIfError', 'seconds from 0 to 604800, or "strict", "high" or "max"', value)
}

function breakerOf(options: SourceOptions['breaker'] = {}): CachePolicy['breaker'] {
  const { minSeconds, maxSeconds } = knownOptions('breaker', options, ['minSeconds', 'maxSeconds'])
  const check = secondsWithin(1, HOUR_SECONDS)
  const min = optional(check, 'breaker.minSeconds', minSeconds) ?? 1
  const max = optional(check, 'breaker.maxSeconds', maxSeconds) ?? Math.max(60, min)
  if (max < min) throw optionInvalid('breaker.maxSeconds', 'at least breaker.minSeconds', max)
  return Object.freeze({ minMs: min * 1000, maxMs: max * 1000 })
}

function timeoutsOf(options: SourceOptions['timeouts'] = {}): SourceSettings['timeouts'] {
  const given = knownOptions('timeouts', options, ['attemptMs', 'foregroundMs', 'backgroundMs'])
  return Object.freeze({
    attemptMs: optional(positiveMs, 'timeouts.attemptMs', given.attemptMs) ?? 3000,
    foregroundMs: optional(positiveMs, 'timeouts.foregroundMs', given.foregroundMs) ?? 5000,
    backgroundMs: optional(positiveMs, 'timeouts.backgroundMs', given.backgroundMs) ?? 15_000,
  })
}

function boundsOf(options: SourceOptions['bounds'] = {}): SourceSettings['bounds'] {
  const { bodyBytes, keys } = knownOptions('bounds', options, ['bodyBytes', 'keys'])
  return Object.freeze({
    bodyBytes: optional(positiveInteger, 'bounds.bodyBytes', bodyBytes) ?? 262_144,
    keys: optional(positiveInteger, 'bounds.keys', keys) ?? 256,
  })
}
