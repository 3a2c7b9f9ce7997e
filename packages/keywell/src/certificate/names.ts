/** Distinguished names (RFC 5280 §4.1.2.4): how they are shown, and when two of them are the same (§7.1). */
import { bytes } from '#bytes'
import { type DerElement, DerProblem, expectTag, oidHex, readElements, TAG } from '../jwk/der.ts'
import { hex, oidText, X509_TAG } from './tags.ts'

export interface Name {
  /** `CN=Issuing CA, O=Example`; for people. */
  readonly text: string
  /** The common name, or the whole name where there is none. */
  readonly short: string
  /** Equal for names that RFC 5280 §7.1 holds for equal: letter case, inner spaces and string type make no difference. */
  readonly canonical: string
  readonly isEmpty: boolean
  /** The value of each relative name's attributes, in order, canonical. */
  readonly parts: readonly string[]
  /** Addresses in the attribute emailAddress, as old certificates have them (§4.1.2.6). */
  readonly emails: readonly string[]
}

/** Attribute types by the hexadecimal of their OID's content (RFC 4519 §2, RFC 2985 §5.2.1). */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['550403', 'CN'],
  ['550406', 'C'],
  ['550407', 'L'],
  ['550408', 'ST'],
  ['55040a', 'O'],
  ['55040b', 'OU'],
  ['550405', 'serialNumber'],
  ['0992268993f22c640119', 'DC'],
  ['2a864886f70d010901', 'emailAddress'],
])

/** How the octets of each string type become text; T61String is read as Latin-1, as everybody does. */
const latin1 = (content: Uint8Array): string => Array.from(content, (octet) => String.fromCharCode(octet)).join('')
const bmp = (content: Uint8Array): string =>
  latin1(content).replaceAll(/([^])([^])/g, (_, high: string, low: string) =>
    String.fromCharCode(high.charCodeAt(0) * 256 + low.charCodeAt(0)),
  )
const universal = (content: Uint8Array): string =>
  latin1(content).replaceAll(/\0([^]{3})/g, (_, rest: string) => {
    const [high = 0, middle = 0, low = 0] = Array.from(rest, (octet) => octet.charCodeAt(0))
    return high > 0x10 ? '\uFFFD' : String.fromCodePoint(high * 65_536 + middle * 256 + low)
  })
const STRINGS: ReadonlyMap<number, (content: Uint8Array) => string> = new Map([
  [X509_TAG.utf8, (content) => bytes.decodeUtf8(content) ?? latin1(content)],
  [0x12, latin1], // NumericString
  [0x13, latin1], // PrintableString
  [0x14, latin1], // T61String
  [0x16, latin1], // IA5String
  [0x1a, latin1], // VisibleString
  [0x1c, universal], // UniversalString
  [0x1e, bmp], // BMPString
])

interface Attribute {
  readonly type: string
  readonly label: string
  readonly text: string
  readonly canonical: string
}

/** @throws DerProblem */
export function readName(element: DerElement | undefined): Name {
  const sets = readElements(expectTag(element, TAG.sequence).content)
  const attributes = sets.map((set) => readElements(expectTag(set, X509_TAG.set).content).map(readAttribute))
  const flat = attributes.flat()
  const text = flat.map((one) => `${one.label}=${one.text}`).join(', ')
  // As JSON, so that no value can look like two.
  const parts = attributes.map((set) => JSON.stringify(set.map(({ canonical }) => canonical).toSorted()))
  return {
    text,
    short: flat.findLast(({ label }) => label === 'CN')?.text ?? text,
    canonical: JSON.stringify(parts),
    isEmpty: flat.length === 0,
    parts,
    emails: flat.filter(({ label }) => label === 'emailAddress').map((one) => one.text),
  }
}

function readAttribute(element: DerElement): Attribute {
  const [type, value, ...rest] = readElements(expectTag(element, TAG.sequence).content)
  if (value === undefined || rest.length > 0) throw new DerProblem('an attribute of a name is incomplete')
  const id = oidHex(type)
  const decode = STRINGS.get(value.tag)
  const text = decode === undefined ? hex(value.whole) : decode(value.content)
  const prepared = decode === undefined ? text : prepare(text)
  return {
    type: id,
    label: LABELS.get(id) ?? oidText(type),
    text,
    canonical: `${id}${decode === undefined ? '#' : '='}${prepared}`,
  }
}

/** The part of RFC 4518's preparation that names in the field need. */
const prepare = (text: string): string => text.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/g, ' ')
