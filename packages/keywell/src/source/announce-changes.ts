/** Tells subscribers which keys came and went. Never holds key material: a kid and a type are enough to act on. */
import type { SetDiff } from '../jwks/diff.ts'
import type { Key } from '../jwk/key.ts'
import type { Listeners } from './listeners.ts'
import type { SourceEvent } from './source-event.ts'

/** A replaced key is announced as replaced only, not as one that went and one that came. */
export function announceChanges(listeners: Listeners<SourceEvent>, source: string, diff: SetDiff): void {
  const emit = (type: 'key-added' | 'key-removed' | 'key-replaced-same-kid', keys: readonly Key[]): void => {
    for (const { kid, kty } of keys) listeners.emit({ type, source, kid, kty })
  }
  const replaced = new Set(diff.replaced.map(({ kid }) => kid))
  const isApart = ({ kid }: Key): boolean => !replaced.has(kid)
  emit('key-replaced-same-kid', diff.replaced)
  emit('key-added', diff.added.filter(isApart))
  emit('key-removed', diff.removed.filter(isApart))
  if (diff.isAllReplaced) listeners.emit({ type: 'all-replaced', source })
}
