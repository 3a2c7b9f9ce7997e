/** The next action that a trust knows better than the table of codes. Changes nothing of an error but its hint. */
import {
  ERROR_CODES,
  type ErrorCode,
  isKeywellError,
  KeywellError,
  knownOptions,
  nonEmptyString,
} from '../errors/index.ts'
import { SECRETS_HINT } from './allowed-algorithms.ts'
import type { TrustHints } from './trust.ts'

const CODES = Object.keys(ERROR_CODES).filter((code): code is ErrorCode => Object.hasOwn(ERROR_CODES, code))

/** @throws KeywellError ERR_OPTION_INVALID */
export function trustHints(hints: TrustHints | undefined): TrustHints {
  if (hints === undefined) return NONE
  const given = knownOptions('hints', hints, [...CODES, 'opaque'])
  for (const [code, hint] of Object.entries(given)) nonEmptyString(`hints.${code}`, hint)
  return Object.freeze({ ...given })
}

const NONE: TrustHints = Object.freeze({})

interface Hinted {
  readonly hints: TrustHints
}

/** The error with the hint that all these trusts agree on, or as it was: what helps with one issuer misleads at another. */
export function advised(error: KeywellError, trusts: readonly Hinted[]): KeywellError {
  const name = isOpaque(error) ? 'opaque' : error.code
  const [hint, ...others] = new Set(trusts.map(({ hints }) => (Object.hasOwn(hints, name) ? hints[name] : undefined)))
  if (hint === undefined || others.length > 0 || isSharp(error, name)) return error
  const { code, message, detail, cause, retryAfterSeconds } = error
  const sharper: unknown = new KeywellError(code, message, detail, { hint, cause, retryAfterSeconds })
  // Code and detail come from one error, so they belong together still; the compiler sees two unions.
  return isKeywellError(sharper) ? sharper : error
}

/** A hint from where the error was made knows more than one for all errors of its code. */
const isSharp = ({ code, hint }: KeywellError, name: string): boolean =>
  name !== 'opaque' && hint !== ERROR_CODES[code].hint && hint !== SECRETS_HINT

/** One part and no dots: an access token that only its issuer can look up. */
const isOpaque = ({ code, detail }: KeywellError): boolean =>
  code === 'ERR_TOKEN_MALFORMED' && 'reason' in detail && detail.reason === ONE_PART

const ONE_PART = '1 part'
