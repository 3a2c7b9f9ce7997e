/** SuperTokens: sessions without `aud`, OAuth tokens told apart by `stt`, keys from the API or from the core. */
import { booleanOption, oneOf, optional, optionInvalid } from '../../errors/index.ts'
import type { JwtPayload, TrustHints, TrustRule } from '../../verify/trust.ts'
import { unchecked, type Unchecked } from '../../verify/unchecked.ts'
import { defineKindPreset, type KindPreset, type Plan } from '../shared/preset.ts'
import { claimIsOneOf, whereGiven } from '../shared/rules.ts'
import { oneOrMore, oneOrMoreUnless } from '../shared/several.ts'
import type { SuperTokensAccessClaims, SuperTokensIdClaims, SuperTokensSessionClaims } from './claims.ts'
import { type SuperTokensCore, superTokensBase, superTokensKeys } from './places.ts'
import { KIND_RULES, legacyRules, SUPER_TOKENS_KINDS, type SuperTokensKind } from './rules.ts'

interface SuperTokensApp {
  /** Where the API with SuperTokens' routes is, such as `https://api.acme.example`. */
  readonly apiDomain: string
  /** Default `/auth`; a gateway's path comes in front. A slash missing in front or left at the end is put right. */
  readonly apiBasePath?: string
  /** Asks the core for keys and not the API. */
  readonly core?: SuperTokensCore
  /** Tenants whose tokens are accepted, by `tId`: all tenants of an app share its keys. All unless given. */
  readonly tenantId?: string | readonly string[]
  /** Where tokens carry another `iss` than `{apiDomain}{apiBasePath}`. */
  readonly issuer?: string | readonly string[]
}

/** Session tokens have no `aud`. */
export interface SuperTokensSessions {
  readonly kind?: 'session'
  /**
   * Also tokens of versions 1 and 2, from before core 5: without `kid`, `iss` and `exp`, in padded base64. Such a trust
   * must be the only one of its verifier. Default false.
   */
  readonly acceptLegacyTokens?: boolean
  readonly audience?: never
  readonly clientId?: never
}

/** Of the OAuth provider, also those of client credentials: one of `clientId` and `audience` must be given. */
export interface SuperTokensOAuth {
  readonly kind: 'oauth-access' | 'oauth-id'
  /** The OAuth clients: `client_id` of access tokens, `aud` of ID tokens. */
  readonly clientId?: string | readonly string[] | Unchecked
  /** Of access tokens. */
  readonly audience?: string | readonly string[] | Unchecked
  readonly acceptLegacyTokens?: never
}

/** Made with `createJWT` for a service of one's own. */
export interface SuperTokensMachines {
  readonly kind: 'm2m'
  /** Whatever the maker puts into `aud`. */
  readonly audience: string | readonly string[] | Unchecked
  readonly clientId?: never
  readonly acceptLegacyTokens?: never
}

export type SuperTokensOptions = SuperTokensApp & (SuperTokensSessions | SuperTokensOAuth | SuperTokensMachines)

/**
 * Tokens of a SuperTokens app, of one kind for each trust; for several kinds, share the keys. A session that comes from a
 * cookie also needs protection from CSRF, which no token can give.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see supertokens.com/docs/additional-verification/session-verification/protect-api-routes
 * @example createVerifier(superTokens({ apiDomain: 'https://api.acme.example' }))
 */
export const superTokens: KindPreset<
  SuperTokensOptions,
  'kind',
  {
    session: SuperTokensSessionClaims
    'oauth-access': SuperTokensAccessClaims
    'oauth-id': SuperTokensIdClaims
    m2m: JwtPayload
  },
  'super-tokens',
  'session'
> = defineKindPreset(
  'kind',
  ['apiDomain', 'apiBasePath', 'core', 'tenantId', 'issuer', 'acceptLegacyTokens', 'audience', 'clientId'],
  (options, source) => {
    const { tenantId, acceptLegacyTokens } = options
    const kind = optional(oneOf(...SUPER_TOKENS_KINDS), 'kind', options.kind) ?? 'session'
    const base = superTokensBase(options, source)
    const issuers = options.issuer === undefined ? [base] : oneOrMore('issuer', options.issuer)
    const { audience, rules } = audienceChecks(kind, options)
    const ofTenant = whereGiven('tenantId', tenantId, isOfTenant)
    const isLegacy = optional(booleanOption, 'acceptLegacyTokens', acceptLegacyTokens) === true
    if (isLegacy && kind !== 'session')
      throw optionInvalid('acceptLegacyTokens', 'absent: only session tokens are that old', acceptLegacyTokens)
    const plan: Plan = {
      name: `super-tokens-${kind}`,
      issuer: issuers,
      audience,
      algorithms: ['RS256'],
      requiredClaims: NAMES_USER.has(kind) && !isLegacy ? ['sub'] : [],
      rules: [...KIND_RULES[kind], ...rules, ...ofTenant],
      keys: (given) => superTokensKeys(options, given),
      hints: kind === 'session' && !isLegacy ? SESSION_HINTS : HINTS,
    }
    return isLegacy ? withLegacy(plan, issuers) : plan
  },
)

/** The SDK takes no session without `sub`; OpenID Connect Core §2 has it in every ID token. */
const NAMES_USER: ReadonlySet<SuperTokensKind> = new Set(['session', 'oauth-id'])

/** Old tokens name neither issuer nor key, so that rules stand in for what is left unchecked. */
const withLegacy = (plan: Plan, issuers: readonly string[]): Plan => ({
  ...plan,
  issuer: unchecked('tokens of versions 1 and 2 have no iss; that of all others is checked by a rule'),
  expiry: unchecked('tokens of versions 1 and 2 have expiryTime in place of exp; both are checked by rules'),
  encoding: 'base64',
  rules: [...(plan.rules ?? []), ...legacyRules(issuers)],
  keys: (source) => plan.keys({ tryAll: true, ...source }),
})

type Checks = Pick<Plan, 'audience'> & { readonly rules: readonly TrustRule[] }
type Given = Pick<SuperTokensOptions, 'audience' | 'clientId'>

function audienceChecks(kind: SuperTokensKind, { audience, clientId }: Given): Checks {
  const isOAuth = kind === 'oauth-access' || kind === 'oauth-id'
  if (!isOAuth && clientId !== undefined)
    throw optionInvalid('clientId', 'absent: only OAuth tokens have one', clientId)
  if (kind === 'session') {
    if (audience === undefined) return { audience: NO_AUDIENCE, rules: [] }
    throw optionInvalid('audience', 'absent: session tokens have none', audience)
  }
  if (kind === 'oauth-id') {
    if (audience !== undefined) throw optionInvalid('audience', 'absent: for ID tokens it is clientId', audience)
    if (clientId === undefined) throw optionInvalid('clientId', `given, or unchecked('why')`, clientId)
    return { audience: clientId, rules: [] }
  }
  if (audience === undefined && clientId === undefined)
    throw optionInvalid('audience', isOAuth ? 'given, or clientId' : `given, or unchecked('why')`, audience)
  const clients = clientId === undefined ? undefined : oneOrMoreUnless('clientId', clientId)
  return { audience: audience ?? BY_CLIENT, rules: clients === undefined ? [] : [isOfClient(clients)] }
}

const isOfClient = (clients: readonly string[]): TrustRule =>
  claimIsOneOf('client_id', clients, {
    meaning: 'audience',
    hint: 'the token is of another OAuth client of the app: list its id in clientId if it may call this',
    source: 'SuperTokens docs, unified-login/verify-tokens',
  })

const isOfTenant = (tenants: readonly string[]): TrustRule =>
  claimIsOneOf('tId', tenants, {
    meaning: 'audience',
    hint: 'the token is of another tenant of the app: list it in tenantId if it may call this',
    source: 'supertokens/supertokens-node, recipe/session',
  })

const NO_AUDIENCE = unchecked('session tokens of SuperTokens have no aud; kind and, where given, tenant are checked')
const BY_CLIENT = unchecked('clientId says what becomes of client_id, which stands in for aud')

const HINTS: TrustHints = {
  ERR_ISSUER_UNTRUSTED: 'iss is apiDomain and apiBasePath, without a slash at its end: compare both byte for byte',
  ERR_KEYS_UNAVAILABLE:
    'where the cause is an answer with a status, such as GENERAL_ERROR, look into the log of the API or the core',
}

const SESSION_HINTS: TrustHints = {
  ...HINTS,
  ERR_TOKEN_MALFORMED:
    'if its segments are padded base64, it is of version 1 or 2: acceptLegacyTokens: true admits those',
}
