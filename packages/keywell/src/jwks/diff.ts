/** What changed between two sets, by RFC 7638 identity. Pure. */
import type { Key } from '../jwk/key.ts'
import type { KeySet } from './key-set.ts'

export interface SetDiff {
  readonly added: readonly Key[]
  readonly removed: readonly Key[]
  /** Of the added: those whose kid another key had. */
  readonly replaced: readonly Key[]
  /** No key of a set that had some is left. */
  readonly isAllReplaced: boolean
  readonly isChanged: boolean
}

/** A key under another kid is another key: tokens name it differently. */
export const keyName = ({ identity, kid }: Key): string => JSON.stringify([kid, identity])

export function diffSets(before: KeySet | undefined, after: KeySet): SetDiff {
  const old = before?.keys ?? []
  const oldNames = new Set(old.map(keyName))
  const newNames = new Set(after.keys.map(keyName))
  const added = after.keys.filter((key) => !oldNames.has(keyName(key)))
  const removed = old.filter((key) => !newNames.has(keyName(key)))
  const leftKids = new Set(removed.map(({ kid }) => kid))
  return {
    added,
    removed,
    replaced: added.filter(({ kid }) => kid !== undefined && leftKids.has(kid)),
    isAllReplaced: old.length > 0 && removed.length === old.length,
    isChanged: added.length > 0 || removed.length > 0,
  }
}
