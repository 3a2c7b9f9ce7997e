/** Picks the keys that may verify a token, by its header alone (RFC 7515 §6). Pure. */
import type { AlgorithmFacts } from '../jose/algorithms.ts'
import type { CheckedHeader } from '../jose/header.ts'
import type { Key } from '../jwk/key.ts'
import { statusNotes } from '../jwk/key-status.ts'
import type { KeySet } from './key-set.ts'

/** Why nothing was selected. */
export type Miss = 'unknown-kid' | 'mismatch' | 'no-key' | 'ambiguous'

export interface Selection {
  /** In the order to try them; empty exactly when there is a `miss`. */
  readonly candidates: readonly Key[]
  readonly miss: Miss | undefined
}

export interface SelectOptions {
  /** `single`: a token with a kid may use a key without one, when that is the set's only usable key. */
  readonly kidless?: 'never' | 'single'
  /** Without a kid, try up to 8 fitting keys instead of refusing as ambiguous. */
  readonly tryAll?: boolean
}

/** What selection looks at. */
export type KeyQuery = Pick<CheckedHeader, 'algorithm' | 'kid' | 'header'>

/** RFC 7517 §4.5 lets keys share a kid; verifying costs, so at most this many are tried. */
const MAX_SAME_KID = 4
const MAX_TRIED = 8

/** @param candidates - frozen: the index's own list, or a new one */
const picked = (candidates: readonly Key[]): Selection => ({ candidates, miss: undefined })
const missed = (miss: Miss): Selection => ({ candidates: [], miss })

/** The candidates. Never falls back to another key than the one that the header names. */
export function selectKeys(set: KeySet, query: KeyQuery, options: SelectOptions = {}): Selection {
  return query.kid === undefined ? withoutKid(set, query, options) : withKid(set, query, query.kid, options)
}

export const canVerify = (key: Key, algorithm: AlgorithmFacts): boolean => key.algorithms.includes(algorithm)

function withKid(set: KeySet, query: KeyQuery, kid: string, options: SelectOptions): Selection {
  const named = set.withKid(kid)
  const [first] = named
  if (named.length === 1 && first !== undefined && canVerify(first, query.algorithm)) return picked(named)
  const fitting = named.filter((key) => canVerify(key, query.algorithm))
  if (fitting.length > 0) return picked(Object.freeze(fitting.slice(0, MAX_SAME_KID)))
  if (named.length > 0 || set.quarantined.some((key) => key.kid === kid)) return missed('mismatch')
  const [only] = set.keys
  const mayUseOnly = options.kidless === 'single' && set.keys.length === 1 && only?.kid === undefined
  return mayUseOnly && only !== undefined && canVerify(only, query.algorithm)
    ? picked(Object.freeze([only]))
    : missed('unknown-kid')
}

function withoutKid(set: KeySet, query: KeyQuery, options: SelectOptions): Selection {
  const fitting = set.withAlgorithm(query.algorithm.name)
  if (fitting.length === 0) return missed('no-key')
  if (fitting.length === 1) return picked(fitting)
  const certified = fitting.filter((key) => sameCertificate(key, query.header))
  if (certified.length === 1) return picked(Object.freeze(certified))
  return options.tryAll === true ? picked(Object.freeze(fitting.slice(0, MAX_TRIED))) : missed('ambiguous')
}

/** RFC 7515 §4.1.8: the header may name the key by its certificate's SHA-256. */
function sameCertificate(key: Key, header: KeyQuery['header']): boolean {
  const print = Object.hasOwn(header, 'x5t#S256') ? header['x5t#S256'] : undefined
  return typeof print === 'string' && print !== '' && key.jwk['x5t#S256'] === print
}

/** Why one key of the set was chosen or not. */
export interface KeyTrace {
  readonly kid: string | undefined
  readonly kty: string | undefined
  readonly alg: string | undefined
  readonly verdict: 'candidate' | 'passed-over' | 'quarantined'
  readonly because: string
}

/** The reasons for every key of the set, usable ones first. Built for people; nothing decides by it. */
export function traceSelection(set: KeySet, query: KeyQuery, candidates: readonly Key[]): readonly KeyTrace[] {
  const usable = set.keys.map((key): KeyTrace => {
    const isCandidate = candidates.includes(key)
    const why = isCandidate ? whyCandidate(key, query) : whyPassedOver(key, query, candidates.length)
    const { kty, jwk, kid } = key
    const because = [why, ...statusNotes(jwk)].join('; ')
    return { kid, kty, alg: jwk.alg, verdict: isCandidate ? 'candidate' : 'passed-over', because }
  })
  const rest = set.quarantined.map(({ kid, kty, reason }): KeyTrace => ({
    kid,
    kty,
    alg: undefined,
    verdict: 'quarantined',
    because: reason,
  }))
  return [...usable, ...rest]
}

function whyCandidate(key: Key, { kid, algorithm }: KeyQuery): string {
  const byAlgorithm = `can verify ${algorithm.name}`
  if (kid === undefined) return byAlgorithm
  return key.kid === kid ? `same kid, ${byAlgorithm}` : `the only key of the set, ${byAlgorithm}`
}

function whyPassedOver(key: Key, { kid, algorithm }: KeyQuery, chosen: number): string {
  if (kid !== undefined && key.kid === undefined) return 'it has no kid'
  if (kid !== undefined && key.kid !== kid) return 'another kid'
  if (!canVerify(key, algorithm)) return whyNotAlgorithm(key, algorithm)
  return chosen === 0 ? 'several keys fit and the token names none' : 'enough other candidates'
}

function whyNotAlgorithm(key: Key, algorithm: AlgorithmFacts): string {
  if (key.kty !== algorithm.kty) return `${algorithm.name} needs ${algorithm.kty}, this is ${key.kty}`
  const curveFits = algorithm.curves.length === 0 || algorithm.curves.includes(key.curve ?? '')
  if (!curveFits) return `${algorithm.name} needs ${algorithm.curves.join(' or ')}, this is ${key.curve ?? 'no curve'}`
  return `its alg is ${key.jwk.alg ?? 'absent'}, not ${algorithm.name}`
}
