/** Auth0: one key set for each tenant, an issuer that ends in a slash, and access tokens of two profiles. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { domainsOption, hostOption, type OneOrMoreDomains } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'

export type Auth0Options = Auth0Api & OneOrMoreDomains

export interface Auth0Api {
  /** The API's identifier, byte for byte; for ID tokens, the client id. */
  readonly audience: string | readonly string[] | Unchecked
}

/** Access tokens of both profiles, and ID tokens. */
export interface Auth0Claims extends JwtPayload {
  /** Space-separated. */
  readonly scope?: string
  /** With RBAC and "Add Permissions in the Access Token". */
  readonly permissions?: readonly string[]
  /** The client, in the Auth0 profile. */
  readonly azp?: string
  /** The client, in the RFC 9068 profile. */
  readonly client_id?: string
  /** The grant, in the Auth0 profile. */
  readonly gty?: string
  readonly org_id?: string
  readonly org_name?: string
}

/**
 * Tokens of an Auth0 tenant for one API.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see auth0.com/docs/secure/tokens/access-tokens/validate-access-tokens
 * @example createVerifier(auth0({ domain: 'acme.eu.auth0.com', audience: 'https://api.acme.example' }))
 */
export const auth0: Preset<Auth0Options, Auth0Claims, 'auth0'> = definePreset(
  ['domain', 'domains', 'audience'],
  (options) => {
    const domains = domainsOption(options, EXAMPLE)
    return {
      name: 'auth0',
      issuer: domains.map((domain) => `https://${domain}/`),
      audience: options.audience,
      keys: (source) => remoteJwks(jwksUrl(domains[0]), source),
      hints: HINTS,
    }
  },
)

const EXAMPLE = 'acme.eu.auth0.com'

const jwksUrl = (domain: string): string => `https://${domain}/.well-known/jwks.json`

const HINTS = {
  opaque: 'Auth0 gives an opaque token when no audience was asked for: ask with the audience of this API',
  ERR_TOKEN_ENCRYPTED: 'the API is set to encrypted tokens (JWE) in Auth0: decrypt first, or set it to signed ones',
  ERR_ISSUER_UNTRUSTED: 'iss is the domain that the token was asked from: list custom domains in domains',
  ERR_ALG_NOT_ALLOWED:
    'set the API or application to RS256 in Auth0: HS256 is signed with a secret, not with these keys',
  ERR_AUDIENCE_MISMATCH: 'the audience is the identifier of the API in Auth0; for ID tokens it is the client id',
} as const

export const AUTH0: Provider = {
  name: 'auth0',
  title: 'Auth0',
  call: "auth0({ domain: 'acme.eu.auth0.com', audience: 'https://api.acme.example' })",
  checks: [
    '`iss` is `https://{domain}/`, slash included, for each domain given',
    '`aud` has the audience; access tokens of both profiles (`typ` `JWT` and `at+jwt`) and ID tokens are accepted by it',
  ],
  mistakes: [
    'Asking for a token without `audience` gives an opaque token, or one for `/userinfo`; neither is a token for your API.',
    'The audience is compared byte for byte: a slash more or less makes another API.',
    'A token asked from a custom domain has that domain in `iss`: list both in `domains`.',
    'The set holds the next key and, until it is revoked, the previous one: never expect a single key.',
    'HS256 tokens are signed with a secret of the application or API and never with a key of the set.',
  ],
  facts: [
    ['issuer', '`https://{domain}/`', 'Auth0 docs, access-token-profiles'],
    ['keys', '`https://{domain}/.well-known/jwks.json`', 'Auth0 docs, json-web-key-sets'],
    ['algorithms', 'RS256 by default, PS256; HS256 with a secret', 'Auth0 docs, signing-algorithms'],
    ['keys listed', 'current, next, and the previous until it is revoked', 'Auth0 docs, rotate-signing-keys'],
    [
      'access token profiles',
      'Auth0: `typ` `JWT`, `azp`, `gty`; RFC 9068: `typ` `at+jwt`, `client_id`, `jti`',
      'Auth0 docs, access-token-profiles',
    ],
    [
      'domains',
      '`{tenant}.{region}.auth0.com`; US tenants before 2020-06-11 without region; custom domains, several of them',
      'Auth0 docs, custom-domains and multiple-custom-domains',
    ],
    [
      'encrypted tokens',
      'an API can be set to JWE: five parts, a signed token inside',
      'Auth0 docs, json-web-encryption',
    ],
  ],
  asOf: '2026-11',
  keyOptions: [{ name: 'domain', example: EXAMPLE, isRequired: true }],
  keys: ({ domain }, source) => remoteJwks(jwksUrl(hostOption('domain', domain, EXAMPLE)), source),
}
