/** The forms in which issuers publish keys, and the single keys in each. Guesses nothing: the caller declares the form. */
import { KeywellError, kindOf } from '../errors/index.ts'
import { isJsonObject, readJson } from '../jose/json.ts'
import type { Key } from '../jwk/key.ts'
import { parseJwk } from '../jwk/parse.ts'
import { jwkFromTrustedPem } from '../jwk/pem.ts'
import { jwkInvalid } from '../jwk/problems.ts'
import type { PemFacts } from './pem-facts.ts'

/**
 * - `jwks`: a JWK Set (RFC 7517 §5)
 * - `jwk`: one JWK
 * - `array`: JWKs without a set around them
 * - `pem`: one PEM block, a public key or a certificate
 * - `pem-map`: a JSON object of such blocks by kid
 */
export type JwksFormat = 'jwks' | 'jwk' | 'array' | 'pem' | 'pem-map'

export const JWKS_FORMATS = ['jwks', 'jwk', 'array', 'pem', 'pem-map'] as const

/** One key of a document, not judged yet. */
export interface KeyItem {
  readonly value: unknown
  /** What is shown of it when it is refused. */
  readonly kid: unknown
  readonly kty: unknown
  /** @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
  parse(): Key
}

/** @throws KeywellError ERR_JWKS_INVALID when the document as a whole is not of the form */
export function keyItems(document: unknown, format: JwksFormat, facts: PemFacts = {}): readonly KeyItem[] {
  switch (format) {
    case 'jwks':
      return setMembers(document).map(isSpiffeBundle(document) ? bundleItem : jwkItem)
    case 'jwk':
      return [jwkItem(document)]
    case 'array':
      if (Array.isArray(document)) return document.map(jwkItem)
      throw jwksInvalid(`an array of keys is expected, got ${kindOf(document)}`)
    case 'pem':
      return [pemItem(document, facts)]
    case 'pem-map':
      if (isJsonObject(document)) return Object.entries(document).map(([kid, pem]) => pemItem(pem, { kid }))
      throw jwksInvalid(`an object of PEM blocks by kid is expected, got ${kindOf(document)}`)
  }
}

function jwkItem(value: unknown): KeyItem {
  const { kid, kty } = isJsonObject(value) ? value : {}
  return { value, kid, kty, parse: () => parseJwk(value) }
}

const BUNDLE_MEMBERS = ['spiffe_sequence', 'spiffe_refresh_hint'] as const

/** The bundle of a trust domain (SPIFFE Trust Domain and Bundle §4.1): a JWK Set with members of its own. */
const isSpiffeBundle = (document: unknown): boolean =>
  isJsonObject(document) && BUNDLE_MEMBERS.some((name) => typeof own(document, name) === 'number')

const own = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined

/**
 * There `jwt-svid` is the use of keys that verify tokens; `x509-svid` signs certificates only. In any other set a use that
 * RFC 7517 does not have keeps a key out: an issuer may sign tokens of other protocols with it.
 */
function bundleItem(value: unknown): KeyItem {
  const item = jwkItem(value)
  if (!isJsonObject(value) || own(value, 'use') !== 'jwt-svid') return item
  return { ...item, parse: () => parseJwk({ ...value, use: 'sig' }) }
}

const pemItem = (value: unknown, { kid, alg }: PemFacts): KeyItem => ({
  value,
  kid,
  kty: undefined,
  parse: () => {
    const jwk = jwkFromTrustedPem(value)
    // An ML-DSA key names its algorithm itself; another one is then refused, not overwritten.
    if (alg !== undefined && jwk.alg !== undefined && jwk.alg !== alg) throw otherAlgorithm(jwk.alg)
    return parseJwk({ ...jwk, ...(kid === undefined ? {} : { kid }), ...(alg === undefined ? {} : { alg }) })
  },
})

const otherAlgorithm = (alg: string): KeywellError => jwkInvalid('alg', `the key is made for ${alg}`)

function setMembers(document: unknown): readonly unknown[] {
  if (!isJsonObject(document)) throw jwksInvalid(`a JWK Set must be a JSON object, got ${kindOf(document)}`)
  const keys = Object.hasOwn(document, 'keys') ? document['keys'] : undefined
  if (Array.isArray(keys)) return keys
  if (Object.hasOwn(document, 'kty')) throw jwksInvalid('this is a single JWK, not a JWK Set')
  const status = Object.hasOwn(document, 'status') ? document['status'] : undefined
  // Some servers answer errors with 200 and a status of their own, as SuperTokens does with GENERAL_ERROR.
  if (typeof status === 'string' && /^[A-Z_]{1,40}$/.test(status))
    throw jwksInvalid(`this is an answer with the status ${status}, not a JWK Set`)
  throw jwksInvalid('"keys" is missing or no array')
}

/** Text as it comes from a server or a file; a BOM in front at most. @throws KeywellError ERR_JWKS_INVALID */
export function readDocument(text: string, format: JwksFormat, maxDepth?: number): unknown {
  const content = text.startsWith('\ufeff') ? text.slice(1) : text
  if (format === 'pem') return content
  const result = readJson(content, maxDepth)
  if (result.ok) return result.value
  if (/^\s*</.test(text)) throw jwksInvalid('this is HTML or XML instead of JSON', 0)
  throw jwksInvalid(`this is no strict JSON: ${result.reason}`, result.offset)
}

export const jwksInvalid = (reason: string, offset?: number): KeywellError =>
  new KeywellError('ERR_JWKS_INVALID', reason, { reason, offset })
