/** `KeyObject` of `node:crypto` ↔ JWK. */
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { kindOf } from '../../errors/index.ts'
import { encodeBase64url } from '../../jose/base64url.ts'
import { asJwk, type Jwk, secretMembers } from '../jwk.ts'
import { requiredText } from '../members.ts'
import { jwkInvalid, keyUnsupported } from '../problems.ts'
import { jwkFromSpki, strictly } from '../spki.ts'
import { canonicalKey } from './canonical-key.ts'
import { readPkcs8 } from './private-der.ts'

/**
 * The JWK of a `KeyObject`: private for a private key, `oct` for a secret one. The restrictions of an RSA-PSS key have
 * no place in a JWK; set `alg` to keep them.
 * @throws KeywellError ERR_JWK_INVALID for a key that is too weak; ERR_KEY_UNSUPPORTED for key types that JOSE does not
 * sign with
 * @example const jwk = jwkFromKeyObject(createPrivateKey(pem))
 */
export function jwkFromKeyObject(key: KeyObject): Jwk {
  return Object.freeze(canonicalKey(exported(key)))
}

function exported(key: KeyObject): Jwk {
  if (typeof key?.export !== 'function') throw jwkInvalid(undefined, `a KeyObject is needed, got ${kindOf(key)}`)
  if (key.type === 'secret') return { kty: 'oct', k: encodeBase64url(key.export()) }
  // node:crypto has no JWK for keys that are tied to PSS.
  if (key.asymmetricKeyType === 'rsa-pss') return fromDer(key)
  try {
    return asJwk({ ...key.export({ format: 'jwk' }) })
  } catch {
    throw keyUnsupported(key.asymmetricKeyType ?? 'unknown', 'node:crypto exports no JWK of this key')
  }
}

const fromDer = (key: KeyObject): Jwk =>
  key.type === 'public'
    ? jwkFromSpki(key.export({ format: 'der', type: 'spki' }))
    : strictly('this is no PKCS #8 in DER', () => readPkcs8(key.export({ format: 'der', type: 'pkcs8' })))

/**
 * A `KeyObject`: private, public or secret as the JWK is.
 * @throws KeywellError ERR_JWK_INVALID; ERR_KEY_UNSUPPORTED when this runtime has no such keys
 * @example const key = keyObjectFromJwk(jwk)
 */
export function keyObjectFromJwk(jwk: Jwk): KeyObject {
  const key = canonicalKey(asJwk(jwk))
  if (key.kty === 'oct') return createSecretKey(requiredText(key, 'k'), 'base64url')
  try {
    const input = { format: 'jwk', key: { ...key } } as const
    return secretMembers(key).length > 0 ? createPrivateKey(input) : createPublicKey(input)
  } catch {
    throw keyUnsupported(key.kty, 'this runtime refuses the key')
  }
}
