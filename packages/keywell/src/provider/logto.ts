/** Logto: access tokens for API resources and organizations, signed with ES384 by default. */
import { optionInvalid } from '../errors/index.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { baseUrlOption, loopbackOf } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'

export interface LogtoOptions {
  /** Of the tenant, such as `https://acme.logto.app`, or a custom domain's or one's own: whichever tokens are asked from. */
  readonly endpoint: string
  /** The API resource's indicator, or `urn:logto:organization:{id}`; for ID tokens, the application's id. */
  readonly audience: string | readonly string[] | Unchecked
}

export interface LogtoClaims extends JwtPayload {
  /** The application. */
  readonly client_id?: string
  /** Space-separated. */
  readonly scope?: string
  /** In tokens for a resource within an organization. */
  readonly organization_id?: string
}

/**
 * Tokens of a Logto tenant for one API resource or organization.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.logto.io/authorization/validate-access-tokens
 * @example createVerifier(logto({ endpoint: 'https://acme.logto.app', audience: 'https://api.acme.example' }))
 */
export const logto: Preset<LogtoOptions, LogtoClaims, 'logto'> = definePreset(
  ['endpoint', 'audience'],
  ({ endpoint, audience, source: given }: LogtoOptions & { readonly source?: RemoteOptions }) => {
    const issuer = issuerOf(endpoint, given)
    return {
      name: 'logto',
      issuer,
      audience,
      keys: (source) => remoteJwks(`${issuer}/jwks`, source),
      hints: {
        opaque:
          'Logto gives an opaque token when no resource was asked for: ask with the indicator of this API as resource',
        ERR_ISSUER_UNTRUSTED:
          'iss has the domain that the token was asked from: with a custom domain, give that endpoint',
        ERR_AUDIENCE_MISMATCH:
          'aud is the indicator of the API resource, or urn:logto:organization:{id} for a token of an organization',
      },
    }
  },
)

function issuerOf(endpoint: unknown, source: unknown): string {
  const url = baseUrlOption('endpoint', endpoint, loopbackOf(source))
  if (!url.endsWith('/oidc')) return `${url}/oidc`
  const hint = `leave out "/oidc": "${url.slice(0, -'/oidc'.length)}"`
  throw optionInvalid('endpoint', 'the endpoint, not the issuer', url, { hint })
}

const VALIDATE = 'docs.logto.io, validate access tokens'

export const LOGTO: Provider = {
  name: 'logto',
  title: 'Logto',
  call: "logto({ endpoint: 'https://acme.logto.app', audience: 'https://api.acme.example' })",
  checks: ['`iss` is `{endpoint}/oidc`', '`aud` has the audience'],
  mistakes: [
    'The endpoint is without `/oidc`, the issuer with it.',
    'Without a `resource` asked for, the access token is opaque.',
    'A token for an organization has `urn:logto:organization:{id}` as `aud`; one for a resource within an organization has the resource, and `organization_id` says which: check that too.',
    'Verifiers that allow RS256 only refuse every token: the default is ES384.',
  ],
  facts: [
    ['issuer', '`{endpoint}/oidc`, such as `https://{tenant}.logto.app/oidc`', VALIDATE],
    ['keys', '`{endpoint}/oidc/jwks`', VALIDATE],
    ['algorithm', 'ES384 (P-384) by default; RS256 on older tenants', 'logto-io/logto; openapi.logto.io'],
    ['keys listed', 'two at most', 'openapi.logto.io, signing keys'],
    ['audience', 'resource indicator, organization URN or client id', 'logto-io/python, AccessTokenClaims'],
    ['opaque tokens', 'where no resource is asked for', 'docs.logto.io, opaque token'],
  ],
  asOf: '2026-11',
  unverified: ['that access tokens always have `typ` `at+jwt`: it is not asked for'],
  keyOptions: [{ name: 'endpoint', example: 'https://acme.logto.app', isRequired: true }],
  keys: ({ endpoint }, source) => remoteJwks(`${issuerOf(endpoint, source)}/jwks`, source),
}
