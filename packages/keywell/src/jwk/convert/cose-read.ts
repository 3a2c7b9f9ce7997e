/** COSE_Key and COSE_KeySet (RFC 9052 §7) in CBOR → JWK. */
import { bytes } from '#bytes'
import { encodeBase64url } from '../../jose/base64url.ts'
import { DerProblem } from '../der.ts'
import type { Jwk } from '../jwk.ts'
import { keyUnsupported } from '../problems.ts'
import { strictly } from '../spki.ts'
import { type CborMap, type CborValue, isCborMap, readCbor } from './cbor.ts'
import {
  COSE_ALGORITHMS,
  COSE_CURVES,
  COSE_KEY_TYPES,
  COSE_OPERATIONS,
  type CoseKeyType,
  LABEL,
  RSA_OTHER,
} from './cose-tables.ts'
import { decompressed } from '../ec-point.ts'
import { boundedCount, type RawKey } from './raw-key.ts'

const NOT_COSE = 'this is no COSE key, or it is cut off'

/** @throws KeywellError ERR_JWK_INVALID */
export function coseKeys(octets: Uint8Array, format: 'cose' | 'cose-base64'): readonly RawKey[] {
  const value = strictly(NOT_COSE, () => readCbor(octets))
  const maps = Array.isArray(value) ? value : [value]
  return boundedCount(maps).map((map: CborValue) => ({
    format,
    read: () => ({ jwk: strictly(NOT_COSE, () => readCoseKey(map)) }),
  }))
}

function readCoseKey(map: CborValue): Jwk {
  if (!isCborMap(map)) throw new DerProblem('no map')
  const value = map.get(LABEL.kty)
  const type = COSE_KEY_TYPES.find((row) => row.value === value || row.kty === value)
  if (type === undefined) throw keyUnsupported('unknown', 'this COSE key type is not known')
  if (map.has(RSA_OTHER)) throw keyUnsupported('RSA', 'an RSA key of more than two primes is not supported')
  return { ...numbers(map, type), ...metadata(map), kty: type.kty }
}

function numbers(map: CborMap, { members }: CoseKeyType): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [member, label] of members) {
    const value = map.get(label)
    if (value === undefined) continue
    if (member === 'crv') found[member] = curveName(value)
    else if (member === 'y' && typeof value === 'boolean') found[member] = decompressed(found, value)
    else if (value instanceof Uint8Array) found[member] = encodeBase64url(value)
    else throw new DerProblem('a member of another type')
  }
  return found
}

function curveName(value: CborValue): string {
  const name = typeof value === 'number' ? COSE_CURVES.get(value) : value
  if (typeof name === 'string') return name
  throw keyUnsupported('unknown', 'this COSE curve is not known')
}

/** An algorithm that JOSE does not know is left out: the key may serve for others. */
function metadata(map: CborMap): Readonly<Record<string, unknown>> {
  const kid = kidText(map.get(LABEL.kid))
  const alg = map.get(LABEL.alg)
  const name = typeof alg === 'number' ? COSE_ALGORITHMS.get(alg) : alg
  const operations = map.get(LABEL.keyOps)
  const words = Array.isArray(operations)
    ? operations.map(operationName).filter((word) => word !== undefined)
    : undefined
  return {
    ...(kid === undefined ? {} : { kid }),
    ...(typeof name === 'string' ? { alg: name } : {}),
    ...(words === undefined ? {} : { key_ops: Object.freeze([...new Set(words)]) }),
  }
}

const operationName = (operation: CborValue): string | undefined =>
  typeof operation === 'number' ? COSE_OPERATIONS.get(operation) : typeof operation === 'string' ? operation : undefined

/** A kid is octets in COSE and text in JOSE: the text that they spell, or base64url of them. */
function kidText(kid: CborValue | undefined): string | undefined {
  if (kid === undefined) return undefined
  if (!(kid instanceof Uint8Array)) throw new DerProblem('a kid of another type')
  const text = bytes.decodeUtf8(kid)
  return text === undefined || /\p{Cc}/u.test(text) ? encodeBase64url(kid) : text
}
