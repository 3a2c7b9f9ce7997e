/** PEM (RFC 7468) with a public key → JWK. Private keys and everything else are refused by name. */
import { kindOf, type KeywellError } from '../errors/index.ts'
import { decodeBase64Text } from './base64-text.ts'
import type { Jwk } from './jwk.ts'
import { jwkInvalid, keyUnsupported } from './problems.ts'
import { jwkFromCertificateKey, jwkFromSpki } from './spki.ts'

const BEGIN = '-----BEGIN '
const DASHES = '-----'

/** Room for an ML-DSA-87 key many times over; a bound on what is decoded. */
const MAX_PEM_LENGTH = 64 * 1024

/**
 * The public key of a PEM block labelled `PUBLIC KEY` (SubjectPublicKeyInfo). Accepts `\n` spelled out, as environment
 * variables have it, and white space around.
 * @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED
 * @example jwkFromPem(await readFile('issuer.pem', 'utf8'))
 */
export function jwkFromPem(pem: string): Jwk {
  const { label, body } = readBlock(pem)
  if (label !== 'PUBLIC KEY') throw unreadable(label, 'only "PUBLIC KEY" is read here')
  return jwkFromSpki(pemOctets(body))
}

/**
 * The public key of a block labelled `PUBLIC KEY` or `CERTIFICATE`, for sources that are trusted as a whole. Of a
 * certificate only the key is read: no chain, no dates, no names.
 * @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED
 */
export function jwkFromTrustedPem(pem: unknown): Jwk {
  const { label, body } = readBlock(pem)
  if (label === 'PUBLIC KEY') return jwkFromSpki(pemOctets(body))
  if (label === 'CERTIFICATE') return jwkFromCertificateKey(pemOctets(body))
  throw unreadable(label, 'only "PUBLIC KEY" and "CERTIFICATE" are read here')
}

interface PemBlock {
  readonly label: string
  readonly body: string
}

/** The first block; what follows it, such as the rest of a chain, is not looked at. */
function readBlock(pem: unknown): PemBlock {
  if (typeof pem !== 'string') throw jwkInvalid(undefined, `a PEM must be a string, got ${kindOf(pem)}`)
  if (pem.length > MAX_PEM_LENGTH) throw jwkInvalid(undefined, 'the PEM is too long for one key')
  const text = pem.replaceAll('\\n', '\n').trim()
  const labelEnd = text.indexOf(DASHES, BEGIN.length)
  if (!text.startsWith(BEGIN) || labelEnd === -1) throw jwkInvalid(undefined, 'there is no "-----BEGIN …-----" line')
  const label = text.slice(BEGIN.length, labelEnd)
  const end = text.indexOf(`-----END ${label}-----`)
  if (end === -1) throw jwkInvalid(undefined, `there is no "-----END ${label}-----" line`)
  return { label, body: text.slice(labelEnd + DASHES.length, end) }
}

const unreadable = (label: string, expected: string): KeywellError =>
  label.endsWith('PRIVATE KEY')
    ? jwkInvalid(undefined, 'this is a private key; a public key is needed')
    : keyUnsupported('PEM', `${expected}; openssl can extract it from the rest`)

function pemOctets(body: string): Uint8Array {
  const octets = decodeBase64Text(body)
  if (octets === undefined) throw jwkInvalid(undefined, 'the text between the PEM lines is no base64')
  return octets
}
