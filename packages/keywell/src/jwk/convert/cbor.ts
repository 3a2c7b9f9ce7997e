/** Reads the little CBOR that keys need (RFC 8949): definite lengths, no tags, no floats. Bounded by its input and in depth. */
import { bytes } from '#bytes'
import { DerProblem } from '../der.ts'

export type CborValue = number | string | boolean | null | Uint8Array | readonly CborValue[] | CborMap
export type CborMap = ReadonlyMap<number | string, CborValue>

export const isCborMap = (value: unknown): value is CborMap => value instanceof Map

/** A set of keys with lists inside nests 3 deep. */
const MAX_DEPTH = 8
/** A thousand keys take some 30,000; an empty map of one octet takes hundreds of octets of memory. */
const MAX_ITEMS = 100_000

interface Cursor {
  readonly input: Uint8Array
  at: number
  depth: number
  items: number
}

/** The one value that fills `input`. @throws DerProblem */
export function readCbor(input: Uint8Array): CborValue {
  const cursor: Cursor = { input, at: 0, depth: 0, items: 0 }
  const value = readItem(cursor)
  if (cursor.at !== input.length) throw new DerProblem('something follows the value')
  return value
}

/** RFC 8949 §3.1: the major type in the three topmost bits. */
function readItem(cursor: Cursor): CborValue {
  cursor.items += 1
  if (cursor.items > MAX_ITEMS) throw new DerProblem('too many items')
  const [first = 0] = take(cursor, 1)
  const major = first >> 5
  const low = first & 0x1f
  if (major === 7) return simple(low)
  const argument = readArgument(cursor, low)
  switch (major) {
    case 0:
      return argument
    case 1:
      return -1 - argument
    case 2:
      return take(cursor, argument)
    case 3:
      return utf8(take(cursor, argument))
    case 4:
      return nested(cursor, () => Array.from({ length: bounded(cursor, argument) }, () => readItem(cursor)))
    case 5:
      return nested(cursor, () => readMap(cursor, bounded(cursor, argument)))
    default:
      throw new DerProblem('a tag')
  }
}

function readMap(cursor: Cursor, count: number): CborMap {
  const map = new Map<number | string, CborValue>()
  for (let place = 0; place < count; place += 1) {
    const label = readItem(cursor)
    if (typeof label !== 'number' && typeof label !== 'string') throw new DerProblem('a label of another type')
    // RFC 9052 §3: a label must not occur twice.
    if (map.has(label)) throw new DerProblem('a label that occurs twice')
    map.set(label, readItem(cursor))
  }
  return map
}

/** Every item takes an octet at least, so a count beyond what is left is a lie. */
function bounded({ input, at }: Cursor, count: number): number {
  if (count > input.length - at) throw new DerProblem('it ends early')
  return count
}

function nested<T>(cursor: Cursor, read: () => T): T {
  cursor.depth += 1
  if (cursor.depth > MAX_DEPTH) throw new DerProblem('it nests too deep')
  const value = read()
  cursor.depth -= 1
  return value
}

function readArgument(cursor: Cursor, low: number): number {
  if (low < 24) return low
  if (low > 27) throw new DerProblem('an indefinite length')
  const value = take(cursor, 2 ** (low - 24)).reduce((sum, octet) => sum * 256 + octet, 0)
  if (!Number.isSafeInteger(value)) throw new DerProblem('a number beyond bounds')
  return value
}

function simple(low: number): CborValue {
  if (low === 20 || low === 21) return low === 21
  if (low === 22) return null
  throw new DerProblem('a float or an unknown simple value')
}

function utf8(octets: Uint8Array): string {
  const text = bytes.decodeUtf8(octets)
  if (text === undefined) throw new DerProblem('text that is no UTF-8')
  return text
}

function take(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length
  if (end > cursor.input.length) throw new DerProblem('it ends early')
  const taken = cursor.input.subarray(cursor.at, end)
  cursor.at = end
  return taken
}
