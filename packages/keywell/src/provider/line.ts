/** LINE Login: ID tokens of apps are signed with published keys, those of web logins with the channel's secret. */
import { remoteJwks } from '../source/remote/remote.ts'
import { isUnchecked, type Unchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { oneOrEach } from './shared/several.ts'
import type { UserClaims } from './shared/user-claims.ts'

export interface LineOptions {
  /** The channel id, or several: digits. */
  readonly channelId: string | readonly string[] | Unchecked
}

export interface LineClaims extends UserClaims {
  readonly auth_time?: number
  readonly nonce?: string
  readonly amr?: readonly string[]
}

/**
 * ID tokens of native apps, the LINE SDK and LIFF (ES256). For those of web logins (HS256), give the channel secret:
 * `line({ channelId, algorithms: ['HS256'], keys: sharedSecret(secret, { alg: 'HS256' }) })`.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see developers.line.biz/en/docs/line-login/verify-id-token
 * @example createVerifier(line({ channelId: '1234567890' }))
 */
export const line: Preset<LineOptions, LineClaims, 'line'> = definePreset(['channelId'], ({ channelId }) => ({
  name: 'line',
  issuer: 'https://access.line.me',
  audience: channelsOf(channelId),
  algorithms: ['ES256'],
  keys: (source) => remoteJwks(KEYS, source),
  hints: {
    ERR_ALG_NOT_ALLOWED:
      "web logins get HS256 tokens: algorithms: ['HS256'] and keys: sharedSecret(…) of the channel secret verify them",
    ERR_AUDIENCE_MISMATCH: 'the token is of another channel: list its id in channelId if it may be used here',
  },
}))

const KEYS = 'https://api.line.me/oauth2/v2.1/certs'

function channelsOf(channelId: LineOptions['channelId']): readonly string[] | Unchecked {
  return isUnchecked(channelId) ? channelId : oneOrEach('channelId', channelId, channelOption)
}

const channelOption = (option: string, value: unknown): string =>
  shapedOption(option, value, /^\d{1,20}$/, 'a channel id such as "1234567890", as a string')

const VERIFY = 'LINE Developers, get profile information from ID tokens'

export const LINE: Provider = {
  name: 'line',
  title: 'LINE Login',
  call: "line({ channelId: '1234567890' })",
  checks: [
    '`iss` is `https://access.line.me`',
    '`aud` is one of the channel ids',
    'ES256 alone is accepted, unless the channel secret is given as `keys` with `algorithms`',
  ],
  mistakes: [
    'Web logins get HS256 tokens without kid, signed with the channel secret, though the metadata names ES256 alone.',
    'Never accept both algorithms with one set of keys: make two trusts, one with the secret.',
    'A user id sent by a client proves nothing: send the ID token.',
  ],
  facts: [
    ['issuer', '`https://access.line.me`', VERIFY],
    ['keys', '`https://api.line.me/oauth2/v2.1/certs`', 'discovery document of access.line.me'],
    [
      'algorithms',
      'ES256 for native apps, the LINE SDK and LIFF; HS256 with the channel secret for web logins',
      VERIFY,
    ],
    ['kid', 'with ES256 only', VERIFY],
    ['audience', 'the channel id', VERIFY],
  ],
  asOf: '2026-11',
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
