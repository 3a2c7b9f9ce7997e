/** The one way to skip a check: spelled, with a reason, and visible in a review. */
import { kindOf, KeywellError } from '../errors/index.ts'

const REASON: unique symbol = Symbol.for('keywell.unchecked')

/** Stands where an issuer, an audience or an expiry would stand. Made by {@link unchecked} only. */
export interface Unchecked {
  readonly [REASON]: string
}

/**
 * Says that a check is left out, and why.
 * @param why - a non-empty sentence for whoever reads the code; `explain` shows it
 * @throws KeywellError ERR_OPTION_INVALID without a reason
 * @example audience: unchecked('Cognito access tokens have no aud; client_id is checked below')
 */
export function unchecked(why: string): Unchecked {
  if (typeof why === 'string' && why.trim() !== '') return Object.freeze({ [REASON]: why })
  const detail = { option: 'why', expected: 'a reason', received: kindOf(why) }
  throw new KeywellError('ERR_OPTION_INVALID', 'unchecked() needs a reason', detail)
}

export const isUnchecked = (value: unknown): value is Unchecked =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, REASON)

/** The reason given to `unchecked`. */
export const uncheckedReason = (value: Unchecked): string => value[REASON]
