/** Bounds how many loads run at once in the whole process. Those that nobody waits for come last, and never take all. */

export interface FetchSlots {
  /** Resolves when there is room; rejects with the signal's reason when that aborts first. @returns gives the room back */
  take(isForeground: () => boolean, signal: AbortSignal): Promise<() => void>
  /** After a caller has joined a load that may be waiting for room: it is urgent now. */
  admit(): void
}

interface Waiting {
  readonly isForeground: () => boolean
  readonly enter: () => void
}

/**
 * @param most - loads at once
 * @param unawaited - of these, how many may be for nobody: servers that hang are probed for ever, and must not keep a
 * caller of another one waiting
 */
export function createFetchSlots(most: number, unawaited: number): FetchSlots {
  let busy = 0
  const queue: Waiting[] = []
  const hasRoom = (isForeground: () => boolean): boolean => busy < most && (busy < unawaited || isForeground())
  const admit = (): void => {
    const urgent = queue.findIndex(({ isForeground }) => isForeground())
    const place = Math.max(urgent, 0)
    const next = queue[place]
    if (next === undefined || !hasRoom(next.isForeground)) return
    queue.splice(place, 1)
    next.enter()
    admit()
  }
  const enter = (): (() => void) => {
    busy++
    let isLeft = false
    return () => {
      if (isLeft) return
      isLeft = true
      busy--
      admit()
    }
  }
  return {
    admit,
    take: (isForeground, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason)
          return
        }
        if (hasRoom(isForeground)) {
          resolve(enter())
          return
        }
        const onAbort = (): void => {
          queue.splice(queue.indexOf(waiting), 1)
          reject(signal.reason)
        }
        const waiting: Waiting = {
          isForeground,
          enter: () => {
            signal.removeEventListener('abort', onAbort)
            resolve(enter())
          },
        }
        queue.push(waiting)
        signal.addEventListener('abort', onAbort, { once: true })
      }),
  }
}
