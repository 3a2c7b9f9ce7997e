/** The SubjectPublicKeyInfo that a service gives → JWK. */
import { type Jwk, readKey } from 'keywell/jwk'

/** @param der - as AWS gives it, and PKCS#11 tools. @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export const jwkOfSpki = async (der: Uint8Array): Promise<Jwk> => (await readKey(der, { format: 'spki-der' })).jwk
