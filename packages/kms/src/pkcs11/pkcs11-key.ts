/** Attributes of a public key object → JWK (PKCS#11 v3.1 §6.1.2, §6.3.3, §6.3.5). Strict on lengths. */
import type { Jwk } from 'keywell/jwk'
import { encodeBase64url } from '../core/base64.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { CKA, CKK } from './pkcs11-constants.ts'

export type ReadAttribute = (type: number) => Uint8Array

/** @throws ServiceFailure */
export function jwkOfAttributes(read: ReadAttribute): Jwk {
  const type = numberOf(read(CKA.KEY_TYPE))
  if (type === CKK.RSA) return { kty: 'RSA', n: wholeOf(read(CKA.MODULUS)), e: wholeOf(read(CKA.PUBLIC_EXPONENT)) }
  if (type === CKK.EC || type === CKK.EC_EDWARDS) return curveKey(read(CKA.EC_PARAMS), read(CKA.EC_POINT))
  throw unsupported()
}

interface Curve {
  readonly crv: string
  readonly kty: 'EC' | 'OKP'
  /** Octets of a coordinate. */
  readonly size: number
}

const row = (hex: string, crv: string, size: number, kty: Curve['kty'] = 'EC'): readonly [string, Curve] => [
  hex,
  { crv, kty, size },
]

/** CKA_EC_PARAMS in hex: an OBJECT IDENTIFIER (RFC 5480 §2.1.1.1, RFC 8410 §3), or for Edwards curves a PrintableString. */
const CURVES: ReadonlyMap<string, Curve> = new Map([
  row('06082a8648ce3d030107', 'P-256', 32),
  row('06052b81040022', 'P-384', 48),
  row('06052b81040023', 'P-521', 66),
  row('06052b8104000a', 'secp256k1', 32),
  row('06032b6570', 'Ed25519', 32, 'OKP'),
  row('130c656477617264733235353139', 'Ed25519', 32, 'OKP'),
])

function curveKey(parameters: Uint8Array, point: Uint8Array): Jwk {
  const curve = CURVES.get(Buffer.from(parameters).toString('hex'))
  if (curve === undefined) throw unsupported()
  const { kty, crv, size } = curve
  const octets = pointOctets(point, kty === 'OKP' ? size : 1 + 2 * size)
  if (kty === 'OKP') return { kty, crv, x: encodeBase64url(octets) }
  // Uncompressed (SEC 1 §2.3.3).
  if (octets[0] !== 4) throw unsupported()
  return { kty, crv, x: encodeBase64url(octets.subarray(1, 1 + size)), y: encodeBase64url(octets.subarray(1 + size)) }
}

const OCTET_STRING = 0x04

/** In a DER OCTET STRING, as the standard has it; some tokens give the point as it is. */
function pointOctets(value: Uint8Array, length: number): Uint8Array {
  if (value.length === length) return value
  const head = length < 0x80 ? [OCTET_STRING, length] : [OCTET_STRING, 0x81, length]
  const isWrapped = value.length === head.length + length && head.every((octet, at) => value[at] === octet)
  if (isWrapped) return value.subarray(head.length)
  throw new ServiceFailure('refused', 'the point of the public key has the wrong form')
}

/** Without zero octets in front (RFC 7518 §6.3.1.1). */
function wholeOf(octets: Uint8Array): string {
  const start = octets.findIndex((octet) => octet !== 0)
  return encodeBase64url(start < 0 ? octets : octets.subarray(start))
}

/** A CK_ULONG, in the order and the size of the machine. */
const numberOf = (octets: Uint8Array): number =>
  octets.length === 8
    ? Number(new BigUint64Array(octets.slice().buffer)[0])
    : Number(new Uint32Array(octets.slice().buffer)[0])

const unsupported = (): ServiceFailure =>
  new ServiceFailure('refused', 'the key is of a type that JOSE has no signature for')
