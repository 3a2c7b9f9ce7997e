/** OneLogin: public keys under the issuer, and a list for administration with the state of each key. */
import { oneOf, optional } from '../../errors/index.ts'
import { remoteJwks } from '../../source/remote/remote.ts'
import type { JwtPayload, TrustHints } from '../../verify/trust.ts'
import type { Unchecked } from '../../verify/unchecked.ts'
import { labelOption } from '../shared/options.ts'
import { definePreset, type Preset } from '../shared/preset.ts'
import type { Provider } from '../shared/provider.ts'
import { oneLoginSigningKeys } from './signing-keys.ts'

export interface OneLoginOptions {
  /** The first label of the account's host: `acme` of `acme.onelogin.com`. */
  readonly subdomain: string
  /** Of access tokens, one that is configured in API Authorization; of ID tokens, the client id. */
  readonly audience: string | readonly string[] | Unchecked
}

/** Access tokens of API Authorization, and ID tokens. */
export interface OneLoginClaims extends JwtPayload {
  /** Separated by spaces, in access tokens. */
  readonly scope?: string
  /** The client, in access tokens. */
  readonly azp?: string
  readonly groups?: readonly string[]
  readonly nonce?: string
}

/**
 * Tokens of a OneLogin account. With `keys: oneLoginSigningKeys({ … })` the keys come from the list for administration.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see developers.onelogin.com/openid-connect/api/provider-config
 * @example createVerifier(oneLogin({ subdomain: 'acme', audience: 'https://api.acme.example' }))
 */
export const oneLogin: Preset<OneLoginOptions, OneLoginClaims, 'one-login'> = definePreset(
  ['subdomain', 'audience'],
  ({ subdomain, audience }) => {
    const issuer = issuerOf(subdomain)
    return {
      name: 'one-login',
      issuer,
      audience,
      algorithms: ['RS256'],
      keys: (source) => remoteJwks(`${issuer}/certs`, source),
      hints: HINTS,
    }
  },
)

const issuerOf = (subdomain: unknown): string =>
  `https://${labelOption('subdomain', subdomain, { example: 'acme', suffix: '.onelogin.com' })}.onelogin.com/oidc/2`

const HINTS: TrustHints = {
  opaque: 'ask OneLogin about opaque tokens, at /oidc/2/token/introspection; only its JWTs can be verified here',
  ERR_ISSUER_UNTRUSTED: 'iss is https://{subdomain}.onelogin.com/oidc/2, without a slash at its end: check subdomain',
  ERR_AUDIENCE_MISMATCH:
    'for access tokens the audience is set in API Authorization; for ID tokens it is the client id',
}

const LIST = 'OneLogin developers, openid-connect/api/list-keys'
const TOKENS = 'OneLogin developers, api-docs/2/oauth20-tokens/generate-tokens'
const AUTHORIZATION = 'OneLogin developers, api-docs/2/api-authorization'
const CONFIG = 'OneLogin developers, openid-connect/api/provider-config'

export const ONE_LOGIN: Provider = {
  name: 'one-login',
  title: 'OneLogin',
  call: "oneLogin({ subdomain: 'acme', audience: 'https://api.acme.example' })",
  checks: [
    '`iss` is `https://{subdomain}.onelogin.com/oidc/2`',
    '`aud` has the audience: of API Authorization for access tokens, the client id for ID tokens',
  ],
  mistakes: [
    'Verifying with the list `/oidc/2/signing_keys`: it is for administration and needs a token; `/oidc/2/certs` is public.',
    'An issuer without `/oidc/2`, or the old host `openid-connect.onelogin.com`.',
    'Taking the credentials of an application for `oneLoginSigningKeys`: it needs API credentials with Manage All.',
    'Deleting the user who made the API credentials: asking for a token then ends with status 500.',
    'Removing a draining key from a copy of one’s own: it still verifies tokens that it signed.',
  ],
  facts: [
    ['issuer', '`https://{subdomain}.onelogin.com/oidc/2`', CONFIG],
    ['keys, public', '`{issuer}/certs`', LIST],
    ['algorithm', 'RS256', CONFIG],
    ['access tokens', '`aud` is an array, `azp` the client, `scope` separated by spaces', AUTHORIZATION],
    ['introspection', '`{issuer}/token/introspection`', AUTHORIZATION],
    ['keys, administration', '`oneLoginSigningKeys`: `/oidc/2/signing_keys`, an array without `alg`; Manage All', LIST],
    ['one key', '`/oidc/2/signing_keys/{kid}`', 'OneLogin developers, openid-connect/api/get-key'],
    [
      'status',
      '`active` signs; a rotation makes all others `draining`, which still verify; only those can be revoked',
      'OneLogin developers, openid-connect/api/rotate-key and revoke-key',
    ],
    [
      'token, v2',
      '`POST /auth/oauth2/v2/token` with HTTP Basic; `access_token`, `created_at`, `expires_in` 36000',
      TOKENS,
    ],
    [
      'token, v1',
      '`POST /auth/oauth2/token`; `{ status, data: [{ access_token, … }] }`',
      'onelogin/onelogin-python-sdk',
    ],
    ['the same token', 'given again until it ends or is revoked; status 500 when its owner was deleted', TOKENS],
  ],
  asOf: '2026-11',
  unverified: [
    'that `aud` of ID tokens is the client id: give as audience whatever it is',
    'how access and ID tokens of one account are told apart: the audience does',
    'how long `/oidc/2/certs` may be kept: no caching headers are documented',
    'that v1 of Generate Token also takes HTTP Basic: it is sent its own form',
  ],
  keyOptions: [
    { name: 'subdomain', example: 'acme', isRequired: true },
    { name: 'clientId', example: '7f83b1657ff1fc53b92dc18148a1d65d', goesWith: 'clientSecret' },
    { name: 'clientSecret', example: '…', variable: 'ONELOGIN_CLIENT_SECRET', goesWith: 'clientId' },
    { name: 'apiVersion', example: 'v1', goesWith: 'clientId' },
  ],
  /** The list for administration where a client id is given; the secret alone may just be in the environment. */
  keys: ({ subdomain = '', clientId, clientSecret = '', apiVersion }, source) => {
    if (clientId === undefined) return remoteJwks(`${issuerOf(subdomain)}/certs`, source)
    const version = optional(oneOf('v2', 'v1'), 'apiVersion', apiVersion) ?? 'v2'
    return oneLoginSigningKeys({ subdomain, clientId, clientSecret, apiVersion: version }, source)
  },
}
