/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) → JWK, and the one inside a certificate. Judges the form, not the key. */
import { encodeBase64url } from '../jose/base64url.ts'
import {
  bitStringOctets,
  type DerElement,
  DerProblem,
  expectTag,
  oidHex,
  readElements,
  readSingle,
  TAG,
} from './der.ts'
import { edwardsCurve, weierstrassCurve } from './curves.ts'
import type { Jwk } from './jwk.ts'
import { jwkInvalid, keyUnsupported } from './problems.ts'

/** Algorithm identifiers, as the hexadecimal of the OID's content. */
const RSA = new Set(['2a864886f70d010101', '2a864886f70d01010a']) // rsaEncryption, id-RSASSA-PSS (RFC 8017 §A.2)
const EC = '2a8648ce3d0201' // id-ecPublicKey (RFC 5480 §2.1.1)

const NAMED_CURVES: ReadonlyMap<string, string> = new Map([
  ['2a8648ce3d030107', 'P-256'], // secp256r1 (RFC 5480 §2.1.1.1)
  ['2b81040022', 'P-384'],
  ['2b81040023', 'P-521'],
  ['2b8104000a', 'secp256k1'], // SEC 2 v2 §A.2.1
])

const EDWARDS: ReadonlyMap<string, string> = new Map([
  ['2b6570', 'Ed25519'],
  ['2b6571', 'Ed448'],
]) // RFC 8410 §3

const ML_DSA: ReadonlyMap<string, string> = new Map([
  ['608648016503040311', 'ML-DSA-44'],
  ['608648016503040312', 'ML-DSA-65'],
  ['608648016503040313', 'ML-DSA-87'], // RFC 9881 §2
])

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

function strictly(message: string, read: () => Jwk): Jwk {
  try {
    return read()
  } catch (error) {
    if (error instanceof DerProblem) throw jwkInvalid(undefined, message, error)
    throw error
  }
}

function readSpki(spki: DerElement): Jwk {
  const [algorithm, key] = readElements(spki.content)
  const [oid, parameters] = readElements(expectTag(algorithm, TAG.sequence).content)
  const id = oidHex(oid)
  const octets = bitStringOctets(key)
  if (RSA.has(id)) return rsa(octets)
  if (id === EC) return ec(octets, NAMED_CURVES.get(oidHex(parameters)))
  const crv = EDWARDS.get(id)
  if (crv !== undefined) return okp(octets, crv)
  const alg = ML_DSA.get(id)
  if (alg !== undefined) return { kty: 'AKP', alg, pub: encodeBase64url(octets) }
  throw keyUnsupported('unknown', 'this public key algorithm is not known')
}

function rsa(octets: Uint8Array): Jwk {
  const [modulus, exponent] = readElements(readSingle(octets, TAG.sequence).content)
  return { kty: 'RSA', n: positive(modulus), e: positive(exponent) }
}

/** An INTEGER without the zero octet that keeps it positive (X.690 §8.3). */
function positive(element: DerElement | undefined): string {
  const { content } = expectTag(element, TAG.integer)
  const top = content[0]
  if (top === undefined || top >= 0x80) throw new DerProblem('a number that is not positive')
  return encodeBase64url(top === 0 && content.length > 1 ? content.subarray(1) : content)
}

/** Uncompressed points only, as RFC 5480 §2.2 demands support for. */
function ec(octets: Uint8Array, crv: string | undefined): Jwk {
  const curve = crv === undefined ? undefined : weierstrassCurve(crv)
  if (crv === undefined || curve === undefined) throw keyUnsupported('EC', 'this EC curve is not known')
  if (octets[0] !== 0x04) throw keyUnsupported('EC', 'compressed EC points are not supported')
  if (octets.length !== 1 + 2 * curve.octets) throw new DerProblem('a point of the wrong size')
  const x = octets.subarray(1, 1 + curve.octets)
  const y = octets.subarray(1 + curve.octets)
  return { kty: 'EC', crv, x: encodeBase64url(x), y: encodeBase64url(y) }
}

function okp(octets: Uint8Array, crv: string): Jwk {
  if (octets.length !== edwardsCurve(crv)?.octets) throw new DerProblem('a point of the wrong size')
  return { kty: 'OKP', crv, x: encodeBase64url(octets) }
}
