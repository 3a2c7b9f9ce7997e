/** A strict reader for the little DER that public keys need (X.690 §10): definite lengths, minimal, no trailing bytes. */

export interface DerElement {
  readonly tag: number
  readonly content: Uint8Array
  /** The element with its tag and length. */
  readonly whole: Uint8Array
}

type TagName = 'integer' | 'bitString' | 'octetString' | 'null' | 'oid' | 'sequence' | 'context0' | 'context1'

export const TAG: Readonly<Record<TagName, number>> = Object.freeze({
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  context0: 0xa0,
  context1: 0xa1,
})

/** Thrown on anything that is no DER; callers turn it into their own typed error. */
export class DerProblem extends Error {}

/** A certificate with thousands of names stays below; each element takes hundreds of octets of memory. */
export const MAX_ELEMENTS = 20_000

/** The elements that follow each other in `input`, which they must fill exactly. @throws DerProblem */
export function readElements(input: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = []
  for (let at = 0; at < input.length;) {
    const element = readElement(input, at)
    if (elements.push(element) > MAX_ELEMENTS) throw new DerProblem('too many elements')
    at += element.whole.length
  }
  return elements
}

/** The one element that fills `input`, which must have the given tag. @throws DerProblem */
export function readSingle(input: Uint8Array, tag: number): DerElement {
  const [element, ...rest] = readElements(input)
  if (element === undefined || rest.length > 0) throw new DerProblem('not exactly one element')
  return expectTag(element, tag)
}

export function expectTag(element: DerElement | undefined, tag: number): DerElement {
  if (element?.tag !== tag) throw new DerProblem('an element of another type is expected')
  return element
}

/** The octets of a BIT STRING without unused bits. @throws DerProblem */
export function bitStringOctets(element: DerElement | undefined): Uint8Array {
  const { content } = expectTag(element, TAG.bitString)
  if (content[0] !== 0) throw new DerProblem('a bit string with unused bits')
  return content.subarray(1)
}

/** The magnitude of a positive INTEGER, without the zero octet that keeps it so (X.690 §8.3). @throws DerProblem */
export function positiveOctets(element: DerElement | undefined): Uint8Array {
  const { content } = expectTag(element, TAG.integer)
  const [top, second] = content
  if (top === undefined || top >= 0x80) throw new DerProblem('a number that is not positive')
  if (top !== 0 || second === undefined) return content
  if (second < 0x80) throw new DerProblem('a number with needless zeros')
  return content.subarray(1)
}

/** An OBJECT IDENTIFIER as hexadecimal of its content, which serves as a key in tables. @throws DerProblem */
export const oidHex = (element: DerElement | undefined): string =>
  Array.from(expectTag(element, TAG.oid).content, (octet) => octet.toString(16).padStart(2, '0')).join('')

function readElement(input: Uint8Array, at: number): DerElement {
  const tag = input[at]
  const first = input[at + 1]
  if (tag === undefined || first === undefined) throw new DerProblem('it ends early')
  const lengthOctets = first < 0x80 ? 0 : first - 0x80
  if (first === 0x80 || lengthOctets > 4) throw new DerProblem('an indefinite or huge length')
  const start = at + 2 + lengthOctets
  const length = lengthOctets === 0 ? first : longLength(input.subarray(at + 2, start), lengthOctets)
  if (start + length > input.length) throw new DerProblem('it ends early')
  return { tag, content: input.subarray(start, start + length), whole: input.subarray(at, start + length) }
}

function longLength(octets: Uint8Array, expected: number): number {
  const length = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  const isMinimal = octets.length === expected && octets[0] !== 0 && length >= 0x80
  if (!isMinimal) throw new DerProblem('a length that is not minimal')
  return length
}
