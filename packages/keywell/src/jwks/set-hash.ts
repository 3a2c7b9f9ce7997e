/** A short text that tells whether two replicas hold the same keys. No security feature: collisions can be made. */
import type { KeySet } from './key-set.ts'

/** FNV-1a, 32 bits (Fowler, Noll, Vo); two of different offsets make a text that does not collide by accident. */
const PRIME = 0x01_00_01_93
const OFFSETS = [0x81_1c_9d_c5, 0x2f_0b_44_87] as const

/** Equal keys under equal kids give equal text, in whatever order. */
export function setHash({ keys }: KeySet): string {
  const text = keys
    .map(({ kid, identity }) => JSON.stringify([kid, identity]))
    .toSorted()
    .join()
  return OFFSETS.map((offset) => fnv(text, offset).toString(16).padStart(8, '0')).join('')
}

function fnv(text: string, offset: number): number {
  let hash = offset
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME)
  return hash >>> 0
}
