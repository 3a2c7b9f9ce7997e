/** Trusts that a function knows: asked for every token, remembered within bounds. Believes nothing of the token itself. */
import { KeywellError, knownOptions, optionInvalid, positiveInteger } from '../errors/index.ts'
import type { Clock } from '../io/clock.ts'
import type { Claims } from './claim-rule.ts'
import { type CompiledTrust, compileTrust } from './compiled-trust.ts'
import { createKnownIssuers } from './known-issuers.ts'
import type { Registry } from './registry.ts'
import { grouped, isUncheckedIssuer, ownIssuer, type TrustGroup, untrusted } from './trust-group.ts'
import type { AnyTrust } from './trust.ts'

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

export function dynamicRegistry(input: DynamicTrusts, clock: Clock): Registry {
  const { maxIssuers } = knownOptions('trusts', input, ['resolve', 'maxIssuers'])
  if (typeof input.resolve !== 'function') throw optionInvalid('resolve', 'a function of the issuer', input.resolve)
  const known = createKnownIssuers(positiveInteger('maxIssuers', maxIssuers))
  /** Asked for every token, so that an issuer which is no longer trusted is refused at once. */
  const current = (issuer: string): readonly TrustGroup[] => {
    const trust = ask(input, issuer)
    if (trust !== undefined) return known.get(issuer) ?? grouped([compiled(trust)])
    known.forget(issuer)
    throw untrusted(issuer, [])
  }
  const find = (payload: Claims): readonly TrustGroup[] => {
    const issuer = ownIssuer(payload)
    if (typeof issuer !== 'string') throw untrusted(issuer, [])
    const groups = current(issuer)
    // Asked of every token: a template binds each token's own claims, also when its issuer is remembered.
    if (!groups.every(({ trusts }) => trusts.every((trust) => isMeant(trust, issuer, payload))))
      throw untrusted(issuer, [])
    known.use(issuer, groups, clock.monotonic())
    return groups
  }
  const stillHas = (trust: CompiledTrust, payload: Claims): boolean => {
    try {
      return find(payload).some(({ trusts }) => trusts.includes(trust))
    } catch {
      // The token is verified anew, which throws the same.
      return false
    }
  }
  const { sources, subscribe, close } = known
  // What its trusts take shows itself only once the token has been read.
  return { find, takesBase64: true, trusts: [], stillHas, sources, subscribe, close }
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
