/** `writeKey`: a JWK → any form that holds one key. */
import { knownOptions, oneOf } from '../../errors/index.ts'
import { encodeBase64url } from '../../jose/base64url.ts'
import { encodeBase64Text } from '../base64-text.ts'
import { asJwk, type Jwk, publicJwk, secretMembers } from '../jwk.ts'
import { canonicalKey } from './canonical-key.ts'
import { writeCose } from './cose-write.ts'
import { type BinaryKeyFormat, type KeyStructure, WRITABLE_FORMATS, type WritableKeyFormat } from './key-format.ts'
import { writeOpensshPrivate } from './openssh-private-write.ts'
import { writeOpensshPublic } from './openssh-public.ts'
import { noPlace } from './refusals.ts'
import { writePkcs1Private, writePkcs1Public, writePkcs8, writeSec1, writeSpki } from './write-der.ts'

export interface WriteKeyOptions<F extends WritableKeyFormat = WritableKeyFormat> {
  readonly format: F
  /** For OpenSSH keys; the `kid` unless said otherwise. One line. */
  readonly comment?: string
}

/**
 * Writes one key: octets for `…-der` and `cose`, text for everything else. Formats for public keys (`spki-…`,
 * `openssh-public`) take the public part of a private key; `pkcs1-…`, `jwk`, `jwks` and `cose` write what `jwk` has, so
 * give them `publicJwk(jwk)` to publish. Private numbers are written as they are given: pass what `readKey` or
 * `generateJwk` returned.
 * @throws KeywellError ERR_JWK_INVALID; ERR_KEY_UNSUPPORTED when the format has no place for this key; ERR_OPTION_INVALID
 * @example const pem = writeKey(privateJwk, { format: 'pkcs8-pem' })
 */
export function writeKey(jwk: Jwk, options: WriteKeyOptions<BinaryKeyFormat>): Uint8Array
export function writeKey(jwk: Jwk, options: WriteKeyOptions<Exclude<WritableKeyFormat, BinaryKeyFormat>>): string
export function writeKey(jwk: Jwk, options: WriteKeyOptions): string | Uint8Array
export function writeKey(jwk: Jwk, options: WriteKeyOptions): string | Uint8Array {
  const { format: given, comment } = knownOptions('options', options, ['format', 'comment'])
  const format = oneOf(...WRITABLE_FORMATS)('format', given)
  const key = canonicalKey(asJwk(jwk))
  if (key.kty === 'oct' && !FOR_SECRETS.includes(format))
    throw noPlace('oct', `${format} has no place for a symmetric key`, `use ${FOR_SECRETS.join(' or ')}`)
  switch (format) {
    case 'jwk':
      return `${JSON.stringify(key, undefined, 2)}\n`
    case 'jwks':
      return `${JSON.stringify({ keys: [key] }, undefined, 2)}\n`
    case 'cose':
      return writeCose(key)
    case 'cose-base64':
      return encodeBase64url(writeCose(key))
    case 'openssh-public':
      return writeOpensshPublic(publicJwk(key), comment)
    case 'openssh-private':
      return armoured('OPENSSH PRIVATE KEY', writeOpensshPrivate(withPrivate(key, format), comment), 70)
    default:
      return writeStructure(key, format)
  }
}

/** Formats that can hold a symmetric key. */
const FOR_SECRETS: readonly WritableKeyFormat[] = ['jwk', 'jwks', 'cose', 'cose-base64']

type StructureFormat = Extract<WritableKeyFormat, `${KeyStructure}-${string}`>

function writeStructure(key: Jwk, format: StructureFormat): string | Uint8Array {
  const [structure = '', encoding] = format.split('-')
  const { label, der } = structured(key, structure, format)
  if (encoding === 'der') return der
  return encoding === 'base64' ? encodeBase64Text(der) : armoured(label, der, 64)
}

interface Structured {
  readonly label: string
  readonly der: Uint8Array
}

function structured(key: Jwk, structure: string, format: string): Structured {
  if (structure === 'spki') return { label: 'PUBLIC KEY', der: writeSpki(key) }
  if (structure === 'pkcs8') return { label: 'PRIVATE KEY', der: writePkcs8(withPrivate(key, format)) }
  if (structure === 'sec1') {
    if (key.kty !== 'EC') throw noPlace(key.kty, `${format} is for EC keys`, 'use pkcs8 instead')
    return { label: 'EC PRIVATE KEY', der: writeSec1(withPrivate(key, format)) }
  }
  if (key.kty !== 'RSA') throw noPlace(key.kty, `${format} is for RSA keys`, 'use spki or pkcs8 instead')
  const isPrivate = secretMembers(key).length > 0
  if (isPrivate) return { label: 'RSA PRIVATE KEY', der: writePkcs1Private(key) }
  return { label: 'RSA PUBLIC KEY', der: writePkcs1Public(key) }
}

function withPrivate(key: Jwk, format: string): Jwk {
  if (secretMembers(key).length > 0) return key
  throw noPlace(key.kty, `${format} is for private keys, and this one is public`, 'use spki or openssh-public instead')
}

/** RFC 7468 §3; OpenSSH breaks its lines later than OpenSSL. */
function armoured(label: string, der: Uint8Array, width: number): string {
  const lines = encodeBase64Text(der).match(new RegExp(`.{1,${width}}`, 'g')) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
