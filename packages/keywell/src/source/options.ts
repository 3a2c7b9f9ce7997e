/** The options that all sources with a policy share. Types and names; settings.ts checks them. */
import type { Clock } from '../io/clock.ts'
import type { JwksFormat } from '../jwks/formats.ts'
import type { SelectOptions } from '../jwks/select.ts'
import { SELECT_OPTIONS } from '../jwks/select-options.ts'
import type { ItemStore, SnapshotStore } from './snapshots/snapshot-store.ts'

/** Options of every source that obtains keys and keeps them. */
export interface SourceOptions extends SelectOptions {
  /**
   * What the issuer publishes: `jwks`, a JWK Set (default); `array`, JWKs without a set around them; `pem-map`, an object
   * of PEM blocks by kid, public keys or certificates; `jwk` or `pem`, a single key.
   */
  readonly format?: JwksFormat
  readonly timeouts?: {
    /** One HTTP exchange, headers and body. Default 3000. */
    readonly attemptMs?: number
    /** How long a caller waits in all. Default 5000. */
    readonly foregroundMs?: number
    /** How long one load may take in all, discovery and retries included; it goes on when its callers have left. Default 15000. */
    readonly backgroundMs?: number
  }
  /** How long a set needs no refresh; refreshing starts at 75 to 90 % of it. What the server says counts, within bounds. */
  readonly freshness?: {
    /** Where the server says nothing. 1 to 86400, default 600. */
    readonly defaultSeconds?: number
    /** At least this, whatever the server says. 1 to 86400, default 300. */
    readonly minSeconds?: number
    /** At most this, so that a removed key is noticed. 1 to 86400, default 3600. */
    readonly maxSeconds?: number
    /** Whether `no-store` and `no-cache` shorten it to 300 seconds. Default true; false ignores them. */
    readonly honorNoStore?: boolean
  }
  /**
   * How long after its last validation a set still serves while the issuer fails: seconds, 0 to 604800, or `strict`
   * (not at all), `high` (1 hour), `max` (7 days). The server's `stale-if-error` can lower it. Default 86400.
   */
  readonly staleIfError?: number | 'strict' | 'high' | 'max'
  /** What kids that the set lacks may cost. */
  readonly unknownKid?: {
    /** Refreshes that may come in a row. 1 to 30, default 4. */
    readonly burst?: number
    /** One more refresh each so many seconds. 2 to 3600, default 14. */
    readonly refillSeconds?: number
    /** A set this young is proof that a kid is missing, once fewer than 2 refreshes are left. 0 to 3600, default 14. */
    readonly proofSeconds?: number
    /** How long a kid that a validated set lacked is not asked for again; doubles each time. 0 to 3600, default 15. */
    readonly negativeSeconds?: number
    /** The most it doubles to. 0 to 86400, default 300. */
    readonly negativeMaxSeconds?: number
  }
  /** The time between attempts while the issuer fails, of which a random half to all is waited. */
  readonly breaker?: {
    /** After the first failure; doubles with each. 1 to 3600, default 1. */
    readonly minSeconds?: number
    /** The most it doubles to. 1 to 3600, default 60. */
    readonly maxSeconds?: number
  }
  readonly bounds?: {
    /** Of a document, after decompression. 1 to 8388608, default 262144. */
    readonly bodyBytes?: number
    /** Of a set; one with more is refused. 1 to 10000, default 256. */
    readonly keys?: number
    /** Of one key as JSON; a larger one is quarantined. 1 to 8388608, default 65536. */
    readonly keyBytes?: number
    /** Of nesting in the document. 2 to 64, default 16. */
    readonly depth?: number
  }
  /** How long a key that disappeared still verifies, for issuers whose sets flap. 0 to 86400, default 0. */
  readonly removalGraceSeconds?: number
  /**
   * Who starts a refresh that is due: `timer`, a timer that keeps no process alive; `on-demand`, the next look-up.
   * Default `auto`: timers, save in browsers and workers, where they may not run between requests.
   */
  readonly refresh?: 'auto' | 'timer' | 'on-demand'
  /**
   * Keeps the last good set, public keys only, for a process that starts while the issuer is away: it is loaded as stale,
   * and how long it serves counts from when it was validated. A store of texts with `get` and `set`, or shaped like
   * `unstorage`; `fileSnapshots(folder)` of `keywell/node` is one. Whoever can write to it is trusted like the issuer.
   */
  readonly snapshots?: SnapshotStore | ItemStore
  /** Default: the runtime's clock. */
  readonly clock?: Clock
}

export const SOURCE_OPTIONS: readonly (keyof SourceOptions)[] = [
  'format',
  'timeouts',
  'freshness',
  'staleIfError',
  'unknownKid',
  'breaker',
  'bounds',
  'removalGraceSeconds',
  'refresh',
  'snapshots',
  'clock',
  ...SELECT_OPTIONS,
]
