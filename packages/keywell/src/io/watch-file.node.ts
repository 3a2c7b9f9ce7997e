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

/** Looks whether the file is another one, and whether its folder is still the one that is watched. Never rejects. */
type Notice = () => Promise<void>

function createNotice(task: FileWatch): Notice {
  const { path, clock, signal, onChange } = task
  let last: string | undefined
  let isSettling = false
  const look: Notice = async () => {
    await folder.follow()
    const now = await identityOf(path)
    const isChanged = last !== undefined && now !== last
    last = now
    if (isChanged && !signal.aborted) onChange()
  }
  const settle: Notice = async () => {
    if (isSettling) return
    isSettling = true
    await slept(clock, SETTLE_MS, signal)
    isSettling = false
    if (!signal.aborted) await look()
  }
  const folder = createFolderWatch(dirname(path), signal, () => void settle())
  return look
}

interface FolderWatch {
  /** Watches what is now under the folder's name, where it can be watched. */
  follow(): Promise<void>
}

function createFolderWatch(folder: string, signal: AbortSignal, onEvent: () => void): FolderWatch {
  let watched: string | undefined
  let watcher: FSWatcher | undefined
  const end = (): void => {
    watcher?.close()
    watcher = undefined
    watched = undefined
  }
  signal.addEventListener('abort', end, { once: true })
  return {
    follow: async () => {
      const place = await placeOf(folder)
      if (place === watched || signal.aborted) return
      // A folder that was replaced is watched under its old identity, and would tell nothing any more.
      end()
      if (place === undefined) return
      try {
        watcher = watch(folder, { persistent: false }, onEvent)
        watcher.on('error', end)
        watched = place
      } catch {
        // No watching here: looking from time to time does as well.
      }
    },
  }
}

async function keepLooking({ clock, signal, intervalMs }: FileWatch, look: Notice): Promise<void> {
  while (!signal.aborted) {
    await look()
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

async function placeOf(folder: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(folder, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
