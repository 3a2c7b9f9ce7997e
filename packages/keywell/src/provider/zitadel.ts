/** Zitadel: JWT access tokens and ID tokens with the same `aud`, told apart by `jti`. */
import { oneOf, optional } from '../errors/index.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload, TrustRule } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { baseUrlOption, loopbackOf } from './shared/options.ts'
import { defineKindPreset, type KindPreset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimRule } from './shared/rules.ts'

export interface ZitadelOptions {
  /** The instance's domain as a URL, such as `https://acme-a1b2c3.zitadel.cloud`, or a custom or self-hosted one. */
  readonly issuer: string
  /** The project's id or an application's client id. */
  readonly audience: string | readonly string[] | Unchecked
}

/** Role → organization id → its primary domain. */
type Roles = Readonly<Record<string, Readonly<Record<string, string>>>>

interface CommonClaims extends JwtPayload {
  /** The application's client id. */
  readonly azp?: string
  readonly client_id?: string
  readonly 'urn:zitadel:iam:org:project:roles'?: Roles
  readonly 'urn:zitadel:iam:user:metadata'?: Readonly<Record<string, string>>
  /** The organization of the user. */
  readonly 'urn:zitadel:iam:user:resourceowner:id'?: string
  readonly 'urn:zitadel:iam:user:resourceowner:name'?: string
  readonly 'urn:zitadel:iam:user:resourceowner:primary_domain'?: string
}

export interface ZitadelAccessClaims extends CommonClaims {
  readonly jti: string
}

export interface ZitadelIdClaims extends CommonClaims {
  readonly amr?: readonly string[]
  readonly auth_time?: number
  readonly nonce?: string
  readonly preferred_username?: string
  readonly email?: string
  readonly email_verified?: boolean
}

/**
 * Access tokens of a Zitadel instance for one project, or its ID tokens with `tokenUse: 'id'`.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see zitadel.com/docs/apis/openidoauth/claims
 * @example createVerifier(zitadel({ issuer: 'https://acme-a1b2c3.zitadel.cloud', audience: '69234237810729019' }))
 */
export const zitadel: KindPreset<
  ZitadelOptions,
  'tokenUse',
  { access: ZitadelAccessClaims; id: ZitadelIdClaims },
  'zitadel',
  'access'
> = defineKindPreset(
  'tokenUse',
  ['issuer', 'audience'],
  (options: ZitadelOptions & { readonly tokenUse?: unknown; readonly source?: RemoteOptions }) => {
    const kind = optional(oneOf('access', 'id'), 'tokenUse', options.tokenUse) ?? 'access'
    const issuer = baseUrlOption('issuer', options.issuer, loopbackOf(options.source))
    return {
      name: `zitadel-${kind}`,
      issuer,
      audience: options.audience,
      rules: [KINDS[kind]],
      keys: (source) => remoteJwks(`${issuer}${KEYS}`, source),
      hints: HINTS,
    }
  },
)

const KEYS = '/oauth/v2/keys'
const CLAIMS = 'zitadel/zitadel, docs/apis/openidoauth/claims.md'
const ENDPOINTS = 'zitadel.com/docs, OpenID Connect endpoints'

const byJti = (expected: string, hint: string, accepts: (seen: unknown) => boolean): TrustRule =>
  claimRule('jti', {
    meaning: 'kind',
    expected,
    accepts,
    hint,
    source: CLAIMS,
  })

/** Both kinds list the same clients and the project in `aud`. */
const KINDS = {
  access: byJti('present', 'an ID token says who signed in: send the access token', (seen) => typeof seen === 'string'),
  id: byJti('absent', 'an access token says what may be done: send the ID token', (seen) => seen === undefined),
} as const

const HINTS = {
  opaque: 'set the access token type of the application to JWT in Zitadel, or introspect the opaque one',
  ERR_AUDIENCE_MISMATCH:
    'ask with the scope urn:zitadel:iam:org:project:id:{projectId}:aud, or name a client id that is in aud',
  ERR_ISSUER_UNTRUSTED: 'iss is the domain that the token was asked from: with a custom domain, give that as issuer',
} as const

export const ZITADEL: Provider = {
  name: 'zitadel',
  title: 'Zitadel',
  call: "zitadel({ issuer: 'https://acme-a1b2c3.zitadel.cloud', audience: '69234237810729019' })",
  checks: [
    '`iss` is the domain of the instance',
    '`aud` has the audience',
    'the token has a `jti`, as JWT access tokens have, or none with `tokenUse: "id"`',
  ],
  mistakes: [
    'Access tokens are opaque until the application is set to JWT.',
    '`aud` lists every client of the project beside the project itself, in ID tokens too: it does not tell kinds.',
    'A project of another organization gets into `aud` only by the scope `urn:zitadel:iam:org:project:id:{projectId}:aud`.',
    'Roles come as an object, from role to the organizations that it counts in.',
  ],
  facts: [
    ['issuer', '`{domain}`', CLAIMS],
    ['keys', '`{domain}/oauth/v2/keys`', ENDPOINTS],
    ['audience', 'all client ids and the project id', CLAIMS],
    ['kinds', '`jti` in JWT access tokens, none in ID tokens', CLAIMS],
    ['roles', '`urn:zitadel:iam:org:project:roles`, when asked for or configured', CLAIMS],
    ['scope for a project', '`urn:zitadel:iam:org:project:id:{projectId}:aud`', 'zitadel.com/docs, scopes'],
  ],
  asOf: '2026-11',
  unverified: ['what a token of an action that removes `jti` looks like: it is refused as an access token'],
  keyOptions: [{ name: 'issuer', example: 'https://acme-a1b2c3.zitadel.cloud', isRequired: true }],
  keys: ({ issuer }, source) => remoteJwks(`${baseUrlOption('issuer', issuer, loopbackOf(source))}${KEYS}`, source),
}
