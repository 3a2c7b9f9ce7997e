/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) → JWK, and the one inside a certificate. Judges the form, not the key. */
import { encodeBase64url } from '../jose/base64url.ts'
import {
  bitStringOctets,
  type DerElement,
  DerProblem,
  expectTag,
  oidHex,
  positiveOctets,
  readElements,
  readSingle,
  TAG,
} from './der.ts'
import { edwardsCurve, weierstrassCurve } from './curves.ts'
import { decompressed } from './ec-point.ts'
import type { Jwk } from './jwk.ts'
import { EC_PUBLIC_KEY, EDWARDS_KEYS, ML_DSA_KEYS, NAMED_CURVES, RSA_ENCRYPTION, RSA_PSS } from './oids.ts'
import { jwkInvalid, keyUnsupported } from './problems.ts'

/** The public key of an SPKI in DER. @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export function jwkFromSpki(der: Uint8Array): Jwk {
  return strictly('this is no SubjectPublicKeyInfo in DER', () => readSpki(readSingle(der, TAG.sequence)))
}

/** The public key inside an X.509 certificate in DER; nothing else of it is looked at, least of all its validity. */
export function jwkFromCertificateKey(der: Uint8Array): Jwk {
  return strictly('this is no X.509 certificate in DER', () => {
    const [tbs] = readElements(readSingle(der, TAG.sequence).content)
    const fields = readElements(expectTag(tbs, TAG.sequence).content)
    // [0] version, serial, signature, issuer, validity, subject, subjectPublicKeyInfo (RFC 5280 §4.1)
    const offset = fields[0]?.tag === TAG.context0 ? 1 : 0
    return readSpki(expectTag(fields[offset + 5], TAG.sequence))
  })
}

/** Runs a reader; what it finds wrong becomes a typed error. */
export function strictly<T>(message: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof DerProblem) throw jwkInvalid(undefined, message, error)
    throw error
  }
}

function readSpki(spki: DerElement): Jwk {
  const [algorithm, key, ...rest] = readElements(spki.content)
  if (rest.length > 0) throw new DerProblem('something follows the key')
  const [oid, parameters] = readElements(expectTag(algorithm, TAG.sequence).content)
  const id = oidHex(oid)
  const octets = bitStringOctets(key)
  if (id === RSA_ENCRYPTION || id === RSA_PSS) return rsaPublic(octets)
  if (id === EC_PUBLIC_KEY) return ecPublic(octets, namedCurve(parameters))
  const crv = EDWARDS_KEYS.get(id)
  if (crv !== undefined) return okp(octets, crv)
  const alg = ML_DSA_KEYS.get(id)
  if (alg !== undefined) return { kty: 'AKP', alg, pub: encodeBase64url(octets) }
  throw keyUnsupported('unknown', 'this public key algorithm is not known')
}

/** RSAPublicKey (RFC 8017 §A.1.1). @throws DerProblem */
export function rsaPublic(octets: Uint8Array): Jwk {
  const [modulus, exponent, ...rest] = readElements(readSingle(octets, TAG.sequence).content)
  if (rest.length > 0) throw new DerProblem('something follows the numbers')
  return { kty: 'RSA', n: encodeBase64url(positiveOctets(modulus)), e: encodeBase64url(positiveOctets(exponent)) }
}

/** ECParameters (RFC 5480 §2.1.1), which must be a name. @throws DerProblem, KeywellError ERR_KEY_UNSUPPORTED */
export function namedCurve(parameters: DerElement | undefined): string {
  if (parameters?.tag === TAG.sequence) throw keyUnsupported('EC', 'an EC curve must be named, not spelled out')
  const crv = NAMED_CURVES.get(oidHex(parameters))
  if (crv === undefined) throw keyUnsupported('EC', 'this EC curve is not known')
  return crv
}

/** A point, whole or compressed (SEC 1 §2.3.4). @throws DerProblem, KeywellError */
export function ecPublic(octets: Uint8Array, crv: string): Jwk {
  const curve = weierstrassCurve(crv)
  if (curve === undefined) throw keyUnsupported('EC', 'this EC curve is not known')
  const [form] = octets
  if (form === 0x02 || form === 0x03) return compressed(crv, octets)
  if (form !== 0x04) throw new DerProblem('a point of another form')
  if (octets.length !== 1 + 2 * curve.octets) throw new DerProblem('a point of the wrong size')
  const x = octets.subarray(1, 1 + curve.octets)
  const y = octets.subarray(1 + curve.octets)
  return { kty: 'EC', crv, x: encodeBase64url(x), y: encodeBase64url(y) }
}

function compressed(crv: string, octets: Uint8Array): Jwk {
  const members = { crv, x: encodeBase64url(octets.subarray(1)) }
  return { kty: 'EC', ...members, y: decompressed(members, octets[0] === 0x03) }
}

function okp(octets: Uint8Array, crv: string): Jwk {
  if (octets.length !== edwardsCurve(crv)?.octets) throw new DerProblem('a point of the wrong size')
  return { kty: 'OKP', crv, x: encodeBase64url(octets) }
}
