/** Reads and judges a JWS header (RFC 7515 §4) before any key is looked at. Trusts nothing in it: no jwk, jku, x5c, x5u. */
import { bytes } from '#bytes'
import { clip, describe, KeywellError, kindOf, quote } from '../errors/index.ts'
import { type AlgorithmFacts, algorithmFacts, ASYMMETRIC } from './algorithms.ts'
import { decodeBase64url } from './base64url.ts'
import { malformed, undecodable } from './compact.ts'
import { isJsonObject, type JsonObject, readJson } from './json.ts'

/** Longer than any kid in the field, short enough to index. */
export const MAX_KID_BYTES = 1024

/** The header as sent: null prototype, frozen, every member still there. */
export interface JoseHeader extends JsonObject {
  readonly alg: string
}

/** A header that passed every check that needs no key and no trust. */
export interface CheckedHeader {
  readonly header: JoseHeader
  readonly algorithm: AlgorithmFacts
  readonly kid: string | undefined
  /** `typ` in lower case and without `application/` (RFC 7515 §4.1.9). */
  readonly type: string | undefined
  /** False only with RFC 7797's `b64: false`, where the caller understands it. */
  readonly b64: boolean
}

/** Extension names that the caller understands in `crit`; a JWT verifier understands none. */
export type UnderstoodExtensions = readonly 'b64'[]

/**
 * Decodes and checks a header segment.
 * @throws KeywellError ERR_TOKEN_MALFORMED, ERR_HEADER_INVALID, ERR_HEADER_CRIT, ERR_ALG_NOT_ALLOWED
 */
export function checkHeader(segment: string, understood: UnderstoodExtensions = []): CheckedHeader {
  const members = decodeHeader(segment)
  const algorithm = checkAlg(members)
  checkCrit(members, understood)
  const kid = checkKid(members)
  const type = checkTyp(members)
  const b64 = checkB64(members, understood)
  return Object.freeze({ header: members, algorithm, kid, type, b64 })
}

/** Decodes a header segment to its members without judging them. */
export function decodeHeader(segment: string): JoseHeader {
  const raw = decodeBase64url(segment)
  if (raw === undefined) throw undecodable('header', segment)
  const text = bytes.decodeUtf8(raw)
  if (text === undefined) throw malformed('the header is no UTF-8', 'invalid UTF-8', undefined, 'header')
  const result = readJson(text)
  if (!result.ok) throw invalid(undefined, 'the header is no strict JSON', result.reason)
  const members = result.value
  if (!isJsonObject(members)) throw invalid(undefined, 'the header is no JSON object', kindOf(members))
  if (!hasAlg(members)) throw missingAlg(members)
  return members
}

const hasAlg = (members: Readonly<Record<string, unknown>>): members is JoseHeader =>
  Object.hasOwn(members, 'alg') && typeof members['alg'] === 'string'

/** A `typ` value as it is compared: lower case, `application/` left out when no other `/` follows (RFC 7515 §4.1.9). */
export function mediaType(typ: string): string {
  // ASCII letters alone: toLowerCase() makes a "k" of the Kelvin sign, too.
  const lower = typ.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const rest = lower.startsWith('application/') ? lower.slice('application/'.length) : lower
  return rest.includes('/') ? lower : rest
}

const invalid = (member: string | undefined, message: string, reason: string): KeywellError =>
  new KeywellError('ERR_HEADER_INVALID', message, { member, reason })

function missingAlg(members: Readonly<Record<string, unknown>>): KeywellError {
  if (!Object.hasOwn(members, 'alg')) return invalid('alg', 'the header has no "alg"', 'missing')
  return invalid('alg', `"alg" must be a string, got ${kindOf(members['alg'])}`, 'not a string')
}

function checkAlg(members: JoseHeader): AlgorithmFacts {
  const facts = algorithmFacts(members.alg)
  if (facts !== undefined) return facts
  const isNone = members.alg.toLowerCase().trim() === 'none'
  const message = isNone ? 'the token is unsigned (alg "none")' : `${quote(members.alg)} is no known algorithm`
  const hint = isNone ? 'an unsigned token is never accepted' : knownSpelling(members.alg)
  const allowed = ASYMMETRIC.map(({ name }) => name)
  throw new KeywellError('ERR_ALG_NOT_ALLOWED', message, { alg: clip(members.alg), allowed }, { hint })
}

function knownSpelling(alg: string): string | undefined {
  const upper = alg.toUpperCase()
  const near = ASYMMETRIC.find(({ name }) => name.toUpperCase() === upper)
  return near === undefined ? undefined : `alg values are case-sensitive: ${near.name}`
}

/** RFC 7515 §4.1.11: present at all means a non-empty list of distinct names, each understood and in the header. */
function checkCrit(members: JoseHeader, understood: readonly string[]): void {
  if (!Object.hasOwn(members, 'crit')) return
  const crit = members['crit']
  if (!isNameList(crit)) throw badCrit([], '"crit" must be a non-empty array of distinct names')
  const unknown = crit.filter((name) => !understood.includes(name))
  if (unknown.length > 0) throw badCrit(unknown, `critical and not understood: ${quote(unknown.join(', '))}`)
  const absent = crit.filter((name) => !Object.hasOwn(members, name))
  if (absent.length > 0) throw badCrit(absent, '"crit" names a member that the header lacks')
}

const isNameList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((name) => typeof name === 'string' && name !== '') &&
  new Set(value).size === value.length

const badCrit = (names: readonly string[], reason: string): KeywellError =>
  new KeywellError('ERR_HEADER_CRIT', reason, { names: names.slice(0, 8).map(clip), reason })

function checkKid(members: JoseHeader): string | undefined {
  if (!Object.hasOwn(members, 'kid')) return undefined
  const kid = members['kid']
  if (typeof kid !== 'string') throw invalid('kid', `"kid" must be a string, got ${kindOf(kid)}`, 'not a string')
  const size = bytes.encodeUtf8(kid).length
  if (size > MAX_KID_BYTES) throw invalid('kid', `"kid" has ${size} bytes, more than ${MAX_KID_BYTES}`, 'too long')
  return kid
}

function checkTyp(members: JoseHeader): string | undefined {
  if (!Object.hasOwn(members, 'typ')) return undefined
  const typ = members['typ']
  if (typeof typ !== 'string') throw invalid('typ', `"typ" must be a string, got ${kindOf(typ)}`, 'not a string')
  return mediaType(typ)
}

/** RFC 7797 §6: `b64: false` must be listed in `crit`; §7: JWTs never use it. */
function checkB64(members: JoseHeader, understood: readonly string[]): boolean {
  if (!Object.hasOwn(members, 'b64') || members['b64'] === true) return true
  const listed = Array.isArray(members['crit']) && members['crit'].includes('b64')
  if (members['b64'] === false && understood.includes('b64') && listed) return false
  throw invalid('b64', `"b64": ${describe(members['b64'])} is not accepted`, 'unencoded payload (RFC 7797)')
}
