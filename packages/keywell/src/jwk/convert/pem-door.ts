/** The named conversions of the door: thin names for what `readKey` and `writeKey` do. */
import { kindOf, knownOptions, oneOf } from '../../errors/index.ts'
import { jwkFromTrustedPem } from '../pem.ts'
import { jwkInvalid } from '../problems.ts'
import { asJwk, type Jwk, secretMembers } from '../jwk.ts'
import { jwkFromCertificateKey } from '../spki.ts'
import { writeKey } from './write-key.ts'

export interface JwkToPemOptions {
  /** `pkcs8` for a private key and `spki` for a public one unless said otherwise. */
  readonly format?: 'spki' | 'pkcs8' | 'pkcs1' | 'sec1'
}

/**
 * A JWK as PEM.
 * @throws KeywellError as `writeKey` does
 * @example const pem = jwkToPem(publicJwk)
 */
export function jwkToPem(jwk: Jwk, options: JwkToPemOptions = {}): string {
  const { format } = knownOptions('options', options, ['format'])
  const usual = secretMembers(asJwk(jwk)).length > 0 ? 'pkcs8' : 'spki'
  const structure = oneOf('spki', 'pkcs8', 'pkcs1', 'sec1')('format', format ?? usual)
  return writeKey(jwk, { format: `${structure}-pem` })
}

/**
 * The public key inside an X.509 certificate, PEM or DER. Nothing else of it is looked at: no chain, no dates, no
 * names. To trust a key because of its certificate use `certificateKeys` of `keywell/certificates`.
 * @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED
 */
export function jwkFromCertificate(certificate: string | Uint8Array): Jwk {
  if (typeof certificate === 'string') return jwkFromTrustedPem(certificate)
  if (certificate instanceof Uint8Array) return jwkFromCertificateKey(certificate)
  throw jwkInvalid(undefined, `a certificate must be text or octets, got ${kindOf(certificate)}`)
}
