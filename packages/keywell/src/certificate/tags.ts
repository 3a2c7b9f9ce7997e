/** The DER tags (X.690 §8) that certificates need beyond those of keys, and OBJECT IDENTIFIERs in dotted form. */
import { type DerElement, DerProblem, expectTag, TAG } from '../jwk/der.ts'

export const X509_TAG: Readonly<
  Record<'boolean' | 'utf8' | 'set' | 'utcTime' | 'generalizedTime' | 'context2' | 'context3', number>
> = Object.freeze({
  boolean: 0x01,
  utf8: 0x0c,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
  context2: 0xa2,
  context3: 0xa3,
})

/** A BOOLEAN, which DER writes in one way for each value (X.690 §11.1). @throws DerProblem */
export function readBoolean(element: DerElement): boolean {
  const { content } = expectTag(element, X509_TAG.boolean)
  const value = content[0]
  if (content.length !== 1 || (value !== 0 && value !== 0xff)) throw new DerProblem('a boolean that is not DER')
  return value === 0xff
}

/** A small INTEGER, 0 or more. @throws DerProblem */
export function readCount(element: DerElement | undefined): number {
  const { content } = expectTag(element, TAG.integer)
  const isSmall = content.length > 0 && content.length <= 4 && (content[0] ?? 0x80) < 0x80
  if (!isSmall) throw new DerProblem('a count that is negative or huge')
  return content.reduce((sum, octet) => sum * 256 + octet, 0)
}

/** OIDs in use have some 10 octets; arithmetic on an arc of many kilobytes is slow. */
const MAX_OID_OCTETS = 128

/** An OBJECT IDENTIFIER as people write it, `2.5.29.15`. @throws DerProblem */
export function oidText(element: DerElement | undefined): string {
  if (expectTag(element, TAG.oid).content.length > MAX_OID_OCTETS) throw new DerProblem('an identifier that is huge')
  const arcs: bigint[] = [0n]
  const { content } = expectTag(element, TAG.oid)
  content.forEach((octet, at) => {
    arcs[arcs.length - 1] = ((arcs.at(-1) ?? 0n) << 7n) | BigInt(octet & 0x7f)
    if (octet < 0x80 && at < content.length - 1) arcs.push(0n)
  })
  const first = arcs[0] ?? 0n
  const top = first < 80n ? first / 40n : 2n
  return [top, first - top * 40n, ...arcs.slice(1)].join('.')
}

export const hex = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
