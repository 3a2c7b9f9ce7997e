/** JWK → COSE_Key in deterministic CBOR (RFC 8949 §4.2.1). Expects canonical members. */
import { bytes } from '#bytes'
import { decodeBase64url } from '../../jose/base64url.ts'
import type { Jwk } from '../jwk.ts'
import { keyUnsupported } from '../problems.ts'
import { type CborWritable, writeCbor } from './cbor-write.ts'
import { COSE_ALGORITHMS, COSE_CURVES, COSE_KEY_TYPES, COSE_OPERATIONS, LABEL, numberOf } from './cose-tables.ts'

/** `use`, `x5c` and the like have no place in COSE and are left out. @throws KeywellError ERR_KEY_UNSUPPORTED */
export function writeCose(jwk: Jwk): Uint8Array {
  const type = COSE_KEY_TYPES.find(({ kty }) => kty === jwk.kty)
  if (type === undefined) throw keyUnsupported(jwk.kty, 'this key type has no place in COSE')
  const map = new Map<number, CborWritable>([[LABEL.kty, type.value]])
  if (typeof jwk.kid === 'string') map.set(LABEL.kid, bytes.encodeUtf8(jwk.kid))
  const alg = numberOf(COSE_ALGORITHMS, jwk.alg)
  if (alg !== undefined) map.set(LABEL.alg, alg)
  if (Array.isArray(jwk.key_ops)) map.set(LABEL.keyOps, operations(jwk))
  for (const [member, label] of type.members) {
    const value = jwk[member]
    if (typeof value === 'string') map.set(label, member === 'crv' ? curve(value) : (decodeBase64url(value) ?? value))
  }
  return writeCbor(map)
}

function curve(name: string): number {
  const value = numberOf(COSE_CURVES, name)
  if (value === undefined) throw keyUnsupported('EC', 'this curve has no number in COSE')
  return value
}

/** For a symmetric key, to sign is to create a MAC (RFC 9052 §7.1, table 5). */
function operations(jwk: Jwk): readonly number[] {
  const names = jwk.key_ops ?? []
  const numbers = names.map((name) => numberOf(COSE_OPERATIONS, name)).filter((value) => value !== undefined)
  return numbers.map((value) => (jwk.kty === 'oct' && value <= 2 ? value + 8 : value))
}
