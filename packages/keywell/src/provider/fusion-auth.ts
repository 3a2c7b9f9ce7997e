/** FusionAuth: an issuer that is whatever the tenant's settings say, and the keys of the whole instance in one set. */
import { nonEmptyString } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { baseUrlOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsOneOf, whereGiven } from './shared/rules.ts'
import { audienceOption } from './shared/several.ts'

export interface FusionAuthOptions {
  /** Of the instance, such as `https://acme.fusionauth.io`. */
  readonly baseUrl: string
  /** The tenant's issuer setting, byte for byte: any text, such as `acme.com`. */
  readonly issuer: string
  /** The client id, which is the application id; for client credentials, the id of the target entity. */
  readonly audience: string | readonly string[] | Unchecked
  /** Accepts tokens of these tenants only, by `tid`: needed where tenants share an issuer. */
  readonly tenantId?: string | readonly string[]
}

export interface FusionAuthClaims extends JwtPayload {
  readonly applicationId?: string
  readonly authenticationType?: string
  readonly auth_time?: number
  readonly email?: string
  readonly email_verified?: boolean
  readonly preferred_username?: string
  readonly roles?: readonly string[]
  /** Space-separated. */
  readonly scope?: string
  readonly sid?: string
  /** The tenant. */
  readonly tid?: string
  /** Of an entity, with client credentials. */
  readonly permissions?: readonly string[]
}

/**
 * Tokens of a FusionAuth tenant. ID tokens and access tokens have the same `aud`: nothing documented tells them apart.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see fusionauth.io/docs/lifecycle/authenticate-users/oauth/tokens
 * @example createVerifier(fusionAuth({ baseUrl: 'https://acme.fusionauth.io', issuer: 'acme.com', audience: 'e9fdb985-9173-4e01-9d73-ac2d60d1dc8e' }))
 */
export const fusionAuth: Preset<FusionAuthOptions, FusionAuthClaims, 'fusion-auth'> = definePreset(
  ['baseUrl', 'issuer', 'audience', 'tenantId'],
  ({ baseUrl, issuer, audience, tenantId }, policy) => {
    const url = jwksUrl(baseUrlOption('baseUrl', baseUrl, policy))
    return {
      name: 'fusion-auth',
      issuer: nonEmptyString('issuer', issuer),
      audience: audienceOption('audience', audience),
      rules: whereGiven('tenantId', tenantId, isOfTenant),
      keys: (source) => remoteJwks(url, source),
      hints: HINTS,
    }
  },
)

const jwksUrl = (base: string): string => `${base}/.well-known/jwks.json`

const TOKENS = 'FusionAuth docs, OAuth tokens'

const isOfTenant = (tenants: readonly string[]): ReturnType<typeof claimIsOneOf> =>
  claimIsOneOf('tid', tenants, {
    meaning: 'claim',
    hint: 'the token is of another tenant: list its id in tenantId if its users may call this',
    source: TOKENS,
  })

const HINTS = {
  ERR_ALG_NOT_ALLOWED:
    "an HMAC key signed it, which is never published: choose an RSA or EC key in the tenant's or application's JWT settings",
  ERR_ISSUER_UNTRUSTED: "iss is the issuer in the tenant's settings, byte for byte, with or without a scheme",
  ERR_AUDIENCE_MISMATCH: 'aud is the client id of the application; for client credentials, the id of the target entity',
} as const

export const FUSION_AUTH: Provider = {
  name: 'fusion-auth',
  title: 'FusionAuth',
  call: "fusionAuth({ baseUrl: 'https://acme.fusionauth.io', issuer: 'acme.com', audience: 'e9fdb985-9173-4e01-9d73-ac2d60d1dc8e' })",
  checks: [
    "`iss` is the issuer of the tenant's settings, byte for byte",
    '`aud` has the audience',
    '`tid` is one of the tenants, where `tenantId` is given',
  ],
  mistakes: [
    'The issuer need not be a URL and says nothing of where the keys are: give both.',
    'Tokens signed with an HMAC key cannot be verified with the published keys: choose another key for the application.',
    'An ID token has the `aud` of the access token: never take roles from one.',
    'Two tenants with the same issuer setting are told apart by `tid` alone.',
  ],
  facts: [
    ['issuer', "the issuer in the tenant's JWT settings", TOKENS],
    ['audience', 'the client id; with client credentials, the id of the target entity', TOKENS],
    ['keys', '`{baseUrl}/.well-known/jwks.json`', 'recorded key sets'],
    ['tenant', '`tid`, since 1.36', TOKENS],
    ['header', '`gty` is the list of grants; `typ` is always `JWT`', TOKENS],
  ],
  asOf: '2026-11',
  unverified: [
    '`tty` `at` in access tokens: seen in public code, not documented',
    'a key set for each tenant below its id: not used',
  ],
  keyOptions: [{ name: 'baseUrl', example: 'https://acme.fusionauth.io', isRequired: true }],
  keys: ({ baseUrl }, source) => remoteJwks(jwksUrl(baseUrlOption('baseUrl', baseUrl, source)), source),
}
