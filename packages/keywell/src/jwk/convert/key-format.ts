/** The forms in which single keys are kept, by name: what `readKey` reports and `writeKey` is asked for. */

/** ASN.1 structures around a key; each comes as PEM, as DER, and as base64 of the DER on one line. */
export type KeyStructure = 'spki' | 'pkcs8' | 'pkcs1' | 'sec1' | 'certificate'

/**
 * - `spki-…`: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), a public key
 * - `pkcs8-…`: PKCS #8 without encryption (RFC 5958), a private key
 * - `pkcs1-…`: PKCS #1 (RFC 8017 §A.1), an RSA key, public or private
 * - `sec1-…`: ECPrivateKey (RFC 5915), an EC private key
 * - `certificate-…`: X.509, of which only the public key is read; never written
 * - `openssh-public`: a line as in authorized_keys; `openssh-private`: what ssh-keygen writes, without a passphrase
 * - `jwk`, `jwks`: JSON (RFC 7517); `cose`: COSE_Key or COSE_KeySet in CBOR (RFC 9052 §7), `cose-base64`: base64url of it
 */
export type KeyFormat =
  | `${KeyStructure}-${'pem' | 'der' | 'base64'}`
  | 'openssh-public'
  | 'openssh-private'
  | 'jwk'
  | 'jwks'
  | 'cose'
  | 'cose-base64'

/** Formats to write that are octets; all others are text. */
export type BinaryKeyFormat = `${Exclude<KeyStructure, 'certificate'>}-der` | 'cose'

/** Formats that can be written. A certificate needs a signature of its issuer, so it is only read. */
export type WritableKeyFormat = Exclude<KeyFormat, `certificate-${string}`>

export const WRITABLE_FORMATS: readonly WritableKeyFormat[] = Object.freeze([
  'spki-pem',
  'spki-der',
  'spki-base64',
  'pkcs8-pem',
  'pkcs8-der',
  'pkcs8-base64',
  'pkcs1-pem',
  'pkcs1-der',
  'pkcs1-base64',
  'sec1-pem',
  'sec1-der',
  'sec1-base64',
  'openssh-public',
  'openssh-private',
  'jwk',
  'jwks',
  'cose',
  'cose-base64',
] as const)

/** Every name of a format. */
export const KEY_FORMATS: readonly KeyFormat[] = Object.freeze([
  ...WRITABLE_FORMATS,
  'certificate-pem',
  'certificate-der',
  'certificate-base64',
] as const)
