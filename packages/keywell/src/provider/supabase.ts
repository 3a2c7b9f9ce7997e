/** Supabase Auth: tokens of a project's users, signed with the project's own keys or with a secret that no set has. */
import { optionInvalid } from '../errors/index.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload, TrustRule } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { baseUrlOption, labelOption, loopbackOf } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { ofPayload } from './shared/rules.ts'
import { oneOrMoreUnless } from './shared/several.ts'

export interface SupabaseOptions {
  /** The project's reference, the part before `.supabase.co`. */
  readonly projectRef?: string
  /** Instead of `projectRef`: the API's URL, such as one of a self-hosted or local Supabase. */
  readonly url?: string
  /** Default `authenticated`: signed-in users, anonymous sign-ins among them. */
  readonly audience?: string | readonly string[] | Unchecked
  /**
   * OAuth clients whose tokens are accepted beside the users' own sessions, by `client_id`; none unless given. A project
   * that is an OAuth server gives them to applications of others, with the same `iss` and `aud`.
   */
  readonly clientId?: string | readonly string[] | Unchecked
}

export interface SupabaseClaims extends JwtPayload {
  /** The role in Postgres. */
  readonly role?: string
  /** The OAuth client; absent in sessions of the user's own. */
  readonly client_id?: string
  /** The assurance level: `aal2` after a second factor. */
  readonly aal?: string
  readonly amr?: readonly unknown[]
  readonly session_id?: string
  readonly email?: string
  readonly phone?: string
  readonly is_anonymous?: boolean
  readonly app_metadata?: Readonly<Record<string, unknown>>
  /** Set by the user: nothing to decide by. */
  readonly user_metadata?: Readonly<Record<string, unknown>>
}

/**
 * Access tokens of a Supabase project's users.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see supabase.com/docs/guides/auth/jwts
 * @example createVerifier(supabase({ projectRef: 'abcdefghijklmnopqrst' }))
 */
export const supabase: Preset<SupabaseOptions, SupabaseClaims, 'supabase'> = definePreset(
  ['projectRef', 'url', 'audience', 'clientId'],
  (options: SupabaseOptions & { readonly source?: RemoteOptions }) => {
    const issuer = issuerOf(options, loopbackOf(options.source))
    const clients = options.clientId === undefined ? [] : oneOrMoreUnless('clientId', options.clientId)
    return {
      name: 'supabase',
      issuer,
      audience: options.audience ?? 'authenticated',
      rules: clients === undefined ? [] : [isOfUserOr(clients)],
      keys: (source) => remoteJwks(`${issuer}${KEYS}`, source),
      hints: HINTS,
    }
  },
)

const KEYS = '/.well-known/jwks.json'

function issuerOf({ projectRef, url }: SupabaseOptions, loopback: RemoteOptions): string {
  if (url !== undefined) {
    if (projectRef !== undefined) throw optionInvalid('projectRef', 'absent beside url', projectRef)
    return `${baseUrlOption('url', url, loopback)}/auth/v1`
  }
  const ref = labelOption('projectRef', projectRef, { example: 'abcdefghijklmnopqrst', suffix: '.supabase.co' })
  return `https://${ref}.supabase.co/auth/v1`
}

/** What such a client may see of the user was a matter of consent; nothing but this claim tells its tokens. */
const isOfUserOr = (clients: readonly string[]): TrustRule => ({
  subject: 'client_id',
  meaning: 'kind',
  expected: ['absent', ...clients],
  seen: ofPayload('client_id'),
  accepts: (seen) => seen === undefined || (typeof seen === 'string' && clients.includes(seen)),
  hint: 'an OAuth client asked for this token on behalf of a user: list its id in clientId if it may call this',
  source: OAUTH,
})

const LEGACY =
  'the project signs with the legacy JWT secret (HS256), which no set has: move it to JWT signing keys in Supabase'

const HINTS = {
  ERR_ALG_NOT_ALLOWED: LEGACY,
  ERR_KEY_NOT_FOUND: `the token is of another project, or the set is empty because ${LEGACY}`,
  ERR_KEYS_UNAVAILABLE: `if the cause is an empty set, ${LEGACY}`,
  ERR_ISSUER_UNTRUSTED: 'iss "supabase" is the anon or service_role key: send the access token of a signed-in user',
  ERR_AUDIENCE_MISMATCH: 'users that are signed in have the audience "authenticated"',
} as const

const OAUTH = 'supabase.com/docs, guides/auth/oauth-server/token-security'
const FIELDS = 'supabase/supabase, jwt-fields.mdx'

export const SUPABASE: Provider = {
  name: 'supabase',
  title: 'Supabase',
  call: "supabase({ projectRef: 'abcdefghijklmnopqrst' })",
  checks: [
    '`iss` is the project',
    '`aud` is `authenticated`, unless another is asked for',
    'the token is a session of the user’s own, without `client_id`, or of an OAuth client that is listed',
  ],
  mistakes: [
    'A project on the legacy JWT secret has an empty set, `{"keys":[]}`: tokens are HS256 until it is moved to signing keys.',
    'The anon and service_role keys are JWTs too, with `iss` `supabase`: they are no users and are refused.',
    '`user_metadata` is what the user wrote: decide by `app_metadata`, `role` and `sub`.',
    'Where the project is an OAuth server, applications of others get tokens with the same `iss`, `aud` and `role`, whatever scopes the user consented to: `client_id` tells them.',
    'Users who signed in anonymously are `authenticated` too: look at `is_anonymous`.',
  ],
  facts: [
    ['issuer', '`https://{projectRef}.supabase.co/auth/v1`', FIELDS],
    ['keys', '`{issuer}/.well-known/jwks.json`', 'supabase.com/docs, auth-getclaims'],
    ['keys listed', 'asymmetric ones only, so none with a legacy secret', 'supabase/auth, internal/api/jwks.go'],
    ['algorithms', 'ES256, RS256; HS256 with a secret', 'supabase.com/docs, guides/auth/jwts'],
    ['audience', '`authenticated`', FIELDS],
    ['OAuth clients', '`client_id`, absent in other sessions', OAUTH],
    ['anon and service_role keys', '`iss` `supabase`', FIELDS],
  ],
  asOf: '2026-11',
  unverified: ['which `iss` a project with a custom domain has: give `url` and look at a token'],
  keyOptions: [
    { name: 'projectRef', example: 'abcdefghijklmnopqrst' },
    { name: 'url', example: 'https://api.acme.example' },
  ],
  keys: ({ projectRef, url }, source) =>
    remoteJwks(
      `${issuerOf({ ...(projectRef === undefined ? {} : { projectRef }), ...(url === undefined ? {} : { url }) }, loopbackOf(source))}${KEYS}`,
      source,
    ),
}
