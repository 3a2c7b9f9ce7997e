/** Certificates as callers have them: PEM with one or several, DER, base64 as in `x5c`, or a list of these. */
import { kindOf, optionInvalid } from '../errors/index.ts'
import { decodeBase64Text } from '../jwk/base64-text.ts'
import { DerProblem } from '../jwk/der.ts'
import { unreadable } from './problems.ts'
import { readX509, type X509 } from './x509.ts'

/** PEM text, DER octets, one base64 string of `x5c`, or a list of them. */
export type CertificateInput = string | Uint8Array | readonly (string | Uint8Array)[]

/** A path of the field has 3 or 4 certificates, cross-signed bundles a few more. */
const MAX_CHAIN = 16
/** The largest stores of operating systems hold some 400. */
const MAX_ANCHORS = 2000
/** Bytes of one certificate; those with an ML-DSA-87 key and signature take some 8,000. */
const MAX_CERTIFICATE_BYTES = 64 * 1024
/** Octets of text: a system's whole store takes some 300 KiB. */
const MAX_TEXT = 4 * 1024 * 1024

/** The chain, first the certificate with the key. @throws KeywellError ERR_CERTIFICATE_INVALID, ERR_OPTION_INVALID */
export function readChain(chain: unknown): readonly [X509, ...X509[]] {
  const ders = derList('chain', chain, MAX_CHAIN)
  const [first, ...rest] = ders.map((der, at) =>
    readCertificate(der, ders.length === 1 ? 'the certificate' : `certificate ${at + 1} of ${ders.length}`),
  )
  if (first === undefined) throw unreadable('the chain', 'holds no certificate')
  return [first, ...rest]
}

/** @throws KeywellError ERR_CERTIFICATE_INVALID, ERR_OPTION_INVALID */
export function readAnchors(anchors: unknown): readonly X509[] {
  const ders = derList('anchors', anchors, MAX_ANCHORS)
  if (ders.length === 0)
    throw optionInvalid('anchors', 'at least one trusted certificate', [], { hint: 'nothing is trusted without one' })
  return ders.map((der, at) =>
    readCertificate(der, ders.length === 1 ? 'the anchor' : `anchor ${at + 1} of ${ders.length}`),
  )
}

/** Those that can be read: a system's store is not the caller's to repair. */
export const readSystemAnchors = (pems: readonly string[]): readonly X509[] =>
  pems.flatMap((pem) => {
    try {
      return readAnchors(pem)
    } catch {
      return []
    }
  })

/** @throws KeywellError ERR_CERTIFICATE_INVALID */
export function readCertificate(der: Uint8Array, label: string): X509 {
  if (der.length > MAX_CERTIFICATE_BYTES) throw unreadable(label, `is larger than ${MAX_CERTIFICATE_BYTES} bytes`)
  try {
    return readX509(der, label)
  } catch (error) {
    if (error instanceof DerProblem) throw unreadable(label, `is no X.509 certificate in DER: ${error.message}`, error)
    throw error
  }
}

function derList(option: string, input: unknown, max: number): readonly Uint8Array[] {
  const items: readonly unknown[] = Array.isArray(input) ? input : [input]
  if (items.length > max) throw tooMany(option, max)
  const ders = items.flatMap((item) => itemDers(option, item))
  if (ders.length > max) throw tooMany(option, max)
  return ders
}

const tooMany = (option: string, max: number): Error =>
  unreadable(`the ${option}`, `holds more than ${max} certificates`)

function itemDers(option: string, item: unknown): readonly Uint8Array[] {
  if (item instanceof Uint8Array) return item[0] === 0x30 ? [item] : textCertificates(option, octetsText(option, item))
  if (typeof item === 'string') return textCertificates(option, item)
  throw optionInvalid(option, 'certificates: PEM, base64 or DER', kindOf(item), { secret: true })
}

const octetsText = (option: string, octets: Uint8Array): string => {
  if (octets.length > MAX_TEXT) throw unreadable(`the ${option}`, 'is too large')
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join('')
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g

function textCertificates(option: string, text: string): readonly Uint8Array[] {
  if (text.length > MAX_TEXT) throw unreadable(`the ${option}`, 'is too large')
  if (!text.includes('-----BEGIN ')) return [base64(option, text)]
  const blocks = [...text.replaceAll('\\n', '\n').matchAll(BLOCK)]
  const found = blocks.filter(([, label]) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE')
  if (found.length > 0) return found.map(([, , body = '']) => base64(option, body))
  const [, label] = blocks[0] ?? []
  throw unreadable(
    `the ${option}`,
    label === undefined ? 'has no complete PEM block' : `is PEM of another kind: ${label}`,
  )
}

function base64(option: string, body: string): Uint8Array {
  const octets = decodeBase64Text(body)
  if (octets === undefined || octets.length === 0) throw unreadable(`the ${option}`, 'is neither PEM nor base64')
  return octets
}
