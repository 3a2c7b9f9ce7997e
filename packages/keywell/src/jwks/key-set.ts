/** Many keys, read one by one and indexed: a bad one is set aside with its reason and never costs the others. */
import {
  clip,
  isKeywellError,
  type KeywellError,
  kindOf,
  KeywellError as Failure,
  knownOptions,
  oneOf,
  optional,
  optionInvalid,
  positiveInteger,
} from '../errors/index.ts'
import { isJsonObject, readJson } from '../jose/json.ts'
import type { Key } from '../jwk/key.ts'
import { parseJwk } from '../jwk/parse.ts'

/** A key of the document that cannot verify anything, and why. */
export interface QuarantinedKey {
  /** Its place in the document's `keys`. */
  readonly index: number
  readonly kid: string | undefined
  readonly kty: string | undefined
  readonly code: 'ERR_JWK_INVALID' | 'ERR_KEY_UNSUPPORTED'
  readonly reason: string
}

/** A frozen set of usable keys. Its identity changes whenever its content may have. */
export interface KeySet {
  readonly keys: readonly Key[]
  readonly quarantined: readonly QuarantinedKey[]
  /** Keys with exactly this kid; costs the same in a set of one and of 10,000. */
  withKid(kid: string): readonly Key[]
  /** Keys that may verify this algorithm. */
  withAlgorithm(alg: string): readonly Key[]
}

export interface ParseJwksOptions {
  /** What the document is declared to be: a JWK Set (default), one JWK, or a bare array of JWKs. */
  readonly format?: 'jwks' | 'jwk' | 'array'
  /** Most keys to accept; unlimited unless given. */
  readonly maxKeys?: number
  /** An earlier set: its keys are taken over where they did not change, with all that was computed for them. */
  readonly previous?: KeySet | undefined
}

/**
 * Reads a JWK Set (RFC 7517 §5) from text or from parsed JSON.
 * @throws KeywellError ERR_JWKS_INVALID when the document as a whole is none, ERR_OPTION_INVALID; single bad keys are
 * quarantined instead
 * @example const set = parseJwks(await response.text())
 */
export function parseJwks(document: unknown, options: ParseJwksOptions = {}): KeySet {
  const { format, maxKeys, previous } = knownOptions('options', options, ['format', 'maxKeys', 'previous'])
  const form = optional(oneOf('jwks', 'jwk', 'array'), 'format', format) ?? 'jwks'
  const limit = optional(positiveInteger, 'maxKeys', maxKeys) ?? Number.POSITIVE_INFINITY
  const items = keyList(typeof document === 'string' ? parseJwksText(document) : document, form)
  if (items.length > limit) throw jwksInvalid(`the set has ${items.length} keys, more than ${limit}`)
  return collect(items, optional(keySetOption, 'previous', previous))
}

function keySetOption(option: string, value: unknown): KeySet {
  if (isKeySet(value)) return value
  throw optionInvalid(option, 'a set from parseJwks', value)
}

/** Only to tell parsed sets from documents at the public doors. */
export const isKeySet = (value: unknown): value is KeySet =>
  isJsonObject(value) &&
  ['keys', 'quarantined'].every((name) => Array.isArray(value[name])) &&
  ['withKid', 'withAlgorithm'].every((name) => typeof value[name] === 'function')

/** A set of keys that are already parsed. */
export function keySetOf(keys: readonly Key[], quarantined: readonly QuarantinedKey[] = []): KeySet {
  const byKid = index(keys, ({ kid }) => (kid === undefined ? [] : [kid]))
  const byAlgorithm = index(keys, ({ algorithms }) => algorithms.map(({ name }) => name))
  return Object.freeze({
    keys: Object.freeze([...keys]),
    quarantined: Object.freeze([...quarantined]),
    withKid: (kid: string) => byKid.get(kid) ?? NONE,
    withAlgorithm: (alg: string) => byAlgorithm.get(alg) ?? NONE,
  })
}

const NONE: readonly Key[] = Object.freeze([])

function index(keys: readonly Key[], namesOf: (key: Key) => readonly string[]): ReadonlyMap<string, readonly Key[]> {
  const found = new Map<string, Key[]>()
  for (const key of keys) {
    for (const name of namesOf(key)) {
      const others = found.get(name)
      if (others === undefined) found.set(name, [key])
      else others.push(key)
    }
  }
  // These very lists are handed out, so nobody may change them.
  for (const list of found.values()) Object.freeze(list)
  return found
}

const jwksInvalid = (reason: string, offset?: number): KeywellError =>
  new Failure('ERR_JWKS_INVALID', reason, { reason, offset })

/** Strict JSON, with a BOM in front at most. @throws KeywellError ERR_JWKS_INVALID */
export function parseJwksText(text: string): unknown {
  const result = readJson(text.startsWith('\ufeff') ? text.slice(1) : text)
  if (result.ok) return result.value
  if (/^\s*</.test(text)) throw jwksInvalid('this is HTML or XML instead of JSON', 0)
  throw jwksInvalid(`this is no strict JSON: ${result.reason}`, result.offset)
}

function keyList(document: unknown, format: 'jwks' | 'jwk' | 'array'): readonly unknown[] {
  if (format === 'jwk') return [document]
  if (format === 'array') {
    if (Array.isArray(document)) return document
    throw jwksInvalid(`an array of keys is expected, got ${kindOf(document)}`)
  }
  if (!isJsonObject(document)) throw jwksInvalid(`a JWK Set must be a JSON object, got ${kindOf(document)}`)
  const keys = Object.hasOwn(document, 'keys') ? document['keys'] : undefined
  if (Array.isArray(keys)) return keys
  if (Object.hasOwn(document, 'kty')) throw jwksInvalid('this is a single JWK, not a JWK Set')
  throw jwksInvalid('"keys" is missing or no array')
}

function collect(items: readonly unknown[], previous: KeySet | undefined): KeySet {
  const known = new Map(previous?.keys.map((key) => [JSON.stringify(key.jwk), key]))
  const keys = new Map<string, Key>()
  const quarantined: QuarantinedKey[] = []
  for (const [place, item] of items.entries()) {
    const result = tryParse(item, place)
    if ('reason' in result) {
      quarantined.push(result)
      continue
    }
    const text = JSON.stringify(result.jwk)
    // Identical twins merge; Map.set keeps the first one's place.
    if (!keys.has(text)) keys.set(text, known.get(text) ?? result)
  }
  return keySetOf([...keys.values()], quarantined)
}

function tryParse(item: unknown, place: number): Key | QuarantinedKey {
  try {
    return parseJwk(item)
  } catch (error) {
    if (isKeywellError(error, 'ERR_JWK_INVALID') || isKeywellError(error, 'ERR_KEY_UNSUPPORTED')) {
      return setAside(item, place, error.code, error.message)
    }
    throw error
  }
}

function setAside(item: unknown, place: number, code: QuarantinedKey['code'], reason: string): QuarantinedKey {
  const members = isJsonObject(item) ? item : {}
  const { kid, kty } = members
  return Object.freeze({
    index: place,
    kid: typeof kid === 'string' ? kid : undefined,
    kty: typeof kty === 'string' ? clip(kty) : undefined,
    code,
    reason,
  })
}
