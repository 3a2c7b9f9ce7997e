/** One X.509 certificate (RFC 5280 §4.1) in DER → its parts. Judges the form only: no dates, no signature, no trust. */
import { bitStringOctets, type DerElement, DerProblem, expectTag, readElements, readSingle, TAG } from '../jwk/der.ts'
import { isoDate, isoText } from '../io/http-date.ts'
import { type Extensions, readExtensions } from './extensions.ts'
import { type Name, readName } from './names.ts'
import { hex, X509_TAG } from './tags.ts'

export interface X509 {
  /** How errors name it: `certificate 2 of 3`, `anchor 1 of 5`. */
  readonly label: string
  readonly der: Uint8Array
  /** What the signature covers. */
  readonly tbs: Uint8Array
  readonly serial: string
  readonly subject: Name
  readonly issuer: Name
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly keyAlgorithm: DerElement
  readonly signatureAlgorithm: DerElement
  readonly signature: Uint8Array
  readonly extensions: Extensions
}

/** @throws DerProblem */
export function readX509(der: Uint8Array, label: string): X509 {
  const [tbs, algorithm, signature, ...rest] = readElements(readSingle(der, TAG.sequence).content)
  if (rest.length > 0) throw new DerProblem('more than a certificate')
  const outer = expectTag(algorithm, TAG.sequence)
  const fields = readElements(expectTag(tbs, TAG.sequence).content)
  const [version] = fields
  const hasVersion = version?.tag === TAG.context0
  if (hasVersion && !VERSIONS.has(hex(version.content))) throw new DerProblem('a version that does not exist')
  const [serial, inner, issuer, validity, subject, key, ...optional] = fields.slice(hasVersion ? 1 : 0)
  const [keyAlgorithm] = readElements(expectTag(key, TAG.sequence).content)
  // §4.1.1.2: both must be the same, or somebody could change the outer one, which is not signed.
  if (!isSame(expectTag(inner, TAG.sequence).whole, outer.whole)) throw new DerProblem('two signature algorithms')
  const [notBefore, notAfter] = readElements(expectTag(validity, TAG.sequence).content)
  if (!isInOrder(optional)) throw new DerProblem('a field that does not belong there')
  const extensions = optional.find(({ tag }) => tag === X509_TAG.context3)
  if (extensions !== undefined && !isVersion3(version)) throw new DerProblem('extensions, but not version 3')
  return {
    label,
    der: new Uint8Array(der),
    tbs: expectTag(tbs, TAG.sequence).whole,
    serial: hex(expectTag(serial, TAG.integer).content),
    subject: readName(subject),
    issuer: readName(issuer),
    notBeforeMs: readTime(notBefore),
    notAfterMs: readTime(notAfter),
    keyAlgorithm: expectTag(keyAlgorithm, TAG.sequence),
    signatureAlgorithm: outer,
    signature: bitStringOctets(signature),
    extensions: readExtensions(extensions === undefined ? undefined : readSingle(extensions.content, TAG.sequence)),
  }
}

/** The contents of `[0] { INTEGER 0…2 }`. */
const VERSIONS: ReadonlySet<string> = new Set(['020100', '020101', '020102'])

/** Two identifiers that nobody uses, and the extensions: each at most once, so that none hides behind another (§4.1). */
const OPTIONAL_TAGS: readonly number[] = [0x81, 0x82, X509_TAG.context3]

const isInOrder = (fields: readonly DerElement[]): boolean =>
  fields.every(({ tag }, at) => OPTIONAL_TAGS.includes(tag) && tag > (fields[at - 1]?.tag ?? 0))

/** `[0] { INTEGER 2 }` */
const isVersion3 = (version: DerElement | undefined): boolean =>
  version !== undefined && hex(version.content) === '020102'

export const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((octet, at) => octet === other[at])

/** Issuer and subject are the same name (§6.1: self-issued). */
export const isSelfIssued = ({ issuer, subject }: X509): boolean => issuer.canonical === subject.canonical

/** `YYMMDDHHMMSSZ` until 2049, `YYYYMMDDHHMMSSZ` from then on (§4.1.2.5): always seconds, always Z. */
const TIME = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/

function readTime(element: DerElement | undefined): number {
  const text = Array.from(element?.content ?? [], (octet) => String.fromCharCode(octet)).join('')
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = TIME.exec(text) ?? []
  const isShort = element?.tag === X509_TAG.utcTime && year.length === 2
  const isLong = element?.tag === X509_TAG.generalizedTime && year.length === 4
  if (!isShort && !isLong) throw new DerProblem('a time of another form')
  const century = isLong ? '' : Number(year) >= 50 ? '19' : '20'
  const iso = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`
  const ms = isoDate(iso)
  if (ms === undefined || isoText(ms) !== iso) throw new DerProblem('a time that does not exist')
  return ms
}
