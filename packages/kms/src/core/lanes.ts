/** A bound on calls under way and on those that wait for their turn. First come, first served. */

export interface Lanes {
  /** Resolves when it is the caller's turn; rejects with the signal's reason. `undefined` when too many wait already. */
  enter(signal: AbortSignal): Promise<void> | undefined
  leave(): void
}

export function createLanes(maxConcurrent: number, maxWaiting: number): Lanes {
  let busy = 0
  // A Set keeps the order of arrival, and lets whoever gives up leave from the middle.
  const waiting = new Set<() => void>()
  const wait = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const onAbort = (): void => {
        waiting.delete(turn)
        reject(signal.reason)
      }
      const turn = (): void => {
        waiting.delete(turn)
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      waiting.add(turn)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  return {
    enter: (signal) => {
      if (busy < maxConcurrent) {
        busy++
        return Promise.resolve()
      }
      return waiting.size < maxWaiting ? wait(signal) : undefined
    },
    leave: () => {
      const [next] = waiting
      // The place goes to the next one, and so is never free in between.
      if (next === undefined) busy--
      else next()
    },
  }
}
