/** The options of a verifier, checked once. */
import { knownOptions, optional, optionInvalid, positiveInteger, finiteSeconds } from '../errors/index.ts'
import { type Clock, systemClock } from '../io/clock.ts'
import { DEFAULT_MAX_TOKEN_BYTES } from '../jose/compact.ts'
import { isJsonObject } from '../jose/json.ts'
import { createTokenCache, type TokenCache, type TokenCacheOptions } from './token-cache.ts'

export interface VerifierOptions {
  /** Where time comes from; the runtime's own clock unless given. */
  readonly clock?: Clock
  /** Remembers accepted tokens; off unless given. `{}` takes the defaults. */
  readonly tokenCache?: TokenCacheOptions
  /** Longest token to look at, in bytes; 65,536 unless given. */
  readonly maxTokenBytes?: number
}

export interface VerifierSettings {
  readonly clock: Clock
  readonly cache: TokenCache | undefined
  readonly maxTokenBytes: number
}

/** @throws KeywellError ERR_OPTION_INVALID naming the option */
export function verifierSettings(options: VerifierOptions): VerifierSettings {
  const { clock, tokenCache, maxTokenBytes } = knownOptions('options', options, [
    'clock',
    'tokenCache',
    'maxTokenBytes',
  ])
  return Object.freeze({
    clock: optional(checkClock, 'clock', clock) ?? systemClock,
    cache: tokenCache === undefined ? undefined : cacheOf(tokenCache),
    maxTokenBytes: optional(positiveInteger, 'maxTokenBytes', maxTokenBytes) ?? DEFAULT_MAX_TOKEN_BYTES,
  })
}

function cacheOf(options: TokenCacheOptions): TokenCache {
  const { maxEntries, maxAgeSeconds } = knownOptions('tokenCache', options, ['maxEntries', 'maxAgeSeconds'])
  return createTokenCache(
    optional(positiveInteger, 'tokenCache.maxEntries', maxEntries) ?? 1000,
    optional(finiteSeconds, 'tokenCache.maxAgeSeconds', maxAgeSeconds) ?? 60,
  )
}

const isClock = (value: unknown): value is Clock =>
  isJsonObject(value) && ['now', 'monotonic', 'sleep'].every((name) => typeof value[name] === 'function')

function checkClock(option: string, value: unknown): Clock {
  if (isClock(value)) return value
  throw optionInvalid(option, 'an object with now, monotonic and sleep', value)
}
