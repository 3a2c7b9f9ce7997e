/** From a token's unverified `iss` to the trusts that may accept it. Never derives a URL from a token. */
import { optionInvalid } from '../errors/index.ts'
import type { Clock } from '../io/clock.ts'
import { hold, release } from '../source/holders.ts'
import type { KeySource } from '../source/key-source.ts'
import type { SourceEvent } from '../source/source-event.ts'
import type { Claims } from './claim-rule.ts'
import { type CompiledTrust, compileTrust } from './compiled-trust.ts'
import { type DynamicTrusts, dynamicRegistry } from './dynamic-registry.ts'
import { grouped, isUncheckedIssuer, ownIssuer, type TrustGroup, untrusted } from './trust-group.ts'
import type { AnyTrust } from './trust.ts'
import { advised } from './trust-hints.ts'

export interface Registry {
  /** In the order given. @throws KeywellError ERR_ISSUER_UNTRUSTED, ERR_KEYS_UNAVAILABLE */
  find(payload: Claims): readonly TrustGroup[]
  /** Whether a trust that has accepted these claims is still one that `find` gives for them. */
  stillHas(trust: CompiledTrust, payload: Claims): boolean
  /** Whether a token in another form of base64 can be one of some trust's. */
  readonly takesBase64: boolean
  /** Those that are known before a token names its issuer. */
  readonly trusts: readonly CompiledTrust[]
  /** The sources in use now. */
  sources(): readonly KeySource[]
  /** Events of these and of those that come into use later. @returns a function that ends the subscription */
  subscribe(listener: (event: SourceEvent) => void): () => void
  /** Gives up its hold on the sources. */
  close(): void
}

export type TrustInput = AnyTrust | readonly AnyTrust[] | DynamicTrusts

/** @throws KeywellError ERR_OPTION_INVALID */
export function createRegistry(input: TrustInput, clock: Clock): Registry {
  if (isDynamic(input)) return dynamicRegistry(input, clock)
  const list: readonly AnyTrust[] = isList(input) ? input : [input]
  if (list.length === 0) throw optionInvalid('trusts', 'at least one trust', 'none')
  return fixedRegistry(list.map(compileTrust))
}

const isDynamic = (input: TrustInput): input is DynamicTrusts =>
  typeof input === 'object' && input !== null && 'resolve' in input

const isList = (input: TrustInput): input is readonly AnyTrust[] => Array.isArray(input)

function fixedRegistry(trusts: readonly CompiledTrust[]): Registry {
  const sources = [...new Set(trusts.map(({ keys }) => keys))]
  const [first] = trusts
  if (first !== undefined && trusts.some(isUncheckedIssuer)) {
    if (trusts.length > 1) throw optionInvalid('issuer', 'checked where there are several trusts', 'unchecked')
    const groups = grouped([first])
    return { find: () => groups, ...unchanging(trusts, sources) }
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
    const bound = templated.filter(
      ({ template }) => typeof issuer === 'string' && template?.issuerFor(payload) === issuer,
    )
    if (bound.length > 0) return grouped(trusts.filter((trust) => bound.includes(trust) || names(trust, issuer)))
    // What a template binds is each token's own, so there the next token of the issuer is looked at anew.
    if (exact !== undefined && templated.length === 0) {
      lastIssuer = issuer
      lastGroups = exact
    }
    if (exact !== undefined) return exact
    throw advised(untrusted(issuer, trusts), trusts)
  }
  return { find, ...unchanging(trusts, sources) }
}

const names = ({ issuers }: CompiledTrust, issuer: unknown): boolean => issuers.some((each) => each === issuer)

function unchanging(trusts: readonly CompiledTrust[], sources: readonly KeySource[]): Omit<Registry, 'find'> {
  sources.forEach(hold)
  return {
    takesBase64: trusts.some(({ takesBase64 }) => takesBase64),
    trusts,
    stillHas: () => true,
    sources: () => sources,
    subscribe: (listener) => {
      const ends = sources.map((source) => source.subscribe(listener))
      return () => ends.forEach((end) => end())
    },
    close: () => sources.forEach(release),
  }
}

function groupsByIssuer(trusts: readonly CompiledTrust[]): ReadonlyMap<string, readonly TrustGroup[]> {
  const issuers = new Set(trusts.flatMap((trust) => trust.issuers))
  return new Map(
    [...issuers].map((issuer) => [issuer, grouped(trusts.filter((trust) => trust.issuers.includes(issuer)))]),
  )
}
