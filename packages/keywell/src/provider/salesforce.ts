/** Salesforce: ID tokens of a connected app, whose issuer is the host that the user signed in at. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { hostOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { audienceOption } from './shared/several.ts'

export interface SalesforceOptions {
  /** Where users sign in: My Domain, or `test.salesforce.com` for sandboxes. Default `login.salesforce.com`. */
  readonly domain?: string
  /** The consumer keys of the connected apps. */
  readonly clientId: string | readonly string[] | Unchecked
}

export interface SalesforceClaims extends JwtPayload {
  readonly at_hash?: string
  readonly nonce?: string
  readonly auth_time?: number
}

/**
 * ID tokens of Salesforce.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see help.salesforce.com, OpenID Connect discovery and ID tokens
 * @example createVerifier(salesforce({ domain: 'acme.my.salesforce.com', clientId: '3MVG9example' }))
 */
export const salesforce: Preset<SalesforceOptions, SalesforceClaims, 'salesforce'> = definePreset(
  ['domain', 'clientId'],
  ({ domain, clientId }) => {
    const issuer = issuerOf(domain)
    return {
      name: 'salesforce',
      issuer,
      audience: audienceOption('clientId', clientId),
      algorithms: ['RS256'],
      keys: (source) => remoteJwks(`${issuer}/id/keys`, source),
      hints: HINTS,
    }
  },
)

const issuerOf = (domain: unknown = 'login.salesforce.com'): string =>
  `https://${hostOption('domain', domain, 'acme.my.salesforce.com')}`

const HINTS = {
  opaque: "Salesforce's access tokens are opaque unless the app is set to JWTs: send the ID token",
  ERR_TOKEN_MALFORMED: "Salesforce's access tokens are opaque unless the app is set to JWTs: send the ID token",
  ERR_ISSUER_UNTRUSTED: 'iss is the host that the user signed in at: login, test, or My Domain; give it as domain',
  ERR_AUDIENCE_MISMATCH: 'the aud of an ID token is the consumer key of the connected app',
} as const

const DISCOVERY = 'discovery document of login.salesforce.com'

export const SALESFORCE: Provider = {
  name: 'salesforce',
  title: 'Salesforce',
  call: "salesforce({ domain: 'acme.my.salesforce.com', clientId: '3MVG9example' })",
  checks: ['`iss` is `https://{domain}`', '`aud` is one of the client ids; RS256 alone is accepted'],
  mistakes: [
    'Production, sandboxes and each My Domain are issuers of their own, with keys of their own.',
    'Access tokens are opaque (`00D…!…`) unless the connected app is set to JWTs; ID tokens are always JWTs.',
  ],
  facts: [
    ['issuer', '`https://login.salesforce.com`, `https://test.salesforce.com` or My Domain', DISCOVERY],
    ['keys', '`https://{domain}/id/keys`', DISCOVERY],
    ['algorithm', 'RS256', 'Salesforce Help, JWT-based access tokens'],
    [
      'keys listed',
      '4096 bits, numeric kids, several at once; moduli with a leading zero in 2015',
      'recorded key sets',
    ],
  ],
  asOf: '2026-11',
  unverified: [
    'the `aud` of JWT access tokens: with `oidc` and the audience that they show, they verify with the same keys',
    'issuers of Experience Cloud sites, which have a path',
  ],
  keyOptions: [{ name: 'domain', example: 'acme.my.salesforce.com' }],
  keys: ({ domain }, source) => remoteJwks(`${issuerOf(domain)}/id/keys`, source),
}
