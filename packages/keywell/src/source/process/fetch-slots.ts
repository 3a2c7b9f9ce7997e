/** Bounds how many loads run at once in the whole process. Those that nobody waits for come last. */

export interface FetchSlots {
  /** Resolves when there is room; rejects with the signal's reason when that aborts first. @returns gives the room back */
  take(isForeground: () => boolean, signal: AbortSignal): Promise<() => void>
}

interface Waiting {
  readonly isForeground: () => boolean
  readonly enter: () => void
}

export function createFetchSlots(most: number): FetchSlots {
  let busy = 0
  const queue: Waiting[] = []
  const leave = (): void => {
    busy--
    // Asked only now: a caller may have joined a load that began for nobody.
    const first = queue.findIndex(({ isForeground }) => isForeground())
    const [next] = queue.splice(Math.max(first, 0), 1)
    next?.enter()
  }
  const enter = (): (() => void) => {
    busy++
    let isLeft = false
    return () => {
      if (!isLeft) leave()
      isLeft = true
    }
  }
  return {
    take: (isForeground, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason)
          return
        }
        if (busy < most) {
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
