/** From a token's unverified `iss` to the trusts that may accept it. Never derives a URL from a token. */
import { clip, describe, KeywellError, knownOptions, optionInvalid, positiveInteger } from '../errors/index.ts'
import type { KeySource } from '../source/key-source.ts'
import type { Claims } from './claim-rule.ts'
import { type CompiledTrust, compileTrust } from './compiled-trust.ts'
import type { AnyTrust } from './trust.ts'

/** Trusts of one issuer that share a source of keys, so that one signature check serves them all. */
export interface TrustGroup {
  readonly keys: KeySource
  readonly trusts: readonly CompiledTrust[]
}

export interface Registry {
  /** In the order given. @throws KeywellError ERR_ISSUER_UNTRUSTED, ERR_KEYS_UNAVAILABLE */
  find(payload: Claims): readonly TrustGroup[]
  /** The sources in use now. */
  sources(): readonly KeySource[]
}

/** Trusts that are known only once a token names its issuer: many tenants, one verifier. */
export interface DynamicTrusts<T extends AnyTrust = AnyTrust> {
  /**
   * The trust for an issuer, or `undefined` when it is not, or no longer, trusted. Called synchronously for every token,
   * with unverified input: look it up in a list, do no I/O, build no URL from it. The first trust of an issuer is the one
   * that counts while the issuer is remembered. Throwing answers 503.
   */
  resolve(issuer: string): T | undefined
  /** Most issuers to remember; the least recently used is forgotten first. */
  readonly maxIssuers: number
}

export type TrustInput = AnyTrust | readonly AnyTrust[] | DynamicTrusts

/** @throws KeywellError ERR_OPTION_INVALID */
export function createRegistry(input: TrustInput): Registry {
  if (isDynamic(input)) return dynamicRegistry(input)
  const list: readonly AnyTrust[] = isList(input) ? input : [input]
  if (list.length === 0) throw optionInvalid('trusts', 'at least one trust', 'none')
  return fixedRegistry(list.map(compileTrust))
}

const isDynamic = (input: TrustInput): input is DynamicTrusts =>
  typeof input === 'object' && input !== null && 'resolve' in input

const isList = (input: TrustInput): input is readonly AnyTrust[] => Array.isArray(input)

const isUncheckedIssuer = (trust: CompiledTrust): boolean => trust.unchecked.iss !== undefined

function fixedRegistry(trusts: readonly CompiledTrust[]): Registry {
  const sources = [...new Set(trusts.map(({ keys }) => keys))]
  const [first] = trusts
  if (first !== undefined && trusts.some(isUncheckedIssuer)) {
    if (trusts.length > 1) throw optionInvalid('issuer', 'checked where there are several trusts', 'unchecked')
    const groups = grouped([first])
    return { find: () => groups, sources: () => sources }
  }
  const byIssuer = groupsByIssuer(trusts)
  const templated = trusts.filter(({ template }) => template !== undefined)
  let lastIssuer: unknown
  let lastGroups: readonly TrustGroup[] | undefined
  const find = (payload: Claims): readonly TrustGroup[] => {
    const issuer = ownIssuer(payload)
    // Tokens of one issuer come in rows: comparing is cheaper than hashing a string that was just parsed.
    if (lastGroups !== undefined && issuer === lastIssuer) return lastGroups
    const exact = typeof issuer === 'string' ? byIssuer.get(issuer) : undefined
    if (exact !== undefined) {
      lastIssuer = issuer
      lastGroups = exact
      return exact
    }
    const bound = templated.filter(
      ({ template }) => typeof issuer === 'string' && template?.issuerFor(payload) === issuer,
    )
    if (bound.length > 0) return grouped(bound)
    throw untrusted(issuer, trusts)
  }
  return { find, sources: () => sources }
}

const ownIssuer = (payload: Claims): unknown => (Object.hasOwn(payload, 'iss') ? payload['iss'] : undefined)

function groupsByIssuer(trusts: readonly CompiledTrust[]): ReadonlyMap<string, readonly TrustGroup[]> {
  const issuers = new Set(trusts.flatMap((trust) => trust.issuers))
  return new Map(
    [...issuers].map((issuer) => [issuer, grouped(trusts.filter((trust) => trust.issuers.includes(issuer)))]),
  )
}

function grouped(trusts: readonly CompiledTrust[]): readonly TrustGroup[] {
  const sources = [...new Set(trusts.map(({ keys }) => keys))]
  return sources.map((keys) => ({ keys, trusts: trusts.filter((trust) => trust.keys === keys) }))
}

function untrusted(issuer: unknown, trusts: readonly CompiledTrust[]): KeywellError {
  const trusted = trusts
    .flatMap(({ issuers, template }) => (template === undefined ? issuers : [template.template]))
    .slice(0, 8)
  if (issuer !== undefined && typeof issuer !== 'string') {
    const detail = { verified: false, claim: 'iss', expected: 'a string', received: describe(issuer) }
    return new KeywellError('ERR_CLAIM_INVALID', 'the claim "iss" must be a string', detail)
  }
  const detail = { verified: false, received: issuer === undefined ? undefined : clip(issuer), trusted } as const
  const message =
    issuer === undefined ? 'the token names no issuer' : 'the token comes from an issuer that is not trusted'
  return new KeywellError('ERR_ISSUER_UNTRUSTED', message, detail, { hint: slashHint(issuer, trusted) })
}

function slashHint(issuer: string | undefined, trusted: readonly string[]): string | undefined {
  const bare = issuer?.replace(/\/$/, '')
  const near = trusted.some((name) => name.replace(/\/$/, '') === bare)
  return near ? 'it differs from a trusted one only in the trailing slash' : undefined
}

function dynamicRegistry(input: DynamicTrusts): Registry {
  const { maxIssuers } = knownOptions('trusts', input, ['resolve', 'maxIssuers'])
  if (typeof input.resolve !== 'function') throw optionInvalid('resolve', 'a function of the issuer', input.resolve)
  const limit = positiveInteger('maxIssuers', maxIssuers)
  const known = new Map<string, readonly TrustGroup[]>()
  /** Asked for every token, so that an issuer which is no longer trusted is refused at once. */
  const current = (issuer: string): readonly TrustGroup[] => {
    const trust = ask(input, issuer)
    if (trust !== undefined) return known.get(issuer) ?? grouped([compiled(trust)])
    known.delete(issuer)
    throw untrusted(issuer, [])
  }
  const find = (payload: Claims): readonly TrustGroup[] => {
    const issuer = ownIssuer(payload)
    if (typeof issuer !== 'string') throw untrusted(issuer, [])
    const groups = current(issuer)
    // Asked of every token: a template binds each token's own claims, also when its issuer is remembered.
    if (!groups.every(({ trusts }) => trusts.every((trust) => isMeant(trust, issuer, payload))))
      throw untrusted(issuer, [])
    known.delete(issuer)
    known.set(issuer, groups)
    const [oldest] = known.keys()
    if (known.size > limit && oldest !== undefined) known.delete(oldest)
    return groups
  }
  return { find, sources: () => [...new Set([...known.values()].flatMap((groups) => groups.map(({ keys }) => keys)))] }
}

const isMeant = ({ issuers, template }: CompiledTrust, issuer: string, payload: Claims): boolean =>
  issuers.includes(issuer) || template?.issuerFor(payload) === issuer

/** @throws KeywellError ERR_KEYS_UNAVAILABLE when `resolve` throws, or answers with a promise */
function ask(input: DynamicTrusts, issuer: string): AnyTrust | undefined {
  const trust = undecided(() => input.resolve(issuer))
  if (trust instanceof Promise) {
    trust.catch(() => undefined)
    throw resolveFailed(optionInvalid('resolve', 'synchronous', 'a promise'))
  }
  // JavaScript's look-ups say null as often as undefined.
  return trust ?? undefined
}

const compiled = (trust: AnyTrust): CompiledTrust =>
  undecided(() => {
    const ready = compileTrust(trust)
    if (isUncheckedIssuer(ready)) throw optionInvalid('issuer', 'checked where there is a resolve', 'unchecked')
    return ready
  })

/** Whose token it is cannot be said while `resolve` fails, and that is no fault of the token's. */
function undecided<T>(attempt: () => T): T {
  try {
    return attempt()
  } catch (cause) {
    throw resolveFailed(cause)
  }
}

const resolveFailed = (cause: unknown): KeywellError =>
  new KeywellError('ERR_KEYS_UNAVAILABLE', 'resolve(issuer) failed', RESOLVE_FAILED, { cause })

const RESOLVE_FAILED = { source: 'resolve', reason: 'resolve(issuer) failed' }
