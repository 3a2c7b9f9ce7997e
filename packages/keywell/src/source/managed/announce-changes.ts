/** Tells subscribers which keys came and went. Never holds key material: a kid and a type are enough to act on. */
import type { SetDiff } from '../../jwks/diff.ts'
import type { Key } from '../../jwk/key.ts'
import type { SourceEvent } from '../source-event.ts'

/** A replaced key is announced as replaced only, not as one that went and one that came. */
export function announceChanges(tell: (event: SourceEvent) => void, source: string, diff: SetDiff): void {
  const each = (type: 'key-added' | 'key-removed' | 'key-replaced-same-kid', keys: readonly Key[]): void => {
    for (const { kid, kty } of keys) tell({ type, source, kid, kty })
  }
  const replaced = new Set(diff.replaced.map(({ kid }) => kid))
  const isApart = ({ kid }: Key): boolean => !replaced.has(kid)
  each('key-replaced-same-kid', diff.replaced)
  each('key-added', diff.added.filter(isApart))
  each('key-removed', diff.removed.filter(isApart))
  if (diff.isAllReplaced) tell({ type: 'all-replaced', source })
}
