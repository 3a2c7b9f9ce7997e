/** The issuers that a verifier remembers, within a number and a time. Never closes a source: it is its maker's to close. */
import type { KeySource } from '../source/key-source.ts'
import { createListeners } from '../source/listeners.ts'
import type { SourceEvent } from '../source/source-event.ts'
import type { TrustGroup } from './trust-group.ts'

export interface KnownIssuers {
  get(issuer: string): readonly TrustGroup[] | undefined
  /** Remembers an issuer, or that it was used again; forgets those that there is no room for, or no use. */
  use(issuer: string, groups: readonly TrustGroup[], at: number): void
  forget(issuer: string): void
  sources(): readonly KeySource[]
  subscribe(listener: (event: SourceEvent) => void): () => void
}

/** An issuer that no token has named for so long is forgotten, whatever room there is. */
const IDLE_MS = 86_400_000

interface Entry {
  readonly groups: readonly TrustGroup[]
  readonly usedAt: number
  /** Ends the events of its sources. */
  readonly silence: () => void
}

export function createKnownIssuers(most: number): KnownIssuers {
  /** Least recently used first. */
  const entries = new Map<string, Entry>()
  const listeners = createListeners<SourceEvent>()
  const forget = (issuer: string): void => {
    entries.get(issuer)?.silence()
    entries.delete(issuer)
  }
  const forgetOld = (at: number): void => {
    for (const [issuer, { usedAt }] of entries) {
      if (entries.size <= most && at - usedAt < IDLE_MS) return
      forget(issuer)
    }
  }
  const sources = (): readonly KeySource[] => [
    ...new Set([...entries.values()].flatMap(({ groups }) => sourcesOf(groups))),
  ]
  return {
    get: (issuer) => entries.get(issuer)?.groups,
    use: (issuer, groups, at) => {
      const silence =
        entries.get(issuer)?.silence ?? endAll(sourcesOf(groups).map((source) => source.subscribe(listeners.emit)))
      entries.delete(issuer)
      entries.set(issuer, { groups, usedAt: at, silence })
      forgetOld(at)
    },
    forget,
    sources,
    subscribe: (listener) => listeners.add(listener),
  }
}

const sourcesOf = (groups: readonly TrustGroup[]): readonly KeySource[] => groups.map(({ keys }) => keys)

/** Ends several subscriptions. */
export const endAll = (ends: readonly (() => void)[]) => (): void => ends.forEach((end) => end())
