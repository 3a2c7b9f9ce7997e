/** JSON Web Keys as JSON has them (RFC 7517 §4), and their public part by an allow-list of members. */
import { isJsonObject } from '../jose/json.ts'
import { jwkInvalid } from './problems.ts'

/** A JWK as it stands in a document: `kty`, and whatever members it has. */
export interface Jwk {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly key_ops?: readonly string[]
  readonly [member: string]: unknown
}

export type KeyType = 'RSA' | 'EC' | 'OKP' | 'AKP' | 'oct'

interface KeyTypeFacts {
  /** Members that make the key, in the order of RFC 7638 §3.2: these alone decide the thumbprint. */
  readonly required: readonly string[]
  /** Members that must never be published. */
  readonly secret: readonly string[]
  readonly source: string
}

/** One row per key type. A Map, so that a `kty` of `__proto__` finds nothing. */
const KEY_TYPES: ReadonlyMap<string, KeyTypeFacts> = new Map([
  [
    'RSA',
    {
      required: ['e', 'kty', 'n'],
      secret: ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'],
      source: 'RFC 7518 §6.3, RFC 7638 §3.2',
    },
  ],
  ['EC', { required: ['crv', 'kty', 'x', 'y'], secret: ['d'], source: 'RFC 7518 §6.2, RFC 7638 §3.2' }],
  ['OKP', { required: ['crv', 'kty', 'x'], secret: ['d'], source: 'RFC 8037 §2' }],
  ['AKP', { required: ['alg', 'kty', 'pub'], secret: ['priv'], source: 'RFC 9964 §3' }],
  ['oct', { required: ['k', 'kty'], secret: ['k'], source: 'RFC 7518 §6.4, RFC 7638 §3.2' }],
])

export const keyTypeFacts = (kty: string): KeyTypeFacts | undefined => KEY_TYPES.get(kty)

/** Members about a key rather than of it; public by nature (RFC 7517 §4, `issuer` as Microsoft's sets have it, `status` as OneLogin's). */
const METADATA: readonly string[] = [
  'kid',
  'alg',
  'use',
  'x5c',
  'x5t',
  'x5t#S256',
  'x5u',
  'issuer',
  'status',
  'nbf',
  'exp',
  'iat',
]

/** The verbs of RFC 7517 §4.3 that a public key may carry; `sign` becomes `verify`. */
const PUBLIC_OPERATIONS: ReadonlyMap<unknown, string> = new Map([
  ['sign', 'verify'],
  ['verify', 'verify'],
  ['decrypt', 'encrypt'],
  ['encrypt', 'encrypt'],
  ['unwrapKey', 'wrapKey'],
  ['wrapKey', 'wrapKey'],
])

/** Names of secret members that a JWK has; empty for a public key. */
export const secretMembers = (jwk: Jwk): readonly string[] =>
  (keyTypeFacts(jwk.kty)?.secret ?? ANY_SECRET).filter((member) => Object.hasOwn(jwk, member))

/** Every name of a secret member, whatever the key type. */
export const ANY_SECRET: readonly string[] = [...new Set([...KEY_TYPES.values()].flatMap(({ secret }) => secret))]

/** Narrows any value to a JWK. @throws KeywellError ERR_JWK_INVALID when it is no object or has no `kty` */
export function asJwk(value: unknown): Jwk {
  if (!isJsonObject(value)) throw jwkInvalid(undefined, 'a JWK must be a JSON object')
  if (!hasKty(value)) throw jwkInvalid('kty', 'a JWK must have a "kty" that is a string')
  return value
}

const hasKty = (value: Readonly<Record<string, unknown>>): value is Jwk =>
  Object.hasOwn(value, 'kty') && typeof value['kty'] === 'string'

/**
 * The public part of a JWK: a new object with the key type's public members and the metadata, nothing else.
 * @throws KeywellError ERR_JWK_INVALID for a symmetric key (it has no public part), for unknown key types and for keys
 * without their numbers
 * @example const published = { keys: [publicJwk(privateJwk)] }
 */
export function publicJwk(value: unknown): Jwk {
  const jwk = asJwk(value)
  if (jwk.kty === 'oct') throw jwkInvalid('kty', 'a symmetric key has no public part')
  const facts = keyTypeFacts(jwk.kty)
  if (facts === undefined) throw jwkInvalid('kty', 'the public members of this key type are not known')
  const members: Record<string, unknown> = {}
  for (const member of facts.required) members[member] = numberText(jwk, member)
  for (const member of METADATA) {
    const kept = Object.hasOwn(jwk, member) ? plainValue(jwk[member]) : undefined
    if (kept !== undefined) members[member] = kept
  }
  const operations = publicOperations(jwk)
  return Object.freeze({ ...members, ...(operations === undefined ? {} : { key_ops: operations }), kty: jwk.kty })
}

/** Public numbers are text; anything else might carry a secret along. */
function numberText(jwk: Jwk, member: string): string {
  const value = Object.hasOwn(jwk, member) ? jwk[member] : undefined
  if (typeof value === 'string') return value
  throw jwkInvalid(member, `"${member}" must be a string`)
}

/** Text, a number or a list of texts, copied; an object is no metadata that a specification knows. */
function plainValue(value: unknown): string | number | readonly string[] | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string')
  return isList ? Object.freeze([...value]) : undefined
}

function publicOperations(jwk: Jwk): readonly string[] | undefined {
  if (!Array.isArray(jwk.key_ops)) return undefined
  const operations = jwk.key_ops
    .map((name: unknown) => PUBLIC_OPERATIONS.get(name))
    .filter((name) => name !== undefined)
  return Object.freeze([...new Set(operations)])
}
