/** Stytch: session JWTs of consumer and B2B projects, told apart by the claims that hold session and organization. */
import { oneOf, optional } from '../errors/index.ts'
import { isJsonObject } from '../jose/json.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload, TrustRule } from '../verify/trust.ts'
import { shapedOption } from './shared/ids.ts'
import { hostOption } from './shared/options.ts'
import { defineKindPreset, type KindPreset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimRule } from './shared/rules.ts'

export interface StytchOptions {
  /** Such as `project-live-aaaa…`; also the audience. Whether keys are at the test or the live API follows from it. */
  readonly projectId: string
  /** A custom domain, which `iss` may name and which then serves the keys. */
  readonly domain?: string
}

interface Session {
  readonly id?: string
  readonly started_at?: string
  readonly last_accessed_at?: string
  readonly expires_at?: string
  readonly attributes?: unknown
  readonly authentication_factors?: readonly unknown[]
  readonly roles?: readonly string[]
}

/** `sub` is the user; custom claims are beside. */
export interface StytchConsumerClaims extends JwtPayload {
  readonly 'https://stytch.com/session': Session
}

/** `sub` is the member. */
export interface StytchB2bClaims extends StytchConsumerClaims {
  readonly 'https://stytch.com/organization': { readonly organization_id?: string; readonly slug?: string }
}

/**
 * Session JWTs of a Stytch project; `product: 'b2b'` for one of B2B authentication.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see stytch.com/docs/sessions
 * @example createVerifier(stytch({ projectId: 'project-live-3e71d0a1-1e3e-4ee2-9be0-d7c0900f02c2' }))
 */
export const stytch: KindPreset<
  StytchOptions,
  'product',
  { consumer: StytchConsumerClaims; b2b: StytchB2bClaims },
  'stytch',
  'consumer'
> = defineKindPreset('product', ['projectId', 'domain'], ({ projectId, domain, product }) => {
  const place = placeOf({ projectId, domain, product })
  return {
    name: `stytch-${place.product}`,
    issuer: [`stytch.com/${place.projectId}`, ...(domain === undefined ? [] : [`https://${place.host}`])],
    audience: place.projectId,
    types: ['JWT'],
    rules: place.product === 'b2b' ? [IS_SESSION, HAS_ORGANIZATION] : [IS_SESSION],
    keys: (source) => remoteJwks(keysUrl(place), source),
    hints: HINTS,
  }
})

interface Place {
  readonly projectId: string
  readonly host: string
  readonly product: 'consumer' | 'b2b'
}

const PROJECT = /^project-(?:test|live)-[\da-f-]{36}$/
const EXAMPLE = 'project-live-3e71d0a1-1e3e-4ee2-9be0-d7c0900f02c2'

function placeOf(given: { readonly [Option in 'projectId' | 'domain' | 'product']?: unknown }): Place {
  const projectId = shapedOption('projectId', given.projectId, PROJECT, `a project id such as "${EXAMPLE}"`)
  const own = projectId.startsWith('project-test-') ? 'test.stytch.com' : 'api.stytch.com'
  return {
    projectId,
    host: given.domain === undefined ? own : hostOption('domain', given.domain, 'login.acme.example'),
    product: optional(oneOf('consumer', 'b2b'), 'product', given.product) ?? 'consumer',
  }
}

const keysUrl = ({ host, projectId, product }: Place): string =>
  `https://${host}/v1/${product === 'b2b' ? 'b2b/' : ''}sessions/jwks/${projectId}`

const SESSIONS = 'stytchauth/stytch-node, lib/shared/sessions.ts'

const holds = (claim: string, hint: string): TrustRule =>
  claimRule(claim, {
    meaning: 'kind',
    expected: 'an object',
    accepts: isJsonObject,
    hint,
    source: SESSIONS,
  })

/** Tokens of machines have the same issuer and audience. */
const IS_SESSION = holds(
  'https://stytch.com/session',
  'only session JWTs are accepted: this may be a token of a machine',
)
const HAS_ORGANIZATION = holds(
  'https://stytch.com/organization',
  'the token is of no B2B project: leave out product, or send the JWT of a member session',
)

const HINTS = {
  ERR_TOKEN_EXPIRED: 'session JWTs live for 5 minutes: the client has to get a new one',
  ERR_ISSUER_UNTRUSTED: 'the token is of another project, or names a custom domain: give that as domain',
  opaque: 'this is a session_token, which only the API of Stytch can look up: send the session_jwt',
} as const

export const STYTCH: Provider = {
  name: 'stytch',
  title: 'Stytch',
  call: `stytch({ projectId: '${EXAMPLE}' })`,
  checks: [
    '`iss` is `stytch.com/{projectId}`, which is no URL, or the custom domain',
    '`aud` has the project id, and `typ` is `JWT`',
    'the token is of a session, and with `product: "b2b"` of a member of an organization',
  ],
  mistakes: [
    'A JWT lives for 5 minutes whatever the length of the session: a revoked session shows only when it is renewed.',
    '`session_token` is opaque; `session_jwt` is the one to verify.',
    'Tokens of machines have the same `iss` and `aud` and are no sessions: make a trust of your own for them.',
    'In a B2B project the same person is another member in each organization: look at `organization_id`.',
  ],
  facts: [
    ['issuer', '`stytch.com/{projectId}`', 'stytchauth/stytch-node, lib/b2b/sessions.ts'],
    ['issuer, custom', 'the custom domain as a URL without a slash', 'stytchauth/stytch-node and stytch-ruby'],
    ['keys', '`https://api.stytch.com/v1/sessions/jwks/{projectId}`, `/v1/b2b/sessions/…`', 'stytchauth/stytch-node'],
    ['test projects', 'keys at `https://test.stytch.com`', 'stytchauth/stytch-node, envs.d.ts'],
    ['audience', 'the project id, in an array', 'stytchauth/stytch-node, lib/b2c/m2m.ts'],
    ['claims', '`https://stytch.com/session`, `https://stytch.com/organization`', SESSIONS],
    ['rotation', 'about every 6 months; both keys listed for a month', 'stytch.com/docs, Get JWKS'],
  ],
  asOf: '2026-11',
  unverified: ['at which of the two URLs tokens of machines of a B2B project have their keys: they are not accepted'],
  keyOptions: [
    { name: 'projectId', example: EXAMPLE, isRequired: true },
    { name: 'product', example: 'b2b' },
    { name: 'domain', example: 'login.acme.example' },
  ],
  keys: (options, source) => remoteJwks(keysUrl(placeOf(options)), source),
}
