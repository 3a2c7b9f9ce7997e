/** What a source says of itself, for people, dashboards and metrics. Types only. */
import type { KeywellError } from '../errors/index.ts'
import type { Guard } from '../io/http-backend.ts'
import type { KeySet } from '../jwks/key-set.ts'
import type { RefreshReason } from './key-source.ts'
import type { Health } from './policy/health.ts'
import type { UnknownKidVerdict } from './policy/unknown-kid.ts'

/** Counted since the source was made. */
export interface SourceCounters {
  /** Loads, their retries not counted apart. */
  readonly fetches: { readonly ok: number; readonly notModified: number; readonly failed: number }
  /** Look-ups and refreshes for unknown kids, by what decided them; `waiters`: too many callers were waiting. */
  readonly unknownKid: Readonly<Record<UnknownKidVerdict | 'waiters', number>>
  /** Look-ups answered from a set past its freshness. */
  readonly staleAnswers: number
}

export interface SourceStatus {
  /** What the source is, fit for a log: a URL without query, or a word. */
  readonly source: string
  readonly kind: string
  readonly state: 'static' | 'cold' | 'fresh' | 'refresh' | 'stale' | 'expired' | 'closed'
  readonly lastAttempt: 'none' | 'in-flight' | 'ok' | 'failed'
  readonly ageMs: number | undefined
  readonly keys: KeySet | undefined
  /** The last failure, while nothing has succeeded since. */
  readonly error: KeywellError | undefined
  /** The rest is told by sources that obtain keys; one's own may leave it out. */
  readonly health?: Health
  /** How long the held keys still serve if no refresh succeeds. */
  readonly remainingMs?: number | undefined
  /** Until the next attempt that is planned; `undefined` when the next one comes with a look-up. */
  readonly nextAttemptMs?: number | undefined
  /** Why the last attempt was made. */
  readonly lastReason?: RefreshReason | undefined
  /** Epoch milliseconds of the last attempts that succeeded and failed. */
  readonly lastSuccessAt?: number | undefined
  readonly lastFailureAt?: number | undefined
  /** Counts the sets whose keys differed from the one before. */
  readonly generation?: number
  /** Tells replicas on different sets apart: equal keys give equal text. Not a security feature. */
  readonly setHash?: string | undefined
  /** Callers that wait for a load now. */
  readonly waiters?: number
  /**
   * Where the address of the server is looked at before it is asked: `connect`, as the connection is made; `proxy`, by
   * the proxy alone; `none`, nowhere.
   */
  readonly guard?: Guard
  readonly counters?: SourceCounters
  /** Of a source made of several. */
  readonly parts?: readonly SourceStatus[]
}
