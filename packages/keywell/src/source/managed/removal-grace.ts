/** Keys that an issuer no longer publishes and that still verify for a while, where that is asked for. Pure. */
import type { Key } from '../../jwk/key.ts'
import { type KeySet, keySetOf } from '../../jwks/key-set.ts'

export interface LeavingKey {
  readonly key: Key
  /** Monotonic milliseconds. */
  readonly until: number
}

export const NONE_LEAVING: readonly LeavingKey[] = Object.freeze([])

export const stillLeaving = (keys: readonly LeavingKey[], at: number): readonly LeavingKey[] =>
  keys.length === 0 ? NONE_LEAVING : keys.filter(({ until }) => at < until)

/** A key that is back leaves no more; should it go again, its grace begins anew. */
export const withoutReturned = (leaving: readonly LeavingKey[], { keys }: KeySet): readonly LeavingKey[] =>
  leaving.filter(({ key }) => !keys.some(({ kid, identity }) => kid === key.kid && identity === key.identity))

/** The set with the leaving keys behind its own, and when the first of them goes. */
export function withLeaving(
  set: KeySet | undefined,
  leaving: readonly LeavingKey[],
): { readonly all: KeySet | undefined; readonly retireAt: number | undefined } {
  if (set === undefined || leaving.length === 0) return { all: set, retireAt: undefined }
  return {
    all: keySetOf([...set.keys, ...leaving.map(({ key }) => key)], set.quarantined),
    retireAt: Math.min(...leaving.map(({ until }) => until)),
  }
}
