/** Many keys, read one by one and indexed: a bad one is set aside with its reason and never costs the others. */
import { clip, isKeywellError, knownOptions, oneOf, optional, optionInvalid, positiveInteger } from '../errors/index.ts'
import type { AsymmetricAlgorithm } from '../jose/algorithms.ts'
import { isJsonObject } from '../jose/json.ts'
import type { Key } from '../jwk/key.ts'
import { JWKS_FORMATS, type JwksFormat, type KeyItem, jwksInvalid, keyItems, readDocument } from './formats.ts'
import { sizeProblem } from './key-size.ts'
import { pemFacts } from './pem-facts.ts'

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
  /** What the document is declared to be; a JWK Set unless given. */
  readonly format?: JwksFormat
  /** With `pem`, which cannot say it: the key's kid. */
  readonly kid?: string
  /** With `pem`: the one algorithm that the key verifies; all that its type and curve allow unless given. */
  readonly alg?: AsymmetricAlgorithm
  /** Most keys to accept; unlimited unless given. */
  readonly maxKeys?: number
  /** Of one key as JSON; a larger one is quarantined. Unlimited unless given. */
  readonly maxKeyBytes?: number
  /** Of nesting, where the document is text; 16 unless given. */
  readonly maxDepth?: number
  /** An earlier set: its keys are taken over where they did not change, with all that was computed for them. */
  readonly previous?: KeySet | undefined
}

/**
 * Reads a JWK Set (RFC 7517 §5), or what else `format` declares, from text or from parsed JSON.
 * @throws KeywellError ERR_JWKS_INVALID when the document as a whole is none, ERR_OPTION_INVALID; single bad keys are
 * quarantined instead
 * @example const set = parseJwks(await response.text())
 */
export function parseJwks(document: unknown, options: ParseJwksOptions = {}): KeySet {
  const names = ['format', 'kid', 'alg', 'maxKeys', 'maxKeyBytes', 'maxDepth', 'previous'] as const
  const given = knownOptions('options', options, names)
  const format = optional(oneOf(...JWKS_FORMATS), 'format', given.format) ?? 'jwks'
  const facts = pemFacts(format, given)
  const limit = optional(positiveInteger, 'maxKeys', given.maxKeys) ?? Number.POSITIVE_INFINITY
  const maxKeyBytes = optional(positiveInteger, 'maxKeyBytes', given.maxKeyBytes)
  const maxDepth = optional(positiveInteger, 'maxDepth', given.maxDepth)
  const content = typeof document === 'string' ? readDocument(document, format, maxDepth) : document
  const items = keyItems(content, format, facts)
  if (items.length > limit) throw jwksInvalid(`the set has ${items.length} keys, more than ${limit}`)
  return collect(items, optional(keySetOption, 'previous', given.previous), maxKeyBytes)
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

function collect(items: readonly KeyItem[], previous: KeySet | undefined, maxKeyBytes: number | undefined): KeySet {
  const known = new Map(previous?.keys.map((key) => [JSON.stringify(key.jwk), key]))
  const keys = new Map<string, Key>()
  const quarantined: QuarantinedKey[] = []
  for (const [place, item] of items.entries()) {
    const problem = maxKeyBytes === undefined ? undefined : sizeProblem(item.value, maxKeyBytes)
    const result = problem === undefined ? tryParse(item, place) : setAside(item, place, 'ERR_JWK_INVALID', problem)
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

function tryParse(item: KeyItem, place: number): Key | QuarantinedKey {
  try {
    return item.parse()
  } catch (error) {
    if (isKeywellError(error, 'ERR_JWK_INVALID') || isKeywellError(error, 'ERR_KEY_UNSUPPORTED')) {
      return setAside(item, place, error.code, error.message)
    }
    throw error
  }
}

const setAside = ({ kid, kty }: KeyItem, place: number, code: QuarantinedKey['code'], reason: string): QuarantinedKey =>
  Object.freeze({
    index: place,
    kid: typeof kid === 'string' ? kid : undefined,
    kty: typeof kty === 'string' ? clip(kty) : undefined,
    code,
    reason,
  })
