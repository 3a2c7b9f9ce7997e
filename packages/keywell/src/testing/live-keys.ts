/** A KeySource over keys that a test changes: always at hand, never fetched. */
import { type KeySet, parseJwks } from '../jwks/key-set.ts'
import { type KeyQuery, selectKeys } from '../jwks/select.ts'
import { closedError, closedLookup } from '../source/closed.ts'
import type { KeySource, Lookup } from '../source/key-source.ts'
import { createListeners } from '../source/listeners.ts'
import type { SourceEvent } from '../source/source-event.ts'
import type { SourceStatus } from '../source/source-status.ts'

export interface LiveKeys {
  readonly source: KeySource
  replace(jwks: unknown): void
}

const FRESH = Object.freeze({ stale: false, ageMs: 0 })

export function createLiveKeys(name: string, jwks: unknown): LiveKeys {
  const listeners = createListeners<SourceEvent>()
  let set = parseJwks(jwks)
  let isClosed = false
  let generation = 1
  const replace = (changed: unknown): void => {
    set = parseJwks(changed, { previous: set })
    const { keys, quarantined } = set
    listeners.emit({
      type: 'loaded',
      source: name,
      keys: keys.length,
      quarantined: quarantined.length,
      changed: true,
      generation: ++generation,
    })
  }
  const source: KeySource = {
    lookup: (query) => (isClosed ? closedLookup(name) : lookupIn(set, query)),
    refresh: async () => {
      if (isClosed) throw closedError(name)
    },
    status: () => statusOf(name, set, isClosed),
    subscribe: (listener) => listeners.add(listener),
    // The keys are at hand: forgetting them would only bring them back.
    purge: () => undefined,
    close: () => {
      isClosed = true
      listeners.emit({ type: 'closed', source: name })
    },
  }
  return { source: Object.freeze(source), replace }
}

function lookupIn(set: KeySet, query: KeyQuery): Lookup {
  const { candidates, miss } = selectKeys(set, query)
  if (miss === undefined) return { outcome: 'found', candidates, set, freshness: FRESH }
  return { outcome: 'missed', miss, set, freshness: FRESH, retry: false }
}

const statusOf = (name: string, set: KeySet, isClosed: boolean): SourceStatus => ({
  source: name,
  kind: 'test',
  state: isClosed ? 'closed' : 'static',
  lastAttempt: 'none',
  ageMs: undefined,
  keys: set,
  error: undefined,
})
