/** The extensions of a certificate that path validation reads (RFC 5280 §4.2). Judges nothing; a malformed one is no DER. */
import { type DerElement, DerProblem, expectTag, oidHex, readElements, readSingle, TAG } from '../jwk/der.ts'
import { type GeneralName, type NameConstraints, readGeneralNames, readNameConstraints } from './general-names.ts'
import { hex, oidText, readBoolean, readCount, X509_TAG } from './tags.ts'

export interface Extensions {
  /** Dotted OIDs of critical extensions that nobody here knows how to honour. */
  readonly unknownCritical: readonly string[]
  readonly isCa: boolean
  readonly pathLength: number | undefined
  /** Names of the bits set; `undefined` where the extension is absent, which allows everything. */
  readonly keyUsage: readonly KeyUsage[] | undefined
  /** OIDs as hexadecimal and dotted; `undefined` where the extension is absent. */
  readonly purposes: readonly Purpose[] | undefined
  readonly altNames: readonly GeneralName[]
  readonly nameConstraints: NameConstraints | undefined
  readonly subjectKeyId: string | undefined
  readonly authorityKeyId: string | undefined
}

export interface Purpose {
  readonly hex: string
  readonly text: string
}

/** Bits of keyUsage, first to last (RFC 5280 §4.2.1.3). */
const KEY_USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
export type KeyUsage = (typeof KEY_USAGES)[number]

/** OIDs as the hexadecimal of their content: 2.5.29.* */
const ID = {
  subjectKeyId: '551d0e',
  keyUsage: '551d0f',
  altNames: '551d11',
  basicConstraints: '551d13',
  nameConstraints: '551d1e',
  authorityKeyId: '551d23',
  purposes: '551d25',
} as const

/** Honoured here, or by the library's path validation: policies, policy mappings, constraints, inhibitAnyPolicy. */
const KNOWN: ReadonlySet<string> = new Set([...Object.values(ID), '551d20', '551d21', '551d24', '551d36'])

interface Raw {
  readonly oid: DerElement
  readonly isCritical: boolean
  readonly value: Uint8Array
}

/** @param element - the SEQUENCE of extensions; `undefined` where the certificate has none. @throws DerProblem */
export function readExtensions(element: DerElement | undefined): Extensions {
  const found = new Map<string, Raw>()
  for (const one of element === undefined ? [] : readElements(expectTag(element, TAG.sequence).content)) {
    const raw = readRaw(one)
    const id = oidHex(raw.oid)
    // RFC 5280 §4.2: no more than one instance of an extension.
    if (found.has(id)) throw new DerProblem('an extension appears twice')
    found.set(id, raw)
  }
  const value = (id: string): Uint8Array | undefined => found.get(id)?.value
  const strangers = [...found].filter(([id, { isCritical }]) => isCritical && !KNOWN.has(id))
  return {
    unknownCritical: strangers.map(([, { oid }]) => oidText(oid)),
    ...basicConstraints(value(ID.basicConstraints)),
    keyUsage: mapped(value(ID.keyUsage), keyUsage),
    purposes: mapped(value(ID.purposes), purposes),
    altNames: mapped(value(ID.altNames), readGeneralNames) ?? [],
    nameConstraints: mapped(value(ID.nameConstraints), readNameConstraints),
    subjectKeyId: mapped(value(ID.subjectKeyId), (der) => hex(readSingle(der, TAG.octetString).content)),
    authorityKeyId: mapped(value(ID.authorityKeyId), authorityKeyId),
  }
}

const mapped = <T>(value: Uint8Array | undefined, read: (der: Uint8Array) => T): T | undefined =>
  value === undefined ? undefined : read(value)

function readRaw(element: DerElement): Raw {
  const [oid, ...rest] = readElements(expectTag(element, TAG.sequence).content)
  const [flag] = rest
  const hasFlag = flag?.tag === X509_TAG.boolean
  const value = rest[hasFlag ? 1 : 0]
  if (oid === undefined || rest.length !== (hasFlag ? 2 : 1)) throw new DerProblem('an extension is incomplete')
  const { content } = expectTag(value, TAG.octetString)
  return { oid, isCritical: hasFlag && readBoolean(flag), value: content }
}

function basicConstraints(der: Uint8Array | undefined): Pick<Extensions, 'isCa' | 'pathLength'> {
  if (der === undefined) return { isCa: false, pathLength: undefined }
  const fields = readElements(readSingle(der, TAG.sequence).content)
  const [first] = fields
  const hasFlag = first?.tag === X509_TAG.boolean
  const isCa = hasFlag && readBoolean(first)
  const length = fields[hasFlag ? 1 : 0]
  if (fields.length > (hasFlag ? 2 : 1)) throw new DerProblem('basic constraints of another form')
  return { isCa, pathLength: length === undefined ? undefined : readCount(length) }
}

/** Unused bits are allowed here, as this is a named bit list; so not `bitStringOctets`. */
function keyUsage(der: Uint8Array): readonly KeyUsage[] {
  const octets = readSingle(der, TAG.bitString).content.subarray(1)
  return KEY_USAGES.filter((_, bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
}

const purposes = (der: Uint8Array): readonly Purpose[] =>
  readElements(readSingle(der, TAG.sequence).content).map((oid) => ({ hex: oidHex(oid), text: oidText(oid) }))

/** Only the key's identifier, [0] IMPLICIT OCTET STRING; it is a hint, and nothing is decided by it (§4.2.1.1). */
function authorityKeyId(der: Uint8Array): string | undefined {
  const id = readElements(readSingle(der, TAG.sequence).content).find(({ tag }) => tag === 0x80)
  return id === undefined ? undefined : hex(id.content)
}
