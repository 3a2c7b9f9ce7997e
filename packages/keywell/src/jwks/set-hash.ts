/** A short text that tells whether two replicas hold the same keys. No security feature. */
import { fingerprint } from './fingerprint.ts'
import type { KeySet } from './key-set.ts'

/** Equal keys under equal kids give equal text, in whatever order. */
export const setHash = ({ keys }: KeySet): string =>
  fingerprint(
    keys
      .map(({ kid, identity }) => JSON.stringify([kid, identity]))
      .toSorted()
      .join(),
  )
