/** Who uses a source that a preset made: it is closed when the last verifier that holds it is. Others are left alone. */
import type { KeySource } from './key-source.ts'

/** Sources that belong to whoever holds them, with how many do. */
const holders = new WeakMap<KeySource, number>()

/** Says that nobody but its holders will close a source. */
export function heldSource(source: KeySource): KeySource {
  holders.set(source, 0)
  return source
}

export function hold(source: KeySource): void {
  const count = holders.get(source)
  if (count !== undefined) holders.set(source, count + 1)
}

/** Once for each `hold`, by a holder that may come back to the source: it stays open, and asks for nothing once nobody has it. */
export function letGo(source: KeySource): void {
  const count = holders.get(source)
  if (count !== undefined) holders.set(source, count - 1)
}

/** Once for each `hold`, by a holder that ends. */
export function release(source: KeySource): void {
  const count = holders.get(source)
  if (count === undefined) return
  holders.set(source, count - 1)
  if (count === 1) source.close()
}
