/** The SubjectPublicKeyInfo that a service gives → JWK. */
import { type Jwk, jwkFromPem } from 'keywell/jwk'
import { encodeBase64 } from './base64.ts'

/** @param der - as AWS and PKCS#11 tools give it. @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export const jwkOfSpki = (der: Uint8Array): Jwk =>
  jwkFromPem(`-----BEGIN PUBLIC KEY-----\n${encodeBase64(der)}\n-----END PUBLIC KEY-----`)
