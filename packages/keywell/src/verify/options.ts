/** The options of a verifier, checked once. */
import { finiteSeconds, knownOptions, optional, positiveInteger } from '../errors/index.ts'
import type { Clock } from '../io/clock.ts'
import { clockOption } from '../io/clock-option.ts'
import { DEFAULT_MAX_TOKEN_BYTES } from '../jose/compact.ts'
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
    clock: clockOption(clock),
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
