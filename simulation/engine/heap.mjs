/** A queue by time; of equal times, the one that was put in first. Knows nothing of clocks. */

const isBefore = (a, b) => a.at < b.at || (a.at === b.at && a.order < b.order)

export function createHeap() {
  const items = []
  let count = 0

  const rise = (from) => {
    const item = items[from]
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!isBefore(item, items[parent])) break
      items[place] = items[parent]
      place = parent
    }
    items[place] = item
  }

  const sink = (item) => {
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= items.length) break
      if (child + 1 < items.length && isBefore(items[child + 1], items[child])) child++
      if (!isBefore(items[child], item)) break
      items[place] = items[child]
      place = child
    }
    items[place] = item
  }

  return {
    /** @returns the entry; what is put on it stays there */
    push(at, run) {
      const entry = { at, order: count++, run }
      items.push(entry)
      rise(items.length - 1)
      return entry
    },
    first: () => items[0],
    pop() {
      const [top] = items
      const last = items.pop()
      if (items.length > 0) sink(last)
      return top
    },
  }
}
