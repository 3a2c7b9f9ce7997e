/** Reads and checks the public numbers of a key, one function per key type. Nothing that fails here reaches a crypto call. */
import type { KeyType, Jwk } from './jwk.ts'
import { edwardsCurve, edwardsY, isOnCurve, weierstrassCurve } from './curves.ts'
import {
  bitLength,
  canonicalText,
  exactOctets,
  fixedInteger,
  requiredText,
  toBigInt,
  unsignedInteger,
} from './members.ts'
import { jwkInvalid, keyUnsupported } from './problems.ts'
import { algorithmFacts } from '../jose/algorithms.ts'

/** What makes the key, in canonical spelling. */
export interface KeyMaterial {
  readonly kty: KeyType
  readonly curve: string | undefined
  readonly bits: number
  /** The required members beside `kty`. */
  readonly members: Readonly<Record<string, string>>
  readonly notes: readonly string[]
}

/** RFC 7518 §3.3: 2048 bits or larger. */
const MIN_RSA_BITS = 2048
/** Larger moduli cost CPU without being in use anywhere. */
const MAX_RSA_BITS = 8192
/** 65537 is all that the field uses; anything past 32 bits only slows verification down. */
const MAX_RSA_EXPONENT = 2n ** 32n

/** Octets of `pub` (FIPS 204 §4, table 2). */
const ML_DSA_PUBLIC_OCTETS: ReadonlyMap<string, number> = new Map([
  ['ML-DSA-44', 1312],
  ['ML-DSA-65', 1952],
  ['ML-DSA-87', 2592],
])

/** Reads the key. @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export function keyMaterial(jwk: Jwk): KeyMaterial {
  const read = READERS.get(jwk.kty)
  if (read === undefined) throw keyUnsupported(jwk.kty, 'this key type is not known')
  return read(jwk)
}

function rsa(jwk: Jwk): KeyMaterial {
  const n = unsignedInteger(jwk, 'n')
  const e = unsignedInteger(jwk, 'e')
  const bits = bitLength(n.bytes)
  if (bits < MIN_RSA_BITS) throw jwkInvalid('n', `the RSA modulus has ${bits} bits, fewer than ${MIN_RSA_BITS}`)
  if (bits > MAX_RSA_BITS) throw jwkInvalid('n', `the RSA modulus has ${bits} bits, more than ${MAX_RSA_BITS}`)
  if (((n.bytes.at(-1) ?? 0) & 1) === 0) throw jwkInvalid('n', 'the RSA modulus is even')
  const exponent = bitLength(e.bytes) > 32 ? MAX_RSA_EXPONENT : toBigInt(e.bytes)
  const isUsable = exponent >= 3n && exponent < MAX_RSA_EXPONENT && exponent % 2n === 1n
  if (!isUsable) throw jwkInvalid('e', 'the RSA exponent must be odd, at least 3 and below 2^32')
  const notes = [...n.notes, ...e.notes, ...(exponent === 3n ? ['the RSA exponent is 3'] : [])]
  return { kty: 'RSA', curve: undefined, bits, members: { n: canonicalText(n), e: canonicalText(e) }, notes }
}

function ec(jwk: Jwk): KeyMaterial {
  const crv = requiredText(jwk, 'crv')
  const curve = weierstrassCurve(crv)
  if (curve === undefined) throw keyUnsupported('EC', 'this EC curve is not known')
  const x = fixedInteger(jwk, 'x', curve.octets)
  const y = fixedInteger(jwk, 'y', curve.octets)
  if (!isOnCurve(curve, toBigInt(x.bytes), toBigInt(y.bytes))) throw jwkInvalid('x', `the point is not on ${crv}`)
  const members = { crv, x: canonicalText(x), y: canonicalText(y) }
  return { kty: 'EC', curve: crv, bits: curve.bits, members, notes: [...x.notes, ...y.notes] }
}

function okp(jwk: Jwk): KeyMaterial {
  const crv = requiredText(jwk, 'crv')
  const curve = edwardsCurve(crv)
  if (curve === undefined) throw keyUnsupported('OKP', `no signature algorithm uses this OKP curve`)
  const x = exactOctets(jwk, 'x', curve.octets)
  const y = edwardsY(x.bytes)
  if (y >= curve.p) throw jwkInvalid('x', `the ${crv} point is not in its canonical encoding`)
  if (curve.smallOrder.has(y)) throw jwkInvalid('x', `the ${crv} point has small order: it verifies forgeries`)
  const members = { crv, x: canonicalText(x) }
  return { kty: 'OKP', curve: crv, bits: curve.octets * 8, members, notes: x.notes }
}

function akp(jwk: Jwk): KeyMaterial {
  const alg = requiredText(jwk, 'alg')
  const size = ML_DSA_PUBLIC_OCTETS.get(alg)
  if (size === undefined || algorithmFacts(alg) === undefined)
    throw keyUnsupported('AKP', 'this AKP algorithm is not known')
  const pub = exactOctets(jwk, 'pub', size)
  return { kty: 'AKP', curve: undefined, bits: size * 8, members: { alg, pub: canonicalText(pub) }, notes: pub.notes }
}

const READERS: ReadonlyMap<string, (jwk: Jwk) => KeyMaterial> = new Map([
  ['RSA', rsa],
  ['EC', ec],
  ['OKP', okp],
  ['AKP', akp],
])
