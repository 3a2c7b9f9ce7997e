/** JWK → SPKI, PKCS #8, PKCS #1 and SEC 1 in DER, in the form that OpenSSL writes. Expects canonical members. */
import { decodeBase64url } from '../../jose/base64url.ts'
import { TAG } from '../der.ts'
import type { Jwk } from '../jwk.ts'
import { requiredText } from '../members.ts'
import { EC_PUBLIC_KEY, OID_BY_NAME, RSA_ENCRYPTION } from '../oids.ts'
import { jwkInvalid, keyUnsupported } from '../problems.ts'
import {
  bitString,
  concat,
  element,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  smallInteger,
} from './der-write.ts'

/** [0] IMPLICIT OCTET STRING around the seed (RFC 9881 §6). */
const IMPLICIT_SEED = 0x80

/** RFC 5280 §4.1.2.7. @throws KeywellError ERR_KEY_UNSUPPORTED for a symmetric key */
export function writeSpki(jwk: Jwk): Uint8Array {
  switch (jwk.kty) {
    case 'RSA':
      return sequence(algorithm(jwk), bitString(writePkcs1Public(jwk)))
    case 'EC':
      return sequence(algorithm(jwk), bitString(point(jwk)))
    case 'OKP':
      return sequence(algorithm(jwk), bitString(octets(jwk, 'x')))
    case 'AKP':
      return sequence(algorithm(jwk), bitString(octets(jwk, 'pub')))
    default:
      throw keyUnsupported(jwk.kty, 'a symmetric key has no public part')
  }
}

/** RFC 5958 §2, version 1. A public part that `jwk` lacks is left out. */
export const writePkcs8 = (jwk: Jwk): Uint8Array =>
  sequence(smallInteger(0), algorithm(jwk), octetString(privateOctets(jwk)))

function privateOctets(jwk: Jwk): Uint8Array {
  switch (jwk.kty) {
    case 'RSA':
      return writePkcs1Private(jwk)
    case 'EC':
      return ecPrivateKey(jwk, new Uint8Array())
    case 'OKP':
      return octetString(octets(jwk, 'd'))
    case 'AKP':
      return element(IMPLICIT_SEED, octets(jwk, 'priv'))
    default:
      throw keyUnsupported(jwk.kty, 'a symmetric key has no place in PKCS #8')
  }
}

/** RFC 8017 §A.1.1. */
export const writePkcs1Public = (jwk: Jwk): Uint8Array => sequence(integer(octets(jwk, 'n')), integer(octets(jwk, 'e')))

/** RFC 8017 §A.1.2, version 0. */
export const writePkcs1Private = (jwk: Jwk): Uint8Array =>
  sequence(
    smallInteger(0),
    ...['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((member) => integer(octets(jwk, member))),
  )

/** RFC 5915 §3 with the curve, as it stands on its own. */
export const writeSec1 = (jwk: Jwk): Uint8Array => ecPrivateKey(jwk, element(TAG.context0, namedOid(jwk, 'crv')))

function ecPrivateKey(jwk: Jwk, parameters: Uint8Array): Uint8Array {
  const attached = Object.hasOwn(jwk, 'x') ? element(TAG.context1, bitString(point(jwk))) : new Uint8Array()
  return sequence(smallInteger(1), octetString(octets(jwk, 'd')), parameters, attached)
}

/** RSA says NULL for "no parameters" (RFC 8017 §A.1), Edwards keys and ML-DSA say nothing (RFC 8410 §3, RFC 9881 §2). */
function algorithm(jwk: Jwk): Uint8Array {
  if (jwk.kty === 'RSA') return sequence(oid(RSA_ENCRYPTION), nullValue())
  if (jwk.kty === 'EC') return sequence(oid(EC_PUBLIC_KEY), namedOid(jwk, 'crv'))
  return sequence(namedOid(jwk, jwk.kty === 'AKP' ? 'alg' : 'crv'))
}

function namedOid(jwk: Jwk, member: string): Uint8Array {
  const hex = OID_BY_NAME.get(requiredText(jwk, member))
  if (hex === undefined) throw keyUnsupported(jwk.kty, `no object identifier is known for this "${member}"`)
  return oid(hex)
}

/** SEC 1 §2.3.3, uncompressed. */
const point = (jwk: Jwk): Uint8Array => concat(Uint8Array.of(0x04), octets(jwk, 'x'), octets(jwk, 'y'))

function octets(jwk: Jwk, member: string): Uint8Array {
  const decoded = decodeBase64url(requiredText(jwk, member))
  if (decoded === undefined) throw jwkInvalid(member, `"${member}" is no base64url`)
  return decoded
}
