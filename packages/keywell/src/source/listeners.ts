/** Subscribers to events. A listener that throws harms nobody: neither the source nor the other listeners. */

export interface Listeners<Event> {
  add(listener: (event: Event) => void): () => void
  emit(event: Event): void
}

/** Each subscription is its own, also of one function twice: the end of one is not the end of the other. */
export function createListeners<Event>(): Listeners<Event> {
  const subscriptions = new Set<{ readonly listener: (event: Event) => void }>()
  return {
    add(listener) {
      const mine = { listener }
      subscriptions.add(mine)
      return () => void subscriptions.delete(mine)
    },
    emit(event) {
      for (const { listener } of subscriptions) notify(listener, event)
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
