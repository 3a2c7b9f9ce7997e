/** PingOne: an environment of a region is an issuer. */
import { oneOf, optional } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { shapedOption, UUID } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { audienceOption } from './shared/several.ts'

/** What comes after `auth.pingone.`. */
export type PingOneRegion = 'com' | 'eu' | 'ca' | 'asia' | 'com.au' | 'sg'

export interface PingOneOptions {
  readonly environmentId: string
  /** The end of the host's name: `com` is North America. Default `com`. */
  readonly region?: PingOneRegion
  /** Of the resource, as its settings have it; for ID tokens, the client id. */
  readonly audience: string | readonly string[] | Unchecked
}

/** Access tokens of custom resources, and ID tokens. */
export interface PingOneClaims extends JwtPayload {
  readonly client_id?: string
  /** Space-separated. */
  readonly scope?: string
  /** The environment. */
  readonly env?: string
  /** The organization. */
  readonly org?: string
  readonly sid?: string
  readonly acr?: string
  readonly auth_time?: number
  readonly nonce?: string
}

/**
 * Tokens of a PingOne environment, for one resource or client.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see developer.pingidentity.com/pingone-api/foundations/authentication-concepts/access-tokens-and-id-tokens/token-claims.html
 * @example createVerifier(pingOne({ environmentId: '12345678-1234-1234-1234-123456789012', region: 'eu', audience: 'https://api.example' }))
 */
export const pingOne: Preset<PingOneOptions, PingOneClaims, 'pingone'> = definePreset(
  ['environmentId', 'region', 'audience'],
  ({ environmentId, region, audience }) => {
    const issuer = issuerOf(environmentId, region)
    return {
      name: 'pingone',
      issuer,
      audience: audienceOption('audience', audience),
      algorithms: ['RS256'],
      keys: (source) => remoteJwks(`${issuer}/jwks`, source),
      hints: {
        opaque: 'PingOne gives opaque refresh tokens: send the access token',
        ERR_ISSUER_UNTRUSTED:
          'iss has the region and the environment: https://auth.pingone.{region}/{environmentId}/as',
        ERR_AUDIENCE_MISMATCH:
          'a token without scopes of your own resource is for the PingOne API: ask for such a scope',
      },
    }
  },
)

const EXAMPLE = '12345678-1234-1234-1234-123456789012'

const regionOption = oneOf('com', 'eu', 'ca', 'asia', 'com.au', 'sg')

function issuerOf(environmentId: unknown, region: unknown): string {
  const environment = shapedOption('environmentId', environmentId, UUID, `an environment id such as "${EXAMPLE}"`)
  return `https://auth.pingone.${optional(regionOption, 'region', region) ?? 'com'}/${environment}/as`
}

const CLAIMS = 'PingOne Platform APIs, token claims'
const DOMAINS = 'PingOne Platform APIs, working with PingOne APIs'

export const PINGONE: Provider = {
  name: 'pingone',
  title: 'PingOne',
  call: `pingOne({ environmentId: '${EXAMPLE}', region: 'eu', audience: 'https://api.example' })`,
  checks: [
    '`iss` is `https://auth.pingone.{region}/{environmentId}/as`',
    '`aud` has the audience; RS256 alone is accepted',
  ],
  mistakes: [
    'The region is part of the issuer: an environment in Europe is not at `auth.pingone.com`.',
    'A token without scopes of your own resource is for the PingOne API, not for yours.',
    'From March 2027 access tokens carry `typ` `at+jwt`: a verifier that insists on `JWT` will refuse them.',
  ],
  facts: [
    ['issuer', '`https://auth.pingone.{region}/{environmentId}/as`', CLAIMS],
    ['regions', '`com`, `eu`, `ca`, `asia`, `com.au`, `sg`', DOMAINS],
    ['keys', '`{issuer}/jwks`', 'public code of many users'],
    ['algorithm', 'RS256', CLAIMS],
    ['`typ` of access tokens', 'may be absent or `at+jwt`; always `at+jwt` from 2027-03-02', CLAIMS],
  ],
  asOf: '2026-11',
  unverified: ['the issuer of environments with a custom domain: use `oidc`, as the discovery document says it'],
  keyOptions: [
    { name: 'environmentId', example: EXAMPLE, isRequired: true },
    { name: 'region', example: 'eu' },
  ],
  keys: ({ environmentId, region }, source) => remoteJwks(`${issuerOf(environmentId, region)}/jwks`, source),
}
