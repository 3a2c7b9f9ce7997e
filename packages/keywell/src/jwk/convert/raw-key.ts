/** A key found in an input and not judged yet: the form is known, the members are read on demand. */
import type { Jwk } from '../jwk.ts'
import { jwkInvalid } from '../problems.ts'
import type { KeyFormat } from './key-format.ts'

export interface RawKey {
  readonly format: KeyFormat
  /** @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
  read(): Found
}

export interface Found {
  readonly jwk: Jwk
  readonly comment?: string
}

/** Room for the largest key set in the field many times over; a bound on the work for one input. */
export const MAX_INPUT_OCTETS: number = 1024 * 1024
/** Keys in one input; more belong into a database. */
export const MAX_KEYS = 1000

/** @throws KeywellError ERR_JWK_INVALID */
export function boundedCount<T>(items: readonly T[]): readonly T[] {
  if (items.length > MAX_KEYS) throw jwkInvalid(undefined, `more than ${MAX_KEYS} keys in one input`)
  return items
}
