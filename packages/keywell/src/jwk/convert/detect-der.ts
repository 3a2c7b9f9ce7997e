/** Tells the ASN.1 structures of keys apart by the types of their first fields, before any of them is read. */
import { type DerElement, DerProblem, expectTag, readElements, readSingle, TAG } from '../der.ts'
import type { KeyStructure } from './key-format.ts'
import type { RefusalName } from './refusals.ts'

export type DerKind = KeyStructure | (RefusalName & ('encryptedPkcs8' | 'pkcs12' | 'request' | 'pkcs7'))

const { integer, sequence, octetString, bitString, oid, context0 } = TAG

interface Shape {
  readonly kind: DerKind
  /** Tags of the first fields. */
  readonly tags: readonly number[]
  /** How many fields there may be. */
  readonly count: readonly [least: number, most: number]
}

/** The first row that fits decides. */
const SHAPES: readonly Shape[] = [
  { kind: 'spki', tags: [sequence, bitString], count: [2, 2] }, // RFC 5280 §4.1
  { kind: 'certificate', tags: [sequence, sequence, bitString], count: [3, 3] }, // RFC 5280 §4.1
  { kind: 'pkcs8', tags: [integer, sequence, octetString], count: [3, 5] }, // RFC 5958 §2
  { kind: 'sec1', tags: [integer, octetString], count: [2, 4] }, // RFC 5915 §3
  { kind: 'pkcs1', tags: [integer, integer], count: [2, 2] }, // RFC 8017 §A.1.1
  { kind: 'pkcs1', tags: Array.from({ length: 9 }, () => integer), count: [9, 10] }, // RFC 8017 §A.1.2
  { kind: 'encryptedPkcs8', tags: [sequence, octetString], count: [2, 2] }, // RFC 5958 §3
  { kind: 'pkcs12', tags: [integer, sequence], count: [2, 3] }, // RFC 7292 §4
  { kind: 'pkcs7', tags: [oid, context0], count: [2, 2] }, // RFC 5652 §3
]

/** @throws DerProblem when it is no DER, or none of these structures */
export function detectDer(der: Uint8Array): DerKind {
  const fields = readElements(readSingle(der, sequence).content)
  const shape = SHAPES.find((candidate) => fits(candidate, fields))
  if (shape === undefined) throw new DerProblem('no structure that holds a key')
  return shape.kind === 'certificate' && isRequest(fields[0]) ? 'request' : shape.kind
}

const fits = ({ tags, count: [least, most] }: Shape, fields: readonly DerElement[]): boolean =>
  fields.length >= least && fields.length <= most && tags.every((tag, place) => fields[place]?.tag === tag)

/** RFC 2986 §4.1: version, subject, key, attributes; a certificate of version 1 begins serial, SEQUENCE, SEQUENCE, too. */
function isRequest(body: DerElement | undefined): boolean {
  const fields = readElements(expectTag(body, sequence).content)
  return fields.length <= 4 && fields[0]?.tag === integer && fields[2]?.tag === sequence
}
