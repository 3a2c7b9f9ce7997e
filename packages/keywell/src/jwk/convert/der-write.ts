/** Writes the little DER that keys need (X.690 §10). Knows nothing of keys. */
import { TAG } from '../der.ts'

/** Octets one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** An element of any tag around content that is written already. */
export const element = (tag: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const inside = concat(...content)
  return concat(Uint8Array.of(tag), lengthOctets(inside.length), inside)
}

export const sequence = (...content: readonly Uint8Array[]): Uint8Array => element(TAG.sequence, ...content)

export const octetString = (content: Uint8Array): Uint8Array => element(TAG.octetString, content)

/** A BIT STRING without unused bits. */
export const bitString = (content: Uint8Array): Uint8Array => element(TAG.bitString, Uint8Array.of(0), content)

/** A positive INTEGER from its magnitude, in as few octets as it takes. */
export function integer(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((octet) => octet !== 0)
  const trimmed = first === -1 ? Uint8Array.of(0) : magnitude.subarray(first)
  return (trimmed[0] ?? 0) < 0x80 ? element(TAG.integer, trimmed) : element(TAG.integer, Uint8Array.of(0), trimmed)
}

/** A version or another number below 128. */
export const smallInteger = (value: number): Uint8Array => element(TAG.integer, Uint8Array.of(value))

/** An OBJECT IDENTIFIER from the hexadecimal of its content. */
export const oid = (hex: string): Uint8Array =>
  element(
    TAG.oid,
    Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  )

export const nullValue = (): Uint8Array => element(TAG.null)

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return Uint8Array.of(0x80 + octets.length, ...octets)
}
