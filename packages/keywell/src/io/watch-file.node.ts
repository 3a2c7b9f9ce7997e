/**
 * Notices that a file has another content: written in place, renamed over, or reached through symbolic links that were
 * swapped, as mounted secrets are. Keeps no process alive and throws nothing.
 */
import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock } from './clock.ts'

export interface FileWatch {
  readonly path: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Looks this often even without being told: not every file system tells, and none about the far end of a link. */
  readonly intervalMs: number
  onChange(): void
}

/** What is written in several steps is looked at once. */
const SETTLE_MS = 50

export function watchFile(task: FileWatch): void {
  void keepLooking(task, createNotice(task))
}

interface Notice {
  /** Watches the folder of the file, unless that is done already or cannot be. */
  watch(): void
  /** Looks whether the file is another one. */
  look(): Promise<void>
}

function createNotice({ path, clock, signal, onChange }: FileWatch): Notice {
  let last: string | undefined
  let watcher: FSWatcher | undefined
  let isSettling = false
  const look = async (): Promise<void> => {
    const now = await identityOf(path)
    const isChanged = last !== undefined && now !== last
    last = now
    if (isChanged && !signal.aborted) onChange()
  }
  const settle = async (): Promise<void> => {
    if (isSettling) return
    isSettling = true
    await slept(clock, SETTLE_MS, signal)
    isSettling = false
    if (!signal.aborted) await look()
  }
  const end = (): void => {
    watcher?.close()
    watcher = undefined
  }
  signal.addEventListener('abort', end, { once: true })
  return {
    look,
    watch: () => {
      if (watcher !== undefined || signal.aborted) return
      try {
        watcher = watch(dirname(path), { persistent: false }, () => void settle())
        watcher.on('error', end)
      } catch {
        // No such folder yet, or no watching here: looking from time to time does as well.
      }
    },
  }
}

async function keepLooking({ clock, signal, intervalMs }: FileWatch, notice: Notice): Promise<void> {
  while (!signal.aborted) {
    notice.watch()
    await notice.look()
    await slept(clock, intervalMs, signal)
  }
}

async function slept(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal)
  } catch {
    // Ended while asleep; the loops look at the signal.
  }
}

/** Other bytes have another one, save for a change of equal size within one tick of the file system's clock. */
async function identityOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(':')
  } catch {
    return 'absent'
  }
}
