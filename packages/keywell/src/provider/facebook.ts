/** Facebook: ID tokens of the usual login and of Limited Login, which has keys at a host of its own. */
import { oneOf, optional } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import { isUnchecked, type Unchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { defineKindPreset, type KindPreset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { oneOrMore } from './shared/several.ts'
import type { UserClaims } from './shared/user-claims.ts'

export interface FacebookOptions {
  /** The app ids: digits. */
  readonly appId: string | readonly string[] | Unchecked
}

export interface FacebookClaims extends UserClaims {
  readonly nonce?: string
  readonly given_name?: string
  readonly family_name?: string
}

/**
 * ID tokens of Facebook Login, or of Limited Login, as the iOS SDK gets them without tracking.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see developers.facebook.com/documentation/facebook-login/ios/limited-login/token/validating
 * @example createVerifier(facebook({ appId: '1234567890123456', login: 'limited' }))
 */
export const facebook: KindPreset<
  FacebookOptions,
  'login',
  { classic: FacebookClaims; limited: FacebookClaims },
  'facebook',
  'classic'
> = defineKindPreset('login', ['appId'], ({ appId, login }) => {
  const kind = loginOption(login)
  return {
    name: `facebook-${kind}`,
    issuer: ISSUERS[kind],
    audience: isUnchecked(appId) ? appId : oneOrMore('appId', appId).map(appOption),
    algorithms: ['RS256'],
    keys: (source) => remoteJwks(KEYS[kind], source),
    hints: {
      opaque: "Facebook's access tokens are opaque: ask the Graph API (debug_token), or send the ID token",
      ERR_KEY_NOT_FOUND: "Limited Login has keys of its own: login: 'limited' for its tokens, 'classic' for the others",
      ERR_ISSUER_UNTRUSTED: "tokens of Limited Login need login: 'limited'",
    },
  }
})

const loginOption = (value: unknown): 'classic' | 'limited' =>
  optional(oneOf('classic', 'limited'), 'login', value) ?? 'classic'

/** Limited Login moved to a host of its own; its tokens go on naming the old one, and may come to name the new one. */
const ISSUERS = {
  classic: ['https://www.facebook.com'],
  limited: ['https://limited.facebook.com', 'https://www.facebook.com'],
} as const

const KEYS = {
  classic: 'https://www.facebook.com/.well-known/oauth/openid/jwks/',
  limited: 'https://limited.facebook.com/.well-known/oauth/openid/jwks/',
} as const

const appOption = (id: string): string =>
  shapedOption('appId', id, /^\d{5,20}$/, 'an app id such as "1234567890123456"')

const TOKEN = 'Facebook Login docs, OIDC token for Limited Login'
const VALIDATING = 'Facebook Login docs, validating the Limited Login OIDC token'

export const FACEBOOK: Provider = {
  name: 'facebook',
  title: 'Facebook',
  call: "facebook({ appId: '1234567890123456', login: 'limited' })",
  checks: [
    '`iss` is `https://www.facebook.com`; for Limited Login also `https://limited.facebook.com`',
    '`aud` is one of the app ids; RS256 alone is accepted',
  ],
  mistakes: [
    'Access tokens of the usual login are opaque: an ID token comes with OpenID Connect, and with Limited Login on iOS.',
    'The nonce that the app gave to the login must be compared too: use `checks`.',
    'Limited Login has its keys at `limited.facebook.com` since 2024.',
  ],
  facts: [
    ['issuer', '`https://www.facebook.com`', 'discovery document of www.facebook.com'],
    [
      'issuer, Limited Login',
      '`https://www.facebook.com` in tokens; `https://limited.facebook.com` is the host of its metadata',
      'better-auth/better-auth and laravel/socialite, facebook; Facebook Login docs',
    ],
    ['keys', `\`${KEYS.classic}\``, 'discovery document of www.facebook.com'],
    ['keys, Limited Login', `\`${KEYS.limited}\``, TOKEN],
    ['algorithm', 'RS256', VALIDATING],
    ['rotation', 'a new key about every month, two listed', 'key sets recorded over five months'],
  ],
  asOf: '2026-11',
  unverified: [
    'that tokens of Limited Login name `https://limited.facebook.com`: accepted beside the other',
    'tokens with the issuer `https://facebook.com`, without `www`, which some programs accept: refused',
  ],
  keyOptions: [{ name: 'login', example: 'limited' }],
  keys: ({ login }, source) => remoteJwks(KEYS[loginOption(login)], source),
}
