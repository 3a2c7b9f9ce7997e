/**
 * BER (X.690 §8) → DER, as far as files of old software need it: indefinite lengths, strings in pieces, lengths in more
 * octets than needed. So everything after this reads strict DER only. Bounded in depth and size.
 */
import { DerProblem, MAX_ELEMENTS } from '../../jwk/der.ts'
import { concat, element } from '../../jwk/convert/der-write.ts'

const CONSTRUCTED = 0x20
const OCTET_STRING_IN_PIECES = 0x24
const OCTET_STRING = 0x04
/** PKCS #12 nests some 12 deep. */
const MAX_DEPTH = 32

interface Taken {
  readonly der: Uint8Array
  /** Where the next element begins. */
  readonly next: number
}

/** The one element that fills `input`. @throws DerProblem */
export function derFromBer(input: Uint8Array): Uint8Array {
  const { der, next } = take(input, 0, 0)
  if (next !== input.length) throw new DerProblem('not exactly one element')
  return der
}

function take(input: Uint8Array, at: number, depth: number): Taken {
  const tag = input[at]
  if (tag === undefined || (tag & 0x1f) === 0x1f) throw new DerProblem('it ends early, or has a tag of many octets')
  if (depth > MAX_DEPTH) throw new DerProblem('it is nested too deep')
  const { start, end } = lengthAt(input, at + 1)
  if (end === undefined && (tag & CONSTRUCTED) === 0) throw new DerProblem('an indefinite length without elements')
  if ((tag & CONSTRUCTED) === 0) return { der: element(tag, input.subarray(start, end)), next: end ?? start }
  return takeConstructed(input, { tag, start, end, depth })
}

interface Open {
  readonly tag: number
  readonly start: number
  /** `undefined` for an indefinite length: two zero octets end it (§8.1.5). */
  readonly end: number | undefined
  readonly depth: number
}

function takeConstructed(input: Uint8Array, { tag, start, end, depth }: Open): Taken {
  const parts: Uint8Array[] = []
  const inside = end === undefined ? input : input.subarray(0, end)
  let at = start
  while (end === undefined ? !isEnd(inside, at) : at < end) {
    const { der, next } = take(inside, at, depth + 1)
    if (parts.push(der) > MAX_ELEMENTS) throw new DerProblem('too many elements')
    at = next
  }
  const next = end ?? at + 2
  if (tag !== OCTET_STRING_IN_PIECES) return { der: element(tag, ...parts), next }
  return { der: element(OCTET_STRING, joinedPieces(parts)), next }
}

const isEnd = (input: Uint8Array, at: number): boolean => input[at] === 0 && input[at + 1] === 0

/** The contents of octet strings, one after the other. Each is DER already. @throws DerProblem */
export function joinedPieces(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.some(([tag]) => tag !== OCTET_STRING)) throw new DerProblem('a string made of something else')
  return concat(...parts.map((part) => part.subarray(lengthAt(part, 1).start)))
}

function lengthAt(input: Uint8Array, at: number): { readonly start: number; readonly end: number | undefined } {
  const first = input[at]
  if (first === undefined || first > 0x84) throw new DerProblem('it ends early, or a length is huge')
  if (first === 0x80) return { start: at + 1, end: undefined }
  const count = first < 0x80 ? 0 : first - 0x80
  const start = at + 1 + count
  const length = count === 0 ? first : input.subarray(at + 1, start).reduce((sum, octet) => sum * 256 + octet, 0)
  if (start + length > input.length) throw new DerProblem('it ends early')
  return { start, end: start + length }
}
