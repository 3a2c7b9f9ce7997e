/** Subscribers to events. A listener that throws harms nobody: neither the source nor the other listeners. */

export interface Listeners<Event> {
  add(listener: (event: Event) => void): () => void
  emit(event: Event): void
}

export function createListeners<Event>(): Listeners<Event> {
  let listeners: Set<(event: Event) => void> | undefined
  return {
    add(listener) {
      // Most sources are never listened to, and there may be many.
      listeners ??= new Set()
      const mine = listeners.add(listener)
      return () => void mine.delete(listener)
    },
    emit(event) {
      for (const listener of listeners ?? []) notify(listener, event)
    },
  }
}

function notify<Event>(listener: (event: Event) => void, event: Event): void {
  try {
    listener(event)
  } catch (error) {
    // Surfaces as an uncaught error, as a throwing listener of an EventTarget does, without breaking the caller.
    queueMicrotask(() => {
      throw error
    })
  }
}
