/** GeneralName (RFC 5280 §4.2.1.6) and the constraints on names that a CA may carry (§4.2.1.10), read strictly. */
import { type DerElement, DerProblem, expectTag, readElements, readSingle, TAG } from '../jwk/der.ts'
import { type Name, readName } from './names.ts'

export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly text: string }
  | { readonly kind: 'ip'; readonly octets: Uint8Array }
  | { readonly kind: 'directory'; readonly name: Name }
  | { readonly kind: 'other'; readonly tag: number }

export interface NameConstraints {
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

/** Implicit tags of the forms that are text. */
const TEXTS: ReadonlyMap<number, 'email' | 'dns' | 'uri'> = new Map([
  [0x81, 'email'],
  [0x82, 'dns'],
  [0x86, 'uri'],
])
const IP = 0x87
const DIRECTORY = 0xa4
const PERMITTED = 0xa0
const EXCLUDED = 0xa1

/** @throws DerProblem */
export const readGeneralNames = (der: Uint8Array): readonly GeneralName[] =>
  readElements(readSingle(der, TAG.sequence).content).map(readGeneralName)

/** @throws DerProblem */
export function readNameConstraints(der: Uint8Array): NameConstraints {
  const fields = readElements(readSingle(der, TAG.sequence).content)
  const strange = fields.find(({ tag }) => tag !== PERMITTED && tag !== EXCLUDED)
  if (strange !== undefined || fields.length === 0) throw new DerProblem('name constraints of another form')
  const subtrees = (tag: number): readonly GeneralName[] =>
    fields.filter((field) => field.tag === tag).flatMap(({ content }) => readElements(content).map(readSubtree))
  return { permitted: subtrees(PERMITTED), excluded: subtrees(EXCLUDED) }
}

/** §4.2.1.10: minimum is always 0, which DER leaves out, and maximum is absent. */
function readSubtree(element: DerElement): GeneralName {
  const [base, ...rest] = readElements(expectTag(element, TAG.sequence).content)
  if (base === undefined || rest.length > 0) throw new DerProblem('a name constraint with a minimum or maximum')
  // An address and its mask, of version 4 or 6; any other would be passed over in silence.
  if (base.tag === IP && base.content.length !== 8 && base.content.length !== 32)
    throw new DerProblem('a range of addresses of another size')
  return readGeneralName(base)
}

function readGeneralName(element: DerElement): GeneralName {
  const kind = TEXTS.get(element.tag)
  if (kind !== undefined) return { kind, text: ascii(element.content) }
  if (element.tag === IP) return { kind: 'ip', octets: element.content }
  // [4] is explicit, as Name is a CHOICE.
  if (element.tag === DIRECTORY) return { kind: 'directory', name: readName(readSingle(element.content, TAG.sequence)) }
  return { kind: 'other', tag: element.tag }
}

/** IA5String. A NUL has fooled readers before, and no name has one. */
function ascii(content: Uint8Array): string {
  if (content.some((octet) => octet < 0x20 || octet > 0x7e)) throw new DerProblem('a name that is not plain ASCII')
  return Array.from(content, (octet) => String.fromCharCode(octet)).join('')
}
