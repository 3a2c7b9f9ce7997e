/** PingFederate: one's own server, whose access token managers decide on issuer, audience and keys. */
import { nonEmptyString, optional } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { baseUrlOption, pathOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { audienceOption } from './shared/several.ts'

export interface PingFederateOptions {
  /** Of the server, with its port where it has one, such as `https://sso.acme.example`. */
  readonly baseUrl: string
  /** The issuer claim that the access token manager is set to. Default the base URL. */
  readonly issuer?: string
  /** The audience claim that the access token manager is set to; for ID tokens, the client id. */
  readonly audience: string | readonly string[] | Unchecked
  /** Where a manager with keys of its own publishes them, such as `/ext/oauth/jwks`. Default `/pf/JWKS`. */
  readonly jwksPath?: string
}

/** Access tokens have what the manager's contract says. */
export interface PingFederateClaims extends JwtPayload {
  readonly client_id?: string
  readonly scope?: string | readonly string[]
}

/**
 * JWT access tokens and ID tokens of a PingFederate server.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.pingidentity.com/pingfederate
 * @example createVerifier(pingFederate({ baseUrl: 'https://sso.acme.example', audience: 'https://api.acme.example' }))
 */
export const pingFederate: Preset<PingFederateOptions, PingFederateClaims, 'ping-federate'> = definePreset(
  ['baseUrl', 'issuer', 'audience', 'jwksPath'],
  ({ baseUrl, issuer, audience, jwksPath }, policy) => {
    const base = baseUrlOption('baseUrl', baseUrl, policy)
    const url = jwksUrl(base, jwksPath)
    return {
      name: 'ping-federate',
      issuer: optional(nonEmptyString, 'issuer', issuer) ?? base,
      audience: audienceOption('audience', audience),
      keys: (source) => remoteJwks(url, source),
      hints: HINTS,
    }
  },
)

const jwksUrl = (base: string, path: unknown = '/pf/JWKS'): string =>
  `${base}${pathOption('jwksPath', path, '/ext/oauth/jwks')}`

const HINTS = {
  opaque: 'the client is set to reference tokens: introspect them, or give it a JWT access token manager',
  ERR_TOKEN_ENCRYPTED: 'the access token manager encrypts (JWE): decrypt first, or set it to signed tokens only',
  ERR_CLAIM_MISSING: 'the access token manager adds iss and aud only where their values are set in it',
  ERR_KEY_NOT_FOUND: 'a manager without the centralized signing key has a JWKS path of its own: give that as jwksPath',
} as const

const MANAGER = 'PingCentral docs, configuring the access token manager'

export const PING_FEDERATE: Provider = {
  name: 'ping-federate',
  title: 'PingFederate',
  call: "pingFederate({ baseUrl: 'https://sso.acme.example', audience: 'https://api.acme.example' })",
  checks: ['`iss` is the base URL, or `issuer` where given', '`aud` has the audience'],
  mistakes: [
    'Access tokens carry `iss` and `aud` only where the access token manager sets them.',
    'The set has keys of several curves and RSA at once, without `alg`: pick by kid, never the first one.',
    'A manager that does not use the centralized signing key publishes its keys elsewhere, below `/ext`.',
    'Reference tokens are no JWTs: they can only be introspected.',
  ],
  facts: [
    [
      'keys',
      '`{baseUrl}/pf/JWKS`, with the centralized signing key',
      'recorded key sets; discovery documents of users',
    ],
    [
      'keys of a manager',
      '`{baseUrl}/ext{path}`, the path being a setting',
      'PingDirectory docs, issuer JWKS endpoint',
    ],
    ['signing', 'a certificate of the manager, or the centralized signing key', MANAGER],
    ['issuer and audience', 'values set in the access token manager', 'PingAccess docs, access token validators'],
  ],
  asOf: '2026-11',
  unverified: ['that virtual issuers have a key set of their own: give `jwksPath`'],
  keyOptions: [
    { name: 'baseUrl', example: 'https://sso.acme.example', isRequired: true },
    { name: 'jwksPath', example: '/ext/oauth/jwks' },
  ],
  keys: ({ baseUrl, jwksPath }, source) =>
    remoteJwks(jwksUrl(baseUrlOption('baseUrl', baseUrl, source), jwksPath), source),
}
