/** Stack Auth: who is anonymous or restricted has tokens with an audience, an issuer and keys of their own. */
import { booleanOption, optional } from '../errors/index.ts'
import type { KeySource } from '../source/key-source.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import { shapedOption } from './shared/ids.ts'
import { baseUrlOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'

export interface StackAuthOptions {
  readonly projectId: string
  /** Also accepts anonymous users (`aud` `{projectId}:anon`). Default false. */
  readonly anonymous?: boolean
  /** Also accepts restricted users, such as those without a verified address (`:restricted`). Default false. */
  readonly restricted?: boolean
  /** Of a server of one's own. Default `https://api.stack-auth.com`. */
  readonly baseUrl?: string
}

export interface StackAuthClaims extends JwtPayload {
  readonly project_id?: string
  readonly branch_id?: string
  readonly refresh_token_id?: string
  readonly role?: string
  readonly name?: string | null
  readonly email?: string | null
  readonly email_verified?: boolean
  readonly selected_team_id?: string | null
  readonly is_anonymous?: boolean
  readonly is_restricted?: boolean
  readonly restricted_reason?: { readonly type: string } | null
}

/**
 * Access tokens of a Stack Auth project: of full users, and of others only where that is said.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.stack-auth.com/docs/concepts/jwt
 * @example createVerifier(stackAuth({ projectId: '0b3f5d8e-6c1a-4f7e-9a2b-3c4d5e6f7a8b' }))
 */
export const stackAuth: Preset<StackAuthOptions, StackAuthClaims, 'stack-auth'> = definePreset(
  ['projectId', 'anonymous', 'restricted', 'baseUrl'],
  (options, policy) => {
    const id = projectOption(options.projectId)
    const base = baseOf(options.baseUrl, policy)
    const kinds = kindsOf(options)
    const issuers = kinds.map(({ path }) => `${base}/api/v1/${path}/${id}`)
    return {
      name: 'stack-auth',
      issuer: [`${base}/api/v1/projects/${id}`, ...issuers],
      audience: [id, ...kinds.map(({ suffix }) => `${id}:${suffix}`)],
      algorithms: ['ES256'],
      keys: (source) => keysOf(base, id, kinds, source),
      hints: { ERR_AUDIENCE_MISMATCH: KINDS_HINT, ERR_ISSUER_UNTRUSTED: KINDS_HINT },
    }
  },
)

/** A restricted user's token may name either issuer. */
const KINDS = [
  { option: 'anonymous', suffix: 'anon', path: 'projects-anonymous-users', query: 'include_anonymous=true' },
  { option: 'restricted', suffix: 'restricted', path: 'projects-restricted-users', query: 'include_restricted=true' },
] as const

type Kinds = readonly (typeof KINDS)[number][]

const kindsOf = (options: Pick<StackAuthOptions, 'anonymous' | 'restricted'>): Kinds =>
  KINDS.filter(({ option }) => optional(booleanOption, option, options[option]) === true)

const EXAMPLE = '0b3f5d8e-6c1a-4f7e-9a2b-3c4d5e6f7a8b'

const projectOption = (value: unknown): string =>
  shapedOption('projectId', value, /^[\w-]{1,100}$/, `a project id such as "${EXAMPLE}"`)

const baseOf = (value: string | undefined, policy: RemoteOptions): string =>
  value === undefined ? 'https://api.stack-auth.com' : baseUrlOption('baseUrl', value, policy)

/** Keys are derived for each audience, and the others are listed on request. */
function keysOf(base: string, id: string, kinds: Kinds, source: RemoteOptions): KeySource {
  const query = kinds.length === 0 ? '' : `?${kinds.map((kind) => kind.query).join('&')}`
  return remoteJwks(`${base}/api/v1/projects/${id}/.well-known/jwks.json${query}`, source)
}

const KINDS_HINT = 'tokens of anonymous and restricted users are accepted with anonymous: true and restricted: true'
const PAGE = 'Stack Auth docs, JWT tokens'

export const STACK_AUTH: Provider = {
  name: 'stack-auth',
  title: 'Stack Auth',
  call: `stackAuth({ projectId: '${EXAMPLE}' })`,
  checks: [
    '`iss` is `https://api.stack-auth.com/api/v1/projects/{projectId}`',
    '`aud` is the project id; with `:anon` or `:restricted` only where the option says so',
    'ES256 alone is accepted',
  ],
  mistakes: [
    'Anonymous users are signed in too: accept them only where nothing depends on who somebody is.',
    'Their keys are not in the set unless it is asked for with `include_anonymous` and `include_restricted`.',
    'A check that takes any audience that starts with the project id takes everybody.',
  ],
  facts: [
    ['issuer', '`https://api.stack-auth.com/api/v1/projects/{projectId}`', PAGE],
    ['issuer, anonymous', '`…/api/v1/projects-anonymous-users/{projectId}`', PAGE],
    ['audience', '`{projectId}`, `{projectId}:anon`, `{projectId}:restricted`', PAGE],
    [
      'keys',
      '`https://api.stack-auth.com/api/v1/projects/{projectId}/.well-known/jwks.json`, `?include_anonymous=true&include_restricted=true` for all',
      PAGE,
    ],
    ['algorithm', 'ES256', PAGE],
    ['lifetime', '10 minutes by default', PAGE],
  ],
  asOf: '2026-11',
  unverified: [
    'that restricted users have an issuer of their own (`projects-restricted-users`), as public code says: both are accepted for them',
    'tokens that name `api.hexclave.com` since the product was renamed: give `baseUrl`',
  ],
  keyOptions: [
    { name: 'projectId', example: EXAMPLE, isRequired: true },
    { name: 'baseUrl', example: 'https://api.stack-auth.com' },
  ],
  keys: ({ projectId, baseUrl }, source) => keysOf(baseOf(baseUrl, source), projectOption(projectId), KINDS, source),
}
