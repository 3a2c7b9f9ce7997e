/** Reads a source's snapshot before its first load, and writes one after each validation. Never harms the keys. */
import { withDeadline } from '../../io/deadline.ts'
import type { Listeners } from '../listeners.ts'
import type { Identity } from '../managed/loader.ts'
import type { SourceSettings } from '../settings.ts'
import { decodeSnapshot, encodeSnapshot, type RestoredSet, type Snapshot } from './snapshot.ts'
import { snapshotKey, type SnapshotStore } from './snapshot-store.ts'
import type { SourceEvent } from '../source-event.ts'

export interface SnapshotKeeper {
  /** Once in the life of a source, before anything was erased; later calls answer `undefined`. Never rejects. */
  read(signal: AbortSignal): Promise<RestoredSet | undefined>
  /** Starts writing; of several in a row the last one counts. */
  write(snapshot: Omit<Snapshot, 'source' | 'address'>): void
  /** After a purge: what was forgotten must not come back with the next process. */
  erase(): void
}

/** A store that is slower than this is no help at a cold start: the issuer is asked instead. */
const READ_MS = 1000
/** Nobody waits for a write; the bound only keeps one that hangs from blocking all later ones. */
const WRITE_MS = 10_000

interface Shelf {
  readonly store: SnapshotStore
  readonly key: string
  readonly source: string
  readonly address: string
  readonly settings: SourceSettings
  readonly emit: Listeners<SourceEvent>['emit']
}

export function createSnapshotKeeper(
  store: SnapshotStore,
  { kind, source, address = source }: Identity,
  settings: SourceSettings,
  emit: Listeners<SourceEvent>['emit'],
): SnapshotKeeper {
  const shelf: Shelf = { store, key: snapshotKey(kind, address), source, address, settings, emit }
  let isRead = false
  let pending: string | undefined
  let isWriting = false
  const put = (text: string): void => {
    pending = text
    if (!isWriting) void drain()
  }
  const drain = async (): Promise<void> => {
    isWriting = true
    while (pending !== undefined) {
      const text: string = pending
      pending = undefined
      await writeOnce(shelf, text)
    }
    isWriting = false
  }
  return {
    read: async (signal) => {
      if (isRead) return undefined
      isRead = true
      return await readOnce(shelf, signal)
    },
    write: (snapshot) => put(encodeSnapshot({ source, address, ...snapshot })),
    erase: () => {
      isRead = true
      put('')
    },
  }
}

async function readOnce(shelf: Shelf, signal: AbortSignal): Promise<RestoredSet | undefined> {
  const { store, key, source, address, settings } = shelf
  try {
    const text = await bounded(shelf, READ_MS, (end) => store.get(key, { signal: end }), signal)
    if (typeof text !== 'string' || text === '') return undefined
    const found = decodeSnapshot(text, { source, address, now: settings.clock.now(), bounds: settings.bounds })
    if (typeof found !== 'string') return found
    tell(shelf, 'refused', found)
  } catch {
    tell(shelf, 'failed', 'the store could not be read')
  }
  return undefined
}

async function writeOnce(shelf: Shelf, text: string): Promise<void> {
  try {
    await bounded(shelf, WRITE_MS, (end) => shelf.store.set(shelf.key, text, { signal: end }))
    tell(shelf, 'stored')
  } catch {
    tell(shelf, 'failed', 'the store could not be written')
  }
}

function bounded<T>(
  { settings, source }: Shelf,
  ms: number,
  work: (end: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const timeoutError = (): Error => new Error(`the store of ${source} did not answer within ${ms} ms`)
  return withDeadline(work, { clock: settings.clock, ms, signal, timeoutError })
}

function tell({ emit, source }: Shelf, outcome: 'refused' | 'failed' | 'stored', reason?: string): void {
  emit({ type: 'snapshot', source, outcome, ...(reason === undefined ? {} : { reason }) })
}
