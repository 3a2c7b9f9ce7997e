/** WorkOS AuthKit: session tokens without `aud`, whose issuer names the client, or is common to all of WorkOS. */
import { optionInvalid } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import { unchecked, type Unchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { oneOrMore } from './shared/several.ts'

export interface WorkOsOptions {
  /** Such as `client_01HGDWFKBW2QKGEYDQS4B92ZZK`: whose keys they are. */
  readonly clientId: string
  /** Exactly as in `iss`. Default `https://api.workos.com/user_management/{clientId}`; it is another with custom domains. */
  readonly issuer?: string | readonly string[]
  /** Where a JWT template adds `aud`. Has to be given, or left out by `unchecked`, where an `issuer` does not name the client. */
  readonly audience?: string | readonly string[] | Unchecked
}

export interface WorkOsClaims extends JwtPayload {
  /** The session. */
  readonly sid?: string
  readonly org_id?: string
  readonly role?: string
  readonly roles?: readonly string[]
  readonly permissions?: readonly string[]
  readonly entitlements?: readonly string[]
  readonly feature_flags?: readonly string[]
  /** Who impersonates the user. */
  readonly act?: { readonly sub?: string }
}

/**
 * Access tokens of AuthKit sessions.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see workos.com/docs/reference/authkit/session-tokens
 * @example createVerifier(workOs({ clientId: 'client_01HGDWFKBW2QKGEYDQS4B92ZZK' }))
 */
export const workOs: Preset<WorkOsOptions, WorkOsClaims, 'workos'> = definePreset(
  ['clientId', 'issuer', 'audience'],
  ({ clientId, issuer, audience }) => {
    const client = clientOption(clientId)
    const issuers = issuer === undefined ? [`${USER_MANAGEMENT}${client}`] : oneOrMore('issuer', issuer)
    const common = issuers.find((name) => !name.endsWith(`/${client}`))
    if (common !== undefined && audience === undefined)
      throw optionInvalid('audience', 'given with an issuer that does not name the client', audience, { hint: COMMON })
    return {
      name: 'workos',
      issuer: issuers,
      audience: audience ?? NO_AUDIENCE,
      keys: (source) => remoteJwks(keysUrl(client), source),
      hints: {
        ERR_ISSUER_UNTRUSTED:
          'with a custom domain, or several applications, iss is another: look at a token, and give its iss as issuer',
        ERR_CLAIM_MISSING: 'session tokens have no aud unless a JWT template of WorkOS adds it',
      },
    }
  },
)

const USER_MANAGEMENT = 'https://api.workos.com/user_management/'
const CLIENT = /^client_[A-Za-z\d]{1,64}$/
const NO_AUDIENCE = unchecked('WorkOS session tokens have no aud; iss names the client')
const COMMON =
  "add aud in a JWT template of WorkOS and name it here, or say unchecked('why'): the keys of the client then stand in"

const clientOption = (value: unknown): string =>
  shapedOption('clientId', value, CLIENT, 'a client id such as "client_01HGDWFKBW2QKGEYDQS4B92ZZK"')

const keysUrl = (client: string): string => `https://api.workos.com/sso/jwks/${client}`

const SESSION_TOKENS = 'workos.com/docs, session tokens'
const ISSUERS = 'workos/workos-node pull request 1694, workos/authkit-nextjs pull request 476'

export const WORKOS: Provider = {
  name: 'workos',
  title: 'WorkOS AuthKit',
  call: "workOs({ clientId: 'client_01HGDWFKBW2QKGEYDQS4B92ZZK' })",
  checks: [
    '`iss` is that of the client, which stands in for `aud`, or one that is given',
    '`aud` has the audience, where one is given',
  ],
  mistakes: [
    'Session tokens have no `aud`; adding one takes a JWT template.',
    '`iss` is `https://api.workos.com` in environments from before mid-2025, and the custom domain where there is one: look at a token.',
    'A token that another OAuth client asked for is signed with keys of that client: its id is in `iss`.',
    'The keys are under the client id, never at `https://api.workos.com/.well-known/jwks.json`.',
    'Tokens of WorkOS Connect and of AuthKit for MCP come from the AuthKit domain: use `oidc` for those.',
  ],
  facts: [
    ['issuer', '`https://api.workos.com/user_management/{clientId}` since mid-2025', ISSUERS],
    ['issuer, older', '`https://api.workos.com` in environments from before', ISSUERS],
    ['issuer, other', 'the custom domain; `/sso/{clientId}` and `/convex/{clientId}` as paths', ISSUERS],
    ['keys', '`https://api.workos.com/sso/jwks/{clientId}`', SESSION_TOKENS],
    ['claims', '`sid`, `org_id`, `role`, `roles`, `permissions`, `entitlements`, no `aud`', SESSION_TOKENS],
    ['feature flags', '`feature_flags`', 'workos/workos-node, user-management/session.ts'],
    ['algorithm', 'RS256', 'docs.convex.dev, AuthKit'],
  ],
  asOf: '2026-11',
  unverified: [
    'that no two environments of WorkOS share a key: so an issuer that does not name the client needs an audience',
    'that `https://api.workos.com/`, with a slash, is still written: it is accepted only where it is given',
  ],
  keyOptions: [{ name: 'clientId', example: 'client_01HGDWFKBW2QKGEYDQS4B92ZZK', isRequired: true }],
  keys: ({ clientId }, source) => remoteJwks(keysUrl(clientOption(clientId)), source),
}
