/** PEM (RFC 7468) with a public key → JWK. Private keys and everything else are refused by name. */
import { decodeBase64url } from '../jose/base64url.ts'
import { kindOf } from '../errors/index.ts'
import type { Jwk } from './jwk.ts'
import { jwkInvalid, keyUnsupported } from './problems.ts'
import { jwkFromSpki } from './spki.ts'

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
  if (typeof pem !== 'string') throw jwkInvalid(undefined, `a PEM must be a string, got ${kindOf(pem)}`)
  if (pem.length > MAX_PEM_LENGTH) throw jwkInvalid(undefined, 'the PEM is too long for one key')
  const text = pem.replaceAll('\\n', '\n').trim()
  const labelEnd = text.indexOf(DASHES, BEGIN.length)
  if (!text.startsWith(BEGIN) || labelEnd === -1) throw jwkInvalid(undefined, 'there is no "-----BEGIN …-----" line')
  const label = text.slice(BEGIN.length, labelEnd)
  requirePublicKey(label)
  const end = text.indexOf(`-----END ${label}-----`)
  if (end === -1) throw jwkInvalid(undefined, `there is no "-----END ${label}-----" line`)
  return jwkFromSpki(pemOctets(text.slice(labelEnd + DASHES.length, end)))
}

function requirePublicKey(label: string): void {
  if (label === 'PUBLIC KEY') return
  if (label.endsWith('PRIVATE KEY')) throw jwkInvalid(undefined, 'this is a private key; a public key is needed')
  throw keyUnsupported('PEM', 'only "PUBLIC KEY" is read here; openssl can extract it from the rest')
}

function pemOctets(body: string): Uint8Array {
  const compact = body
    .replaceAll(/[\r\n\t ]/g, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
  const octets = decodeBase64url(compact.replace(/={1,2}$/, ''))
  if (octets === undefined) throw jwkInvalid(undefined, 'the text between the PEM lines is no base64')
  return octets
}
