/** Clerk: one key for each instance and for all kinds of token, keys in four ways, and `azp` in place of `aud`. */
import { booleanOption, oneOf, optional, optionInvalid } from '../../errors/index.ts'
import type { TrustHints, TrustRule } from '../../verify/trust.ts'
import { isUnchecked, unchecked, type Unchecked } from '../../verify/unchecked.ts'
import { defineKindPreset, type KindPreset, type Plan } from '../shared/preset.ts'
import { eachOf, oneOrMoreUnless } from '../shared/several.ts'
import type { ClerkM2mClaims, ClerkOAuthClaims, ClerkSessionClaims, ClerkTemplateClaims } from './claims.ts'
import { clerkIssuers, type ClerkInstance, clerkKeys } from './keys.ts'
import { CLERK_KINDS, isActive, isAuthorizedParty, isForMachine, KIND_RULES, KIND_TYPES } from './kinds.ts'

/** For tokens of signed-in users: those of sessions, and those of a JWT template. */
export interface ClerkUserTokens {
  readonly kind?: 'session' | 'template'
  /** Origins whose pages may use tokens here, such as `https://acme.example`, by `azp`. */
  readonly authorizedParties: readonly string[] | Unchecked
  /** Where the session token is customized, or the template made, to carry `aud`. */
  readonly audience?: string | readonly string[] | Unchecked
  /** Also sessions whose user has something left to do, such as choosing an organization. Default false. */
  readonly acceptPending?: boolean
}

/** For tokens of machines and of OAuth clients, which come from no page. */
export interface ClerkMachineTokens {
  readonly kind: 'm2m' | 'oauth'
  readonly authorizedParties?: never
  /** For `m2m` the id of the machine that receives them, `mch_…`; for `oauth` what is in `aud`. */
  readonly audience: string | readonly string[] | Unchecked
  readonly acceptPending?: never
}

export type ClerkOptions = ClerkInstance & (ClerkUserTokens | ClerkMachineTokens)

/**
 * Tokens of a Clerk instance, of one kind for each trust. For several kinds, share the keys: `const sessions = clerk({ … })`,
 * then `createVerifier([sessions, clerk({ …, kind: 'm2m', keys: sessions.keys })])`; the result's `trust` says which it was.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see clerk.com/docs/guides/sessions/manual-jwt-verification
 * @example createVerifier(clerk({ frontendApi: 'clerk.acme.example', authorizedParties: ['https://acme.example'] }))
 */
export const clerk: KindPreset<
  ClerkOptions,
  'kind',
  { session: ClerkSessionClaims; template: ClerkTemplateClaims; m2m: ClerkM2mClaims; oauth: ClerkOAuthClaims },
  'clerk',
  'session'
> = defineKindPreset(
  'kind',
  [
    'publishableKey',
    'frontendApi',
    'secretKey',
    'jwtKey',
    'issuer',
    'apiUrl',
    'authorizedParties',
    'audience',
    'acceptPending',
  ],
  (options, source) => {
    const kind = optional(oneOf(...CLERK_KINDS), 'kind', options.kind) ?? 'session'
    const { audience, rules } =
      kind === 'm2m' || kind === 'oauth' ? machineChecks(kind, options) : userChecks(kind, options)
    return {
      name: `clerk-${kind}`,
      issuer: clerkIssuers(options, source),
      audience,
      algorithms: ['RS256', 'RS384', 'RS512'],
      types: KIND_TYPES[kind],
      requiredClaims: ['sub'],
      rules: [...KIND_RULES[kind], ...rules],
      keys: (given) => clerkKeys(options, given),
      hints: options.secretKey === undefined ? HINTS : { ...HINTS, ERR_KEYS_UNAVAILABLE: SECRET_HINT },
    }
  },
)

type Checks = Pick<Plan, 'audience'> & { readonly rules: readonly TrustRule[] }
type Given = Pick<ClerkOptions, 'audience' | 'authorizedParties' | 'acceptPending'>

function userChecks(kind: 'session' | 'template', { audience, authorizedParties, acceptPending }: Given): Checks {
  const origins = isUnchecked(authorizedParties) ? undefined : authorizedOrigins(authorizedParties)
  const mayPend = optional(booleanOption, 'acceptPending', acceptPending) ?? false
  if (kind === 'template' && acceptPending !== undefined)
    throw optionInvalid('acceptPending', 'absent: only sessions can be pending', acceptPending)
  const ofParty = origins === undefined ? [] : [isAuthorizedParty(origins)]
  return { audience: audience ?? NO_AUDIENCE, rules: mayPend || kind === 'template' ? ofParty : [...ofParty, isActive] }
}

function machineChecks(kind: 'm2m' | 'oauth', { audience, authorizedParties, acceptPending }: Given): Checks {
  const forUsers = { authorizedParties, acceptPending }
  for (const [name, value] of Object.entries(forUsers))
    if (value !== undefined) throw optionInvalid(name, 'absent: it is for tokens of users', value)
  if (audience === undefined) throw optionInvalid('audience', `given, or unchecked('why')`, audience)
  if (kind === 'oauth') return { audience, rules: [] }
  const machines = oneOrMoreUnless('audience', audience)
  return { audience: IN_SCOPES, rules: machines === undefined ? [] : [isForMachine(machines)] }
}

function authorizedOrigins(parties: unknown): readonly string[] {
  if (parties === undefined)
    throw optionInvalid('authorizedParties', `an array of origins or unchecked('why')`, parties, { hint: PARTIES_HINT })
  return eachOf('authorizedParties', parties, originOption)
}

/** As browsers spell an origin: what `azp` is compared with, byte for byte. Those of extensions have schemes of their own. */
function originOption(option: string, party: string): string {
  const origin = originOf(party)
  if (origin === party) return party
  const hint = `an origin is scheme, host and port, without a slash: "${origin ?? `https://${party}`}"`
  throw optionInvalid(option, 'an origin such as "https://acme.example"', party, { hint })
}

function originOf(party: string): string | undefined {
  const [, scheme = '', host = ''] = /^([a-z][a-z\d+.-]*:\/\/)([^/?#]+)/i.exec(party) ?? []
  if (host === '') return undefined
  return /^https?:/i.test(scheme) && URL.canParse(party) ? new URL(party).origin : `${scheme}${host}`
}

const NO_AUDIENCE = unchecked(
  'Clerk puts the origin into azp in place of aud; authorizedParties says what becomes of it',
)
const IN_SCOPES = unchecked('machine tokens name their receivers in scopes, which are checked, or in aud')
const PARTIES_HINT = 'tokens have no aud: without azp, any other site that shares their cookie could use them here'
const SECRET_HINT = 'if the cause is status 401, the secret key is wrong or revoked: copy it from the Clerk Dashboard'

const HINTS: TrustHints = {
  opaque: 'tokens with mt_, oat_ or ak_ in front are opaque: ask Clerk’s Backend API, or let JWTs be issued instead',
  ERR_KEY_NOT_FOUND: 'kid is the id of the instance: this token is of another one, such as development, not production',
  ERR_ISSUER_UNTRUSTED:
    'iss is the Frontend API of the instance: this token is of another one; see issuer for satellites',
  ERR_ALG_NOT_ALLOWED: 'a JWT template with a signing key of its own is not signed with the keys of the instance',
}
