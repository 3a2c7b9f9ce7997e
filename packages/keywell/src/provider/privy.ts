/** Privy: an issuer that is no URL, and access and identity tokens signed with the same keys of the app. */
import { oneOf, optional } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload, TrustRule } from '../verify/trust.ts'
import { shapedOption } from './shared/ids.ts'
import { defineKindPreset, type KindPreset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimRule, ofPayload } from './shared/rules.ts'

export interface PrivyOptions {
  /** The app id from the dashboard, such as `clpispdty00ycl80fpueukbhl`. */
  readonly appId: string
}

export interface PrivyAccessClaims extends JwtPayload {
  /** The session. */
  readonly sid: string
}

export interface PrivyIdentityClaims extends JwtPayload {
  /** JSON in a string: an array of accounts. */
  readonly linked_accounts: string
  /** JSON in a string. */
  readonly custom_metadata?: string
}

/**
 * Access tokens of a Privy app, or identity tokens, which say which accounts a user has.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.privy.io/authentication/user-authentication/access-tokens
 * @example createVerifier(privy({ appId: 'clpispdty00ycl80fpueukbhl' }))
 */
export const privy: KindPreset<
  PrivyOptions,
  'token',
  { access: PrivyAccessClaims; identity: PrivyIdentityClaims },
  'privy',
  'access'
> = defineKindPreset('token', ['appId'], ({ appId, token }) => {
  const kind = optional(oneOf('access', 'identity'), 'token', token) ?? 'access'
  const app = appOption(appId)
  return {
    name: `privy-${kind}`,
    issuer: 'privy.io',
    audience: app,
    algorithms: ['ES256'],
    rules: [kind === 'access' ? IS_ACCESS : IS_IDENTITY],
    keys: (source) => remoteJwks(jwksUrl(app), source),
    hints: { ERR_KEY_NOT_FOUND: 'each app has keys of its own: the token is of another app' },
  }
})

const EXAMPLE = 'clpispdty00ycl80fpueukbhl'

const appOption = (value: unknown): string =>
  shapedOption('appId', value, /^[a-z\d-]{1,64}$/, `an app id such as "${EXAMPLE}"`)

const jwksUrl = (appId: string): string => `https://auth.privy.io/api/v1/apps/${appId}/jwks.json`

const ACCESS = 'Privy docs, access tokens'
const IDENTITY = 'Privy docs, identity tokens'

const IS_ACCESS: TrustRule = claimRule('sid', {
  meaning: 'kind',
  expected: 'the session of an access token',
  accepts: (sid, context) => typeof sid === 'string' && ofPayload('linked_accounts')(context) === undefined,
  hint: "an identity token says who somebody is; send the access token, or ask for token: 'identity' here",
  source: ACCESS,
})

const IS_IDENTITY: TrustRule = claimRule('linked_accounts', {
  meaning: 'kind',
  expected: 'the accounts of an identity token',
  accepts: (accounts) => typeof accounts === 'string',
  hint: 'an access token has no accounts: send the identity token, which must be enabled in the dashboard',
  source: IDENTITY,
})

export const PRIVY: Provider = {
  name: 'privy',
  title: 'Privy',
  call: `privy({ appId: '${EXAMPLE}' })`,
  checks: [
    '`iss` is `privy.io`',
    '`aud` is the app id',
    'access tokens have `sid`, identity tokens `linked_accounts`: one is not taken for the other',
    'ES256 alone is accepted',
  ],
  mistakes: [
    'The issuer is `privy.io`, without scheme: a check that wants a URL fails.',
    'The keys are at `jwks.json` of the app; with `.well-known` in the path there is nothing.',
    '`linked_accounts` and `custom_metadata` are JSON in a string: parse them, after the verification.',
    'Privy as a login provider is another thing than an app that brings its own tokens (JWT-based auth).',
  ],
  facts: [
    ['issuer', '`privy.io`', IDENTITY],
    ['audience', 'the app id', IDENTITY],
    ['algorithm', 'ES256', ACCESS],
    ['keys', '`https://auth.privy.io/api/v1/apps/{appId}/jwks.json`', 'public code of many users'],
    ['access token', '`sid` is the session, `sub` the DID of the user; one hour by default', ACCESS],
    ['identity token', '`linked_accounts` and `custom_metadata`, each JSON in a string', IDENTITY],
  ],
  asOf: '2026-11',
  unverified: ['that identity tokens never carry `sid`: they may, here'],
  keyOptions: [{ name: 'appId', example: EXAMPLE, isRequired: true }],
  keys: ({ appId }, source) => remoteJwks(jwksUrl(appOption(appId)), source),
}
