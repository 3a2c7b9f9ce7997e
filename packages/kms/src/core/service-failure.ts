/** How an adapter says what went wrong, and what users get to see of it. Holds no request, no header, no client. */
import { KeywellError } from 'keywell'

/**
 * `throttled`: too often, may be tried again. `unavailable`: an outage or a slow answer, may be tried again. `refused`: no
 * permission, no such key, a disabled key, a bad request; trying again helps nobody.
 */
export type FailureKind = 'throttled' | 'unavailable' | 'refused'

export interface FailureExtras {
  /** Of which the name, the message and the stack are kept. */
  readonly cause?: unknown
  readonly retryAfterSeconds?: number | undefined
}

/** A service that asks for more is broken; nobody is kept out for longer by one answer. */
const MAX_RETRY_AFTER_SECONDS = 300

/** What the calls of a {@link KeyService} reject with; the core makes a KeywellError of it. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure'
  readonly kind: FailureKind
  readonly retryAfterSeconds: number | undefined

  /** @param reason - lower case, without a full stop, nothing secret: it goes into messages */
  constructor(kind: FailureKind, reason: string, { cause, retryAfterSeconds }: FailureExtras = {}) {
    super(reason, { cause: sayingOf(cause) })
    this.kind = kind
    const isKnown = retryAfterSeconds !== undefined && Number.isFinite(retryAfterSeconds)
    this.retryAfterSeconds = isKnown ? Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(0, retryAfterSeconds)) : undefined
  }
}

/** Whatever a call rejected with, as a failure. */
export const asFailure = (error: unknown): ServiceFailure =>
  error instanceof ServiceFailure ? error : new ServiceFailure('unavailable', 'the call failed', { cause: error })

const CODES = {
  throttled: 'ERR_SIGNER_THROTTLED',
  unavailable: 'ERR_SIGNER_UNAVAILABLE',
  refused: 'ERR_SIGNER_REFUSED',
} as const satisfies Record<FailureKind, string>

/** The failure as users of a signer get it. */
export function signerError(
  signer: string,
  { kind, message: reason, cause, retryAfterSeconds }: ServiceFailure,
): KeywellError {
  // Quotas are counted by the second where nothing else is said.
  const wait = retryAfterSeconds ?? (kind === 'throttled' ? 1 : undefined)
  return new KeywellError(CODES[kind], reason, { signer, reason }, { cause, retryAfterSeconds: wait })
}

/** Clients hang requests, headers and credentials on what they throw, so only what the error says is kept of it. */
function sayingOf(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return typeof error === 'string' ? new Error(error.slice(0, MAX_SAYING)) : undefined
  // One line: AWS quotes the whole request after it, session token included.
  const [line = ''] = error.message.split(/[\r\n]/, 1)
  const said = new Error(line.slice(0, MAX_SAYING))
  said.name = error.name
  said.stack = `${error.name}: ${said.message}`
  return said
}

/** Enough for a sentence and an ARN. */
const MAX_SAYING = 500
