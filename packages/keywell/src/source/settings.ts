/** What the options of a source come to: checked once, at construction, with nothing left open. */
import { httpBackend } from '#http'
import {
  booleanOption,
  knownOptions,
  oneOf,
  optional,
  optionInvalid,
  positiveMs,
  secondsWithin,
  wholeNumberWithin,
} from '../errors/index.ts'
import type { Clock } from '../io/clock.ts'
import { clockOption } from '../io/clock-option.ts'
import { JWKS_FORMATS, type JwksFormat } from '../jwks/formats.ts'
import type { SelectOptions } from '../jwks/select.ts'
import { checkedSelect } from '../jwks/select-options.ts'
import type { SourceOptions } from './options.ts'
import type { CachePolicy } from './policy/cache-policy.ts'
import { type SnapshotStore, snapshotStoreOption } from './snapshots/snapshot-store.ts'

export interface SourceSettings {
  readonly format: JwksFormat
  readonly policy: CachePolicy
  readonly timeouts: { readonly attemptMs: number; readonly foregroundMs: number; readonly backgroundMs: number }
  readonly bounds: {
    readonly bodyBytes: number
    readonly keys: number
    readonly keyBytes: number
    readonly depth: number
  }
  readonly removalGraceMs: number
  readonly hasTimers: boolean
  readonly snapshots: SnapshotStore | undefined
  readonly select: SelectOptions
  readonly clock: Clock
  /** 0 ≤ random < 1 */
  readonly random: () => number
}

/** @throws KeywellError ERR_OPTION_INVALID */
export const sourceSettings = (options: SourceOptions): SourceSettings =>
  Object.freeze({
    format: optional(oneOf(...JWKS_FORMATS), 'format', options.format) ?? 'jwks',
    policy: policyOf(options),
    timeouts: timeoutsOf(options.timeouts),
    bounds: boundsOf(options.bounds),
    removalGraceMs:
      (optional(secondsWithin(0, DAY_SECONDS), 'removalGraceSeconds', options.removalGraceSeconds) ?? 0) * 1000,
    hasTimers: timersOf(options.refresh),
    snapshots: optional(snapshotStoreOption, 'snapshots', options.snapshots),
    select: selectOf(options.kidless === undefined && options.tryAll === undefined ? undefined : options),
    clock: clockOption(options.clock),
    random: Math.random,
  })

const DAY_SECONDS = 86_400
const WEEK_SECONDS = 604_800
const HOUR_SECONDS = 3600
/** Often enough to heal a reused kid, rare enough that forged signatures cost the issuer nothing. */
const BAD_SIGNATURE_SECONDS = 300

/** What no option changes is made once: a process may hold 10,000 sources. */
function shared<O extends object, T>(read: (options: O) => T, none: O): (options: O | undefined) => T {
  let usual: T | undefined
  return (options) => (options === undefined ? (usual ??= read(none)) : read(options))
}

const policyOf = (options: SourceOptions): CachePolicy => {
  const { freshness, unknownKid, staleIfError, breaker } = options
  const isUsual = [freshness, unknownKid, staleIfError, breaker].every((group) => group === undefined)
  return isUsual ? usualPolicy(undefined) : readPolicy(options)
}

const readPolicy = ({ freshness, unknownKid, staleIfError, breaker }: SourceOptions): CachePolicy =>
  Object.freeze({
    freshness: freshnessOf(freshness),
    staleMs: staleSeconds(staleIfError) * 1000,
    breaker: breakerOf(breaker),
    unknownKid: unknownKidOf(unknownKid),
    badSignatureMs: BAD_SIGNATURE_SECONDS * 1000,
  })

function timersOf(refresh: SourceOptions['refresh']): boolean {
  const mode = optional(oneOf('auto', 'timer', 'on-demand'), 'refresh', refresh) ?? 'auto'
  return mode === 'auto' ? httpBackend.hasTimers : mode === 'timer'
}

function readFreshness(options: NonNullable<SourceOptions['freshness']>): CachePolicy['freshness'] {
  const given = knownOptions('freshness', options, ['defaultSeconds', 'minSeconds', 'maxSeconds', 'honorNoStore'])
  const seconds = secondsWithin(1, DAY_SECONDS)
  const usual = optional(seconds, 'freshness.defaultSeconds', given.defaultSeconds)
  const min = optional(seconds, 'freshness.minSeconds', given.minSeconds) ?? Math.min(300, usual ?? 300)
  const max = optional(seconds, 'freshness.maxSeconds', given.maxSeconds) ?? Math.max(HOUR_SECONDS, usual ?? 0, min)
  if (max < min) throw optionInvalid('freshness.maxSeconds', 'at least freshness.minSeconds', max)
  const between = Math.min(Math.max(600, min), max)
  if (usual !== undefined && (usual < min || usual > max))
    throw optionInvalid('freshness.defaultSeconds', 'within freshness.minSeconds and maxSeconds', usual)
  return Object.freeze({
    defaultMs: (usual ?? between) * 1000,
    minMs: min * 1000,
    maxMs: max * 1000,
    honorNoStore: optional(booleanOption, 'freshness.honorNoStore', given.honorNoStore) ?? true,
  })
}

const STALE_PRESETS: ReadonlyMap<unknown, number> = new Map([
  ['strict', 0],
  ['high', HOUR_SECONDS],
  ['max', WEEK_SECONDS],
])

function staleSeconds(value: unknown): number {
  if (value === undefined) return DAY_SECONDS
  const seconds = STALE_PRESETS.get(value) ?? value
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= WEEK_SECONDS) return seconds
  throw optionInvalid('staleIfError', 'seconds from 0 to 604800, or "strict", "high" or "max"', value)
}

/** At these limits, a source spends at most half of what the process may (process/commons.ts). */
const MAX_BURST = 30
const MIN_REFILL_SECONDS = 2

/**
 * From one refresh to the next under a flood. A rotation that just misses one waits for the next and for its answer, and is
 * to be over within 15 seconds: a second is left for the exchange.
 */
const UNKNOWN_KID_SECONDS = 14

function readUnknownKid(options: NonNullable<SourceOptions['unknownKid']>): CachePolicy['unknownKid'] {
  const given = knownOptions('unknownKid', options, [
    'burst',
    'refillSeconds',
    'proofSeconds',
    'negativeSeconds',
    'negativeMaxSeconds',
  ])
  const check = (name: keyof typeof given, min: number, max: number): number | undefined =>
    optional(secondsWithin(min, max), `unknownKid.${name}`, given[name])
  const negative = check('negativeSeconds', 0, HOUR_SECONDS) ?? 15
  const negativeMax = check('negativeMaxSeconds', 0, DAY_SECONDS) ?? Math.max(300, negative)
  if (negativeMax < negative)
    throw optionInvalid('unknownKid.negativeMaxSeconds', 'at least unknownKid.negativeSeconds', negativeMax)
  return Object.freeze({
    burst: optional(wholeNumberWithin(1, MAX_BURST), 'unknownKid.burst', given.burst) ?? 4,
    refillMs: (check('refillSeconds', MIN_REFILL_SECONDS, HOUR_SECONDS) ?? UNKNOWN_KID_SECONDS) * 1000,
    proofMs: (check('proofSeconds', 0, HOUR_SECONDS) ?? UNKNOWN_KID_SECONDS) * 1000,
    negativeMs: negative * 1000,
    negativeMaxMs: negativeMax * 1000,
  })
}

function readBreaker(options: NonNullable<SourceOptions['breaker']>): CachePolicy['breaker'] {
  const { minSeconds, maxSeconds } = knownOptions('breaker', options, ['minSeconds', 'maxSeconds'])
  const check = secondsWithin(1, HOUR_SECONDS)
  const min = optional(check, 'breaker.minSeconds', minSeconds) ?? 1
  const max = optional(check, 'breaker.maxSeconds', maxSeconds) ?? Math.max(60, min)
  if (max < min) throw optionInvalid('breaker.maxSeconds', 'at least breaker.minSeconds', max)
  return Object.freeze({ minMs: min * 1000, maxMs: max * 1000 })
}

function readTimeouts(options: NonNullable<SourceOptions['timeouts']>): SourceSettings['timeouts'] {
  const given = knownOptions('timeouts', options, ['attemptMs', 'foregroundMs', 'backgroundMs'])
  return Object.freeze({
    attemptMs: optional(positiveMs, 'timeouts.attemptMs', given.attemptMs) ?? 3000,
    foregroundMs: optional(positiveMs, 'timeouts.foregroundMs', given.foregroundMs) ?? 5000,
    backgroundMs: optional(positiveMs, 'timeouts.backgroundMs', given.backgroundMs) ?? 15_000,
  })
}

/** No value of an option switches a bound off. Room for 10,000 keys, and for a snapshot of them in a file. */
const MAX_BODY_BYTES = 8 * 1024 * 1024
const MAX_KEYS = 10_000

function readBounds(options: NonNullable<SourceOptions['bounds']>): SourceSettings['bounds'] {
  const { bodyBytes, keys, keyBytes, depth } = knownOptions('bounds', options, [
    'bodyBytes',
    'keys',
    'keyBytes',
    'depth',
  ])
  return Object.freeze({
    bodyBytes: optional(wholeNumberWithin(1, MAX_BODY_BYTES), 'bounds.bodyBytes', bodyBytes) ?? 262_144,
    keys: optional(wholeNumberWithin(1, MAX_KEYS), 'bounds.keys', keys) ?? 256,
    keyBytes: optional(wholeNumberWithin(1, MAX_BODY_BYTES), 'bounds.keyBytes', keyBytes) ?? 65_536,
    depth: optional(wholeNumberWithin(2, 64), 'bounds.depth', depth) ?? 16,
  })
}

const usualPolicy = shared(readPolicy, {})
const freshnessOf = shared(readFreshness, {})
const unknownKidOf = shared(readUnknownKid, {})
const breakerOf = shared(readBreaker, {})
const timeoutsOf = shared(readTimeouts, {})
const boundsOf = shared(readBounds, {})
const selectOf = shared(checkedSelect, {})
