/** Keys that an issuer no longer publishes and that still verify for a while, where that is asked for. Pure. */
import type { Key } from '../jwk/key.ts'
import { type KeySet, keySetOf } from '../jwks/key-set.ts'

export interface LeavingKey {
  readonly key: Key
  /** Monotonic milliseconds. */
  readonly until: number
}

export const stillLeaving = (keys: readonly LeavingKey[], at: number): readonly LeavingKey[] =>
  keys.filter(({ until }) => at < until)

/** The set with the leaving keys behind its own, unless it has them again; and when the first of them goes. */
export function withLeaving(
  set: KeySet | undefined,
  leaving: readonly LeavingKey[],
): { readonly all: KeySet | undefined; readonly retireAt: number } {
  const absent = set === undefined ? [] : leaving.filter(({ key }) => !set.keys.includes(key))
  if (set === undefined || absent.length === 0) return { all: set, retireAt: Number.POSITIVE_INFINITY }
  return {
    all: keySetOf([...set.keys, ...absent.map(({ key }) => key)], set.quarantined),
    retireAt: Math.min(...absent.map(({ until }) => until)),
  }
}
