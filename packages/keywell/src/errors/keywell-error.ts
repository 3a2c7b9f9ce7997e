/** The one error that keywell throws. Never carries a token, key material or a URL query. */
import { ERROR_CODES, type ErrorCode, type ErrorDetails, type ErrorKind } from './codes.ts'
import { cut } from './quote.ts'

/** The shape shared by all codes; `detail` is the one that belongs to `C`. */
export interface KeywellErrorOf<C extends ErrorCode> extends Error {
  readonly name: 'KeywellError'
  readonly code: C
  readonly kind: ErrorKind
  /** What a server should answer; absent on errors that no token causes. */
  readonly status: 401 | 403 | 503 | undefined
  /** How long a client should wait, where known. */
  readonly retryAfterSeconds: number | undefined
  readonly detail: ErrorDetails[C]
  /** The next action, in a few words. */
  readonly hint: string
  toJSON(): Record<string, unknown>
}

/** A union over the codes, so that `switch (error.code)` narrows `detail`. */
export type KeywellError = { [C in ErrorCode]: KeywellErrorOf<C> }[ErrorCode]

/** What a throw site may add to the code's own row. */
export interface ErrorExtras {
  readonly hint?: string | undefined
  readonly cause?: unknown
  readonly retryAfterSeconds?: number | undefined
}

/** Fits one line of a log. What a message quotes is clipped before; this bounds the sum. */
const MAX_MESSAGE = 100

class KeywellErrorClass<C extends ErrorCode> extends Error implements KeywellErrorOf<C> {
  override readonly name = 'KeywellError'
  readonly code: C
  readonly kind: ErrorKind
  readonly status: 401 | 403 | 503 | undefined
  readonly retryAfterSeconds: number | undefined
  readonly detail: ErrorDetails[C]
  readonly hint: string

  constructor(code: C, message: string, detail: ErrorDetails[C], extras: ErrorExtras = {}) {
    super(cut(message, MAX_MESSAGE), extras.cause === undefined ? undefined : { cause: extras.cause })
    const facts = ERROR_CODES[code]
    this.code = code
    this.kind = facts.kind
    this.status = facts.status
    this.retryAfterSeconds = extras.retryAfterSeconds
    Object.freeze(detail)
    this.detail = detail
    this.hint = extras.hint ?? facts.hint
  }

  toJSON(): Record<string, unknown> {
    const { name, code, kind, status, retryAfterSeconds, message, hint, detail } = this
    return { name, code, kind, status, retryAfterSeconds, message, hint, detail }
  }
}

/**
 * The error class, for `instanceof`. Prefer {@link isKeywellError}: it also holds across two copies of the library.
 */
export const KeywellError: new <C extends ErrorCode>(
  code: C,
  message: string,
  detail: ErrorDetails[C],
  extras?: ErrorExtras,
) => KeywellErrorOf<C> = KeywellErrorClass

/**
 * Tells whether a caught value is keywell's, and of the given code when one is named.
 * @example if (isKeywellError(error, 'ERR_TOKEN_EXPIRED')) console.log(error.detail.value)
 */
export function isKeywellError(value: unknown): value is KeywellError
export function isKeywellError<C extends ErrorCode>(value: unknown, code: C): value is KeywellErrorOf<C>
export function isKeywellError(value: unknown, code?: ErrorCode): boolean {
  if (!(value instanceof Error) || value.name !== 'KeywellError' || !('code' in value)) return false
  return code === undefined ? Object.hasOwn(ERROR_CODES, String(value.code)) : value.code === code
}
