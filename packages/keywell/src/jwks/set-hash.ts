/** A short text that tells whether two replicas hold the same keys. No security feature. */
import { keyName } from './diff.ts'
import { fingerprint } from './fingerprint.ts'
import type { KeySet } from './key-set.ts'

/** A set never changes, and every status tells its hash. */
const known = new WeakMap<KeySet, string>()

/** Equal keys under equal kids give equal text, in whatever order. */
export function setHash(set: KeySet): string {
  const hash = known.get(set) ?? hashOf(set)
  known.set(set, hash)
  return hash
}

const hashOf = ({ keys }: KeySet): string => fingerprint(keys.map(keyName).toSorted().join())
