/** Better Auth with its JWT plugin: the application is the issuer, and the audience too unless it is set. */
import { nonEmptyString, optional, optionInvalid } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { baseUrlOption, pathOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { audienceOption } from './shared/several.ts'

export interface BetterAuthOptions {
  /** `baseURL` of the application, such as `https://app.example`; a path of its own takes the place of `basePath`. */
  readonly baseUrl: string
  /** `basePath` of the application. Default `/api/auth`. */
  readonly basePath?: string
  /** `jwks.jwksPath` of the plugin. Default `/jwks`. */
  readonly jwksPath?: string
  /** `jwt.issuer` of the plugin. Default the origin of the base URL. */
  readonly issuer?: string
  /** `jwt.audience` of the plugin. Default the origin of the base URL. */
  readonly audience?: string | readonly string[] | Unchecked
}

/** The user, unless the plugin's `definePayload` says otherwise. */
export interface BetterAuthClaims extends JwtPayload {
  readonly id?: string
  readonly email?: string
  readonly emailVerified?: boolean
  readonly name?: string
}

/**
 * Tokens of the JWT plugin, from `/token` or the header `set-auth-jwt`; not the session cookie.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see better-auth.com/docs/plugins/jwt
 * @example createVerifier(betterAuth({ baseUrl: 'https://app.example' }))
 */
export const betterAuth: Preset<BetterAuthOptions, BetterAuthClaims, 'better-auth'> = definePreset(
  ['baseUrl', 'basePath', 'jwksPath', 'issuer', 'audience'],
  ({ baseUrl, basePath, jwksPath, issuer, audience }, policy) => {
    const base = baseUrlOption('baseUrl', baseUrl, policy)
    const url = jwksUrl(base, basePath, jwksPath)
    const { origin } = new URL(base)
    return {
      name: 'better-auth',
      issuer: optional(nonEmptyString, 'issuer', issuer) ?? origin,
      audience: audience === undefined ? origin : audienceOption('audience', audience),
      // The same keys may sign session cookies, whose typ is their own.
      types: ['JWT'],
      requiredClaims: ['sub'],
      keys: (source) => remoteJwks(url, source),
      hints: HINTS,
    }
  },
)

function jwksUrl(base: string, basePath: unknown, jwksPath: unknown = '/jwks'): string {
  const hasPath = new URL(base).pathname !== '/'
  if (hasPath && basePath !== undefined) {
    throw optionInvalid('basePath', 'absent beside a baseUrl that has a path, which takes its place', basePath)
  }
  const path = hasPath ? '' : pathOption('basePath', basePath ?? '/api/auth', '/api/auth')
  return `${base}${path}${pathOption('jwksPath', jwksPath, '/jwks')}`
}

const HINTS = {
  ERR_ALG_NOT_ALLOWED:
    'a session cookie in JWT form is signed with a secret (HS256): send the token that the JWT plugin gives',
  ERR_TYPE_MISMATCH: 'a session cookie in JWT form has a typ of its own: send the token that the JWT plugin gives',
  ERR_ISSUER_UNTRUSTED: "iss is the origin of baseURL, or the plugin's jwt.issuer: give that as issuer",
  ERR_AUDIENCE_MISMATCH: "aud is the origin of baseURL, or the plugin's jwt.audience: give that as audience",
} as const

const PLUGIN = 'Better Auth docs, JWT plugin'
const SIGN = 'better-auth/better-auth, plugins/jwt/sign'
const CONTEXT = 'better-auth/better-auth 1.7.25, context/create-context and utils/url'

export const BETTER_AUTH: Provider = {
  name: 'better-auth',
  title: 'Better Auth',
  call: "betterAuth({ baseUrl: 'https://app.example' })",
  checks: [
    '`iss` is the origin of the base URL, or `issuer` where given',
    '`aud` has that origin, or `audience` where given',
    '`typ` is `JWT` or absent, and `sub` is there',
  ],
  mistakes: [
    'The session cookie is no such token: with `cookieCache.strategy` `jwt` it is HS256, signed with the secret of the application; with `sessionCookieCache` the same keys sign it, under a `typ` and an `aud` of its own.',
    'A `baseURL` with a path is not the issuer: `iss` and `aud` are its origin alone.',
    'The default algorithm is EdDSA, which many libraries must be told to accept.',
    'Tokens live 15 minutes: ask for a new one rather than keeping it.',
  ],
  facts: [
    ['issuer', 'the origin of `baseURL`, unless `jwt.issuer` is set', CONTEXT],
    ['audience', 'the origin of `baseURL`, unless `jwt.audience` is set', CONTEXT],
    [
      'keys',
      '`{baseURL}{basePath}/jwks`; `basePath` is `/api/auth` by default, `jwks.jwksPath` changes the rest',
      PLUGIN,
    ],
    ['keys, where `baseURL` has a path', '`{baseURL}/jwks`: that path takes the place of `basePath`', CONTEXT],
    ['subject', 'the user; `verifyJWT` refuses a token without `sub`', 'better-auth/better-auth, plugins/jwt/verify'],
    [
      'session cookie',
      '`typ` `better-auth.session-cache+jwt`, `aud` `better-auth:session-cache`; of the same keys with `sessionCookieCache`',
      'better-auth/better-auth 1.7.25, cookies/jwt',
    ],
    ['algorithms', 'EdDSA with Ed25519 by default; ES256, ES512, PS256, RS256', PLUGIN],
    ['lifetime', '15 minutes by default', SIGN],
    ['rotation', 'off by default; with it, old keys stay listed for a grace period', PLUGIN],
  ],
  asOf: '2026-11',
  unverified: [],
  keyOptions: [
    { name: 'baseUrl', example: 'https://app.example', isRequired: true },
    { name: 'basePath', example: '/api/auth' },
    { name: 'jwksPath', example: '/jwks' },
  ],
  keys: ({ baseUrl, basePath, jwksPath }, source) =>
    remoteJwks(jwksUrl(baseUrlOption('baseUrl', baseUrl, source), basePath, jwksPath), source),
}
