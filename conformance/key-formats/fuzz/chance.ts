/** Random numbers that a seed repeats: a failure names its seed and number, and comes again. */

export interface Chance {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  octets(length: number): Buffer
  pick<T>(items: readonly [T, ...T[]]): T
}

/** The generator mulberry32: 32 bits of state, good enough to break parsers with. */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    octets: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    pick: (items) => items[below(items.length)] ?? items[0],
  }
}
