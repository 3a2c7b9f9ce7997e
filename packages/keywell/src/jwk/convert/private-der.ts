/** Private keys in ASN.1 → members of a JWK, as far as the structure has them. Judges the form, not the key. */
import { encodeBase64url } from '../../jose/base64url.ts'
import { weierstrassCurve } from '../curves.ts'
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
} from '../der.ts'
import type { Jwk } from '../jwk.ts'
import { EC_PUBLIC_KEY, EDWARDS_KEYS, ML_DSA_KEYS, RSA_ENCRYPTION, RSA_PSS } from '../oids.ts'
import { keyUnsupported } from '../problems.ts'
import { ecPublic, namedCurve, rsaPublic } from '../spki.ts'
import { mlDsaSeed } from './ml-dsa-seed.ts'

/** RFC 5958 §2, version 1 or 2. The public part may be missing. @throws DerProblem, KeywellError ERR_KEY_UNSUPPORTED */
export function readPkcs8(der: Uint8Array): Jwk {
  const [version, algorithm, key, ...rest] = readElements(readSingle(der, TAG.sequence).content)
  if (smallNumber(version) > 1) throw new DerProblem('a version that does not exist')
  onlyOnce(rest, [TAG.context0, IMPLICIT_PUBLIC])
  const [oid, parameters] = readElements(expectTag(algorithm, TAG.sequence).content)
  const id = oidHex(oid)
  const octets = expectTag(key, TAG.octetString).content
  if (id === RSA_ENCRYPTION || id === RSA_PSS) return rsaPrivate(octets)
  if (id === EC_PUBLIC_KEY) return readEcPrivateKey(octets, namedCurve(parameters))
  const crv = EDWARDS_KEYS.get(id)
  if (crv !== undefined) return okpPrivate(octets, crv, attachedPublic(rest))
  const alg = ML_DSA_KEYS.get(id)
  if (alg !== undefined) return { kty: 'AKP', alg, priv: encodeBase64url(mlDsaSeed(octets)) }
  throw keyUnsupported('unknown', 'this private key algorithm is not known')
}

function rsaPrivate(octets: Uint8Array): Jwk {
  const jwk = readPkcs1(octets)
  if (jwk['d'] === undefined) throw new DerProblem('a public key where a private one belongs')
  return jwk
}

/** RFC 8017 §A.1: two numbers are a public key, nine a private one. @throws DerProblem, KeywellError */
export function readPkcs1(der: Uint8Array): Jwk {
  const [version, ...numbers] = readElements(readSingle(der, TAG.sequence).content)
  if (numbers.length === 1) return rsaPublic(der)
  if (smallNumber(version) !== 0) throw keyUnsupported('RSA', 'an RSA key of more than two primes is not supported')
  const members: Record<string, string> = {}
  for (const [place, name] of ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].entries())
    members[name] = encodeBase64url(positiveOctets(numbers[place]))
  if (numbers.length !== 8) throw new DerProblem('not nine numbers')
  return { kty: 'RSA', ...members }
}

/** RFC 5915 §3 on its own, where the curve must be inside. @throws DerProblem, KeywellError ERR_KEY_UNSUPPORTED */
export const readSec1 = (der: Uint8Array): Jwk => readEcPrivateKey(der, undefined)

function readEcPrivateKey(der: Uint8Array, outer: string | undefined): Jwk {
  const [version, key, ...rest] = readElements(readSingle(der, TAG.sequence).content)
  if (smallNumber(version) !== 1) throw new DerProblem('a version that does not exist')
  onlyOnce(rest, [TAG.context0, TAG.context1])
  const crv = agreedCurve(outer, rest)
  const curve = crv === undefined ? undefined : weierstrassCurve(crv)
  if (crv === undefined || curve === undefined) throw keyUnsupported('EC', 'this EC curve is not known')
  const scalar = expectTag(key, TAG.octetString).content
  if (scalar.length !== curve.octets) throw new DerProblem('a private number of the wrong size')
  const point = rest.find(({ tag }) => tag === TAG.context1)
  const known =
    point === undefined ? { kty: 'EC', crv } : ecPublic(bitStringOctets(readElements(point.content)[0]), crv)
  return { ...known, d: encodeBase64url(scalar) }
}

/** The curve may stand outside, inside, or on both sides; then it must be the same. */
function agreedCurve(outer: string | undefined, rest: readonly DerElement[]): string | undefined {
  const parameters = rest.find(({ tag }) => tag === TAG.context0)
  if (parameters === undefined) return outer
  const inner = namedCurve(readElements(parameters.content)[0])
  if (outer !== undefined && inner !== outer) throw new DerProblem('two curves that differ')
  return inner
}

/** Optional fields: known ones, each at most once. */
function onlyOnce(fields: readonly DerElement[], tags: readonly number[]): void {
  const found = fields.map(({ tag }) => tag)
  const isKnown = found.every((tag) => tags.includes(tag)) && new Set(found).size === found.length
  if (!isKnown) throw new DerProblem('a field that does not belong there')
}

/** RFC 8410 §7: the seed in an OCTET STRING of its own. */
function okpPrivate(octets: Uint8Array, crv: string, point: Uint8Array | undefined): Jwk {
  const seed = readSingle(octets, TAG.octetString).content
  const known = point === undefined ? { kty: 'OKP', crv } : { kty: 'OKP', crv, x: encodeBase64url(point) }
  return { ...known, d: encodeBase64url(seed) }
}

/** [1] IMPLICIT BIT STRING: the public key that version 2 may carry (RFC 5958 §2). */
function attachedPublic(rest: readonly DerElement[]): Uint8Array | undefined {
  const attached = rest.find(({ tag }) => tag === IMPLICIT_PUBLIC)
  if (attached === undefined) return undefined
  if (attached.content[0] !== 0) throw new DerProblem('a bit string with unused bits')
  return attached.content.subarray(1)
}

const IMPLICIT_PUBLIC = 0x81

function smallNumber(element: DerElement | undefined): number {
  const { content } = expectTag(element, TAG.integer)
  const [value] = content
  if (content.length !== 1 || value === undefined) throw new DerProblem('a version that does not exist')
  return value
}
