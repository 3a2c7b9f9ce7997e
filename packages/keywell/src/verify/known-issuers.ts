/** The issuers that a verifier remembers, within a number and a time. Closes no source of one that it forgets. */
import { listenQuietly } from '../source/ask-source.ts'
import { hold, letGo, release } from '../source/holders.ts'
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
  /** Gives up its hold on the sources. */
  close(): void
}

/** An issuer that no token has named for so long is forgotten, whatever room there is. */
const IDLE_MS = 86_400_000

interface Entry {
  readonly groups: readonly TrustGroup[]
  readonly usedAt: number
}

/** A source whose events are passed on, by how many issuers it serves: many tenants may share one. */
interface Heard {
  issuers: number
  readonly end: () => void
}

export function createKnownIssuers(most: number): KnownIssuers {
  /** Least recently used first. */
  const entries = new Map<string, Entry>()
  const heard = new Map<KeySource, Heard>()
  const listeners = createListeners<SourceEvent>()
  const hear = (source: KeySource): void => {
    const known = heard.get(source)
    if (known !== undefined) return void known.issuers++
    hold(source)
    return void heard.set(source, { issuers: 1, end: listenQuietly(source, listeners.emit) })
  }
  const leave = (source: KeySource): void => {
    const known = heard.get(source)
    if (known === undefined || --known.issuers > 0) return
    heard.delete(source)
    known.end()
    // Anybody can name issuers until this one is forgotten: its trust has to work when its tokens come again.
    letGo(source)
  }
  const forget = (issuer: string): void => {
    const entry = entries.get(issuer)
    entries.delete(issuer)
    if (entry !== undefined) sourcesOf(entry.groups).forEach(leave)
  }
  let isClosed = false
  const forgetOld = (at: number): void => {
    for (const [issuer, { usedAt }] of entries) {
      if (entries.size <= most && at - usedAt < IDLE_MS) return
      forget(issuer)
    }
  }
  return {
    get: (issuer) => entries.get(issuer)?.groups,
    use: (issuer, groups, at) => {
      // An explanation may still be under way.
      if (isClosed) return
      if (!entries.delete(issuer)) sourcesOf(groups).forEach(hear)
      entries.set(issuer, { groups, usedAt: at })
      forgetOld(at)
    },
    forget,
    sources: () => [...new Set([...entries.values()].flatMap(({ groups }) => sourcesOf(groups)))],
    subscribe: (listener) => listeners.add(listener),
    close: () => {
      isClosed = true
      for (const [source, { end }] of heard) {
        release(source)
        end()
      }
      heard.clear()
      entries.clear()
    },
  }
}

const sourcesOf = (groups: readonly TrustGroup[]): readonly KeySource[] => groups.map(({ keys }) => keys)
