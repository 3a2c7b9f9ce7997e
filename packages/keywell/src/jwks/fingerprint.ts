/** A short text that stands for a long one. No security feature: whoever wants two texts with one fingerprint finds them. */

/** FNV-1a, 32 bits (Fowler, Noll, Vo), from two offsets: together they do not collide by accident. */
const PRIME = 0x01_00_01_93
const OFFSETS = [0x81_1c_9d_c5, 0x2f_0b_44_87] as const

/** 16 hexadecimal digits. */
export const fingerprint = (text: string): string =>
  OFFSETS.map((offset) => fnv(text, offset).toString(16).padStart(8, '0')).join('')

function fnv(text: string, offset: number): number {
  let hash = offset
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME)
  return hash >>> 0
}
