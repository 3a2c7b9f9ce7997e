/** What differs between sources that obtain keys: how they load once. Types only. */
import type { KeySet } from '../../jwks/key-set.ts'
import type { RefreshReason } from '../key-source.ts'
import type { CacheFacts } from '../policy/cache-control.ts'

/** What a server gave for asking again only whether something changed (RFC 9110 §13.1). */
export interface Validators {
  /** Where they belong; never sent to another URL. */
  readonly url: string
  readonly etag: string | undefined
  readonly lastModified: string | undefined
}

export interface LoadContext {
  /** Aborts when the source is closed or purged, and when the load took too long. */
  readonly signal: AbortSignal
  /** The set that is held, for taking over what did not change; none before the first load and after a purge. */
  readonly previous: KeySet | undefined
  /** Of the set that is held. */
  readonly validators: Validators | undefined
  readonly reason: RefreshReason
}

/** A set, or the word that the held one is still right, which only a loader may say that sent validators. */
export interface Loaded {
  readonly set: KeySet | 'not-modified'
  readonly facts: CacheFacts
  readonly validators?: Validators | undefined
  /** Of the document, after decompression. */
  readonly bytes?: number | undefined
}

/** Obtains keys once. Rejects, best with a KeywellError, when it cannot; the set that is held then stays. */
export type LoadKeys = (context: LoadContext) => Promise<Loaded>

export interface Identity {
  /** Fit for a log: a URL without query, an issuer, a word. */
  readonly source: string
  readonly kind: string
  /** All of where the keys come from, where `source` leaves a part out: two queries, two sets. Never shown. */
  readonly address?: string
}
