/** RSASSA-PSS-params (RFC 4055 §3.1) → the JOSE algorithm with the same parameters (RFC 7518 §3.5), where there is one. */
import { type DerElement, DerProblem, expectTag, oidHex, readElements, readSingle, TAG } from '../jwk/der.ts'
import { readCount, X509_TAG } from './tags.ts'

const HASHES: ReadonlyMap<string, { readonly name: string; readonly octets: number }> = new Map([
  ['608648016503040201', { name: 'PS256', octets: 32 }],
  ['608648016503040202', { name: 'PS384', octets: 48 }],
  ['608648016503040203', { name: 'PS512', octets: 64 }],
])
const MGF1 = '2a864886f70d010108'

/** What DER leaves out (RFC 4055 §3.1). */
const DEFAULT_SALT = 20

/** Parameters of a signature; `undefined` where they are others, the defaults (SHA-1) among them. */
export const pssHash = (parameters: DerElement | undefined): string | undefined =>
  pssAlgorithm(parameters, (salt, octets) => salt === octets)

/** Parameters of a key, whose salt is the least that signatures must have (RFC 4055 §3.1). */
export const pssOfKey = (parameters: DerElement | undefined): string | undefined =>
  pssAlgorithm(parameters, (salt, octets) => salt <= octets)

type SaltRule = (salt: number, octets: number) => boolean

function pssAlgorithm(parameters: DerElement | undefined, isFit: SaltRule): string | undefined {
  try {
    const fields = readElements(expectTag(parameters, TAG.sequence).content)
    const field = (tag: number): Uint8Array => fields.find((one) => one.tag === tag)?.content ?? new Uint8Array()
    const hash = algorithm(field(TAG.context0))
    const mask = algorithm(field(TAG.context1))
    const length = field(X509_TAG.context2)
    const salt = length.length === 0 ? DEFAULT_SALT : readCount(readSingle(length, TAG.integer))
    const facts = HASHES.get(hash.id)
    const maskHash = oidHex(readElements(expectTag(mask.parameters, TAG.sequence).content)[0])
    const isJose = mask.id === MGF1 && maskHash === hash.id && facts !== undefined && isFit(salt, facts.octets)
    return isJose ? facts.name : undefined
  } catch (error) {
    if (error instanceof DerProblem) return undefined
    throw error
  }
}

function algorithm(der: Uint8Array): { readonly id: string; readonly parameters: DerElement | undefined } {
  const [oid, parameters] = readElements(readSingle(der, TAG.sequence).content)
  return { id: oidHex(oid), parameters }
}
