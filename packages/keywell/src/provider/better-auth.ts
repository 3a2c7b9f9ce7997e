/** Better Auth with its JWT plugin: the application is the issuer, and the audience too unless it is set. */
import { nonEmptyString, optional } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { audienceOption, baseUrlOption, pathOption } from './options.ts'
import { definePreset, type Preset } from './preset.ts'
import type { Provider } from './provider.ts'

export interface BetterAuthOptions {
  /** `baseURL` of the application, such as `https://app.example`. */
  readonly baseUrl: string
  /** `basePath` of the application. Default `/api/auth`. */
  readonly basePath?: string
  /** `jwks.jwksPath` of the plugin. Default `/jwks`. */
  readonly jwksPath?: string
  /** `jwt.issuer` of the plugin. Default the base URL. */
  readonly issuer?: string
  /** `jwt.audience` of the plugin. Default the base URL. */
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
    return {
      name: 'better-auth',
      issuer: optional(nonEmptyString, 'issuer', issuer) ?? base,
      audience: audience === undefined ? base : audienceOption('audience', audience),
      keys: (source) => remoteJwks(url, source),
      hints: HINTS,
    }
  },
)

const jwksUrl = (base: string, basePath: unknown = '/api/auth', jwksPath: unknown = '/jwks'): string =>
  `${base}${pathOption('basePath', basePath, '/api/auth')}${pathOption('jwksPath', jwksPath, '/jwks')}`

const HINTS = {
  ERR_ALG_NOT_ALLOWED:
    'a session cookie in JWT form is signed with a secret (HS256): send the token that the JWT plugin gives',
  ERR_ISSUER_UNTRUSTED: "iss is baseURL of the application, or the plugin's jwt.issuer: give that as issuer",
  ERR_AUDIENCE_MISMATCH: "aud is baseURL of the application, or the plugin's jwt.audience: give that as audience",
} as const

const PLUGIN = 'Better Auth docs, JWT plugin'
const SIGN = 'better-auth/better-auth, plugins/jwt/sign'

export const BETTER_AUTH: Provider = {
  name: 'better-auth',
  title: 'Better Auth',
  call: "betterAuth({ baseUrl: 'https://app.example' })",
  checks: ['`iss` is the base URL, or `issuer` where given', '`aud` has the base URL, or `audience` where given'],
  mistakes: [
    'The session cookie is no such token: with `cookieCache.strategy` `jwt` it is HS256, signed with the secret of the application.',
    'The default algorithm is EdDSA, which many libraries must be told to accept.',
    'Tokens live 15 minutes: ask for a new one rather than keeping it.',
  ],
  facts: [
    ['issuer', '`baseURL` of the application, unless `jwt.issuer` is set', SIGN],
    ['audience', '`baseURL` of the application, unless `jwt.audience` is set', SIGN],
    [
      'keys',
      '`{baseURL}{basePath}/jwks`; `basePath` is `/api/auth` by default, `jwks.jwksPath` changes the rest',
      PLUGIN,
    ],
    ['algorithms', 'EdDSA with Ed25519 by default; ES256, ES512, PS256, RS256', PLUGIN],
    ['lifetime', '15 minutes by default', SIGN],
    ['rotation', 'off by default; with it, old keys stay listed for a grace period', PLUGIN],
  ],
  asOf: '2026-11',
  unverified: ['that a `baseURL` with a path of its own is named in `iss` without it: give `issuer` then'],
  keyOptions: [
    { name: 'baseUrl', example: 'https://app.example', isRequired: true },
    { name: 'basePath', example: '/api/auth' },
    { name: 'jwksPath', example: '/jwks' },
  ],
  keys: ({ baseUrl, basePath, jwksPath }, source) =>
    remoteJwks(jwksUrl(baseUrlOption('baseUrl', baseUrl, source), basePath, jwksPath), source),
}
