/** What happens to a source, for logs, alerts and metrics. Types only; never holds a token, a key or a body. */
import type { KeywellError } from '../errors/index.ts'
import type { RefreshReason } from './key-source.ts'

/** A key that came or went, as people name it. */
interface KeyChange {
  readonly source: string
  readonly kid: string | undefined
  readonly kty: string
}

export type SourceEvent =
  /** A set was obtained. `generation` counts the sets whose keys differed from the one before. */
  | {
      readonly type: 'loaded'
      readonly source: string
      readonly keys: number
      readonly quarantined: number
      readonly changed: boolean
      readonly generation: number
    }
  /** The server said that the held set is still right (304). */
  | { readonly type: 'revalidated'; readonly source: string }
  | (KeyChange & { readonly type: 'key-added' })
  | (KeyChange & { readonly type: 'key-removed' })
  /** The issuer reused a kid for another key: worth an alert. */
  | (KeyChange & { readonly type: 'key-replaced-same-kid' })
  /** A rotation without overlap: tokens signed before it are refused now. */
  | { readonly type: 'all-replaced'; readonly source: string }
  /** One load, its retries among them. */
  | {
      readonly type: 'fetched'
      readonly source: string
      readonly reason: RefreshReason
      readonly result: 'ok' | 'not-modified' | 'failed'
      readonly durationMs: number
      /** Of the document, after decompression, where there was one over HTTP. */
      readonly bytes?: number | undefined
      readonly error?: KeywellError | undefined
    }
  | { readonly type: 'failed'; readonly source: string; readonly reason: RefreshReason; readonly error: KeywellError }
  /** Once for each of `cold`, `stale` and `expired` that a failing source reaches; `remainingMs` until no key is left. */
  | {
      readonly type: 'outage'
      readonly source: string
      readonly state: 'cold' | 'stale' | 'expired'
      readonly remainingMs: number
      readonly error: KeywellError
    }
  | { readonly type: 'recovered'; readonly source: string }
  /** A snapshot was taken over, written, or could not be; failures of a store never harm the keys. */
  | {
      readonly type: 'snapshot'
      readonly source: string
      readonly outcome: 'restored' | 'stored' | 'refused' | 'failed'
      readonly reason?: string
    }
  /** So many sources for one URL are alive: make one and keep it, instead of one for each request. */
  | { readonly type: 'duplicate-source'; readonly source: string; readonly alive: number }
  | { readonly type: 'purged'; readonly source: string }
  | { readonly type: 'closed'; readonly source: string }
