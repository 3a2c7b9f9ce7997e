/** Kinde: access tokens whose `aud` is empty unless an API was asked for; `azp` stands in for it. */
import { optionInvalid } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload, TrustRule } from '../verify/trust.ts'
import { unchecked, type Unchecked } from '../verify/unchecked.ts'
import { hostOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsOneOf, claimRule, whereGiven } from './shared/rules.ts'

export interface KindeOptions {
  /** Such as `acme.kinde.com`, or a custom domain. */
  readonly domain: string
  /** The API's audience. May be left out where `clientId` is given, for tokens that were asked for without one. */
  readonly audience?: string | readonly string[] | Unchecked
  /** The applications that may have asked for the token, by `azp`. */
  readonly clientId?: string | readonly string[]
}

export interface KindeClaims extends JwtPayload {
  /** The application. */
  readonly azp?: string
  readonly scp: readonly string[]
  readonly permissions?: readonly string[]
  readonly roles?: readonly unknown[]
  readonly feature_flags?: Readonly<Record<string, unknown>>
  /** The organization. */
  readonly org_code?: string
  /** `client_credentials` for a machine. */
  readonly gty?: readonly string[]
  readonly v?: string
}

/**
 * Access tokens of a Kinde business, for one API or for one's own applications.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.kinde.com/build/tokens/about-access-tokens
 * @example createVerifier(kinde({ domain: 'acme.kinde.com', audience: 'https://api.acme.example' }))
 */
export const kinde: Preset<KindeOptions, KindeClaims, 'kinde'> = definePreset(
  ['domain', 'audience', 'clientId'],
  ({ domain, audience, clientId }) => {
    const host = hostOption('domain', domain, EXAMPLE)
    if (audience === undefined && clientId === undefined)
      throw optionInvalid('audience', 'given, or clientId in its place', audience, {
        hint: HINTS.ERR_AUDIENCE_MISMATCH,
      })
    return {
      name: 'kinde',
      issuer: `https://${host}`,
      audience: audience ?? NO_AUDIENCE,
      rules: [IS_ACCESS, ...whereGiven('clientId', clientId, isOfClient)],
      keys: (source) => remoteJwks(keysUrl(host), source),
      hints: HINTS,
    }
  },
)

const EXAMPLE = 'acme.kinde.com'
const keysUrl = (host: string): string => `https://${host}/.well-known/jwks.json`

const ACCESS_TOKENS = 'docs.kinde.com, about access tokens'
const NO_AUDIENCE = unchecked('Kinde leaves aud empty where no API was asked for; azp is checked instead')

/** ID tokens have the same issuer and `azp`, and their `aud` can be a client's. */
const IS_ACCESS: TrustRule = claimRule('scp', {
  meaning: 'kind',
  expected: 'an array of scopes',
  accepts: (seen) => Array.isArray(seen),
  hint: 'an ID token says who signed in: send the access token',
  source: ACCESS_TOKENS,
})

const isOfClient = (clients: readonly string[]): TrustRule =>
  claimIsOneOf('azp', clients, {
    meaning: 'audience',
    hint: 'the token was asked for by another application of the business: list its id in clientId if it may call this',
    source: 'docs.kinde.com, token structure and claims for M2M applications',
  })

const HINTS = {
  ERR_AUDIENCE_MISMATCH:
    'register the API in Kinde and ask for its audience; without one aud is empty, and clientId checks azp instead',
  ERR_ISSUER_UNTRUSTED: 'iss is the domain that the token was asked from: with a custom domain, give that as domain',
} as const

export const KINDE: Provider = {
  name: 'kinde',
  title: 'Kinde',
  call: "kinde({ domain: 'acme.kinde.com', audience: 'https://api.acme.example' })",
  checks: [
    '`iss` is `https://{domain}`, without a slash',
    '`aud` has the audience, or `azp` is one of the applications, or both',
    '`scp` is an array, as in access tokens and not in ID tokens',
  ],
  mistakes: [
    'Without an audience asked for, `aud` is empty: give `clientId`, so that `azp` is checked.',
    'A token of a custom domain has that domain in `iss`.',
    'Permissions count within `org_code`: check that too.',
  ],
  facts: [
    ['issuer', '`https://{domain}`', ACCESS_TOKENS],
    ['keys', '`https://{domain}/.well-known/jwks.json`', 'kinde-oss/kinde-node-express'],
    ['access tokens', '`scp`, an array; `aud`, an array', ACCESS_TOKENS],
    ['algorithm', 'RS256', 'docs.kinde.com, verifying JSON Web Tokens'],
    ['application', '`azp`', 'docs.kinde.com, token structure and claims for M2M applications'],
  ],
  asOf: '2026-11',
  unverified: ['that tokens of a custom domain never name `{business}.kinde.com`: only the domain given is accepted'],
  keyOptions: [{ name: 'domain', example: EXAMPLE, isRequired: true }],
  keys: ({ domain }, source) => remoteJwks(keysUrl(hostOption('domain', domain, EXAMPLE)), source),
}
