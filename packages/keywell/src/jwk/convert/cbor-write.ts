/** Writes the little CBOR that keys need, in the fewest octets (RFC 8949 §4.2.1). */
import { bytes } from '#bytes'
import { concat } from './der-write.ts'

/** What keys are written with; a map's entries in the order given (RFC 8949 §4.2.1 wants them sorted: so give them). */
export type CborWritable = number | string | Uint8Array | readonly CborWritable[] | ReadonlyMap<number, CborWritable>

/** Numbers in as few octets as it takes. */
export function writeCbor(value: CborWritable): Uint8Array {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return withHead(3, bytes.encodeUtf8(value))
  if (value instanceof Uint8Array) return withHead(2, value)
  if (isWritableMap(value)) {
    const entries = [...value].flatMap(([label, item]) => [writeCbor(label), writeCbor(item)])
    return concat(head(5, value.size), ...entries)
  }
  const items = [...value].map((item) => writeCbor(item))
  return concat(head(4, items.length), ...items)
}

const isWritableMap = (value: CborWritable): value is ReadonlyMap<number, CborWritable> => value instanceof Map

const withHead = (major: number, content: Uint8Array): Uint8Array => concat(head(major, content.length), content)

function head(major: number, argument: number): Uint8Array {
  const top = major << 5
  if (argument < 24) return Uint8Array.of(top | argument)
  if (argument < 0x100) return Uint8Array.of(top | 24, argument)
  return Uint8Array.of(top | 25, argument >> 8, argument & 0xff)
}
