/** Twitch: ID tokens of OpenID Connect logins. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { audienceOption } from './shared/several.ts'

export interface TwitchOptions {
  readonly clientId: string | readonly string[] | Unchecked
}

export interface TwitchClaims extends JwtPayload {
  readonly azp?: string
  readonly nonce?: string
  /** This and the following only where the login asked for them with `claims`. */
  readonly email?: string
  readonly email_verified?: boolean
  readonly preferred_username?: string
  readonly picture?: string
}

/**
 * ID tokens of Twitch.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see dev.twitch.tv/docs/authentication/getting-tokens-oidc
 * @example createVerifier(twitch({ clientId: 'hof5gwx0su6owfnys0nyan9c87zr6t' }))
 */
export const twitch: Preset<TwitchOptions, TwitchClaims, 'twitch'> = definePreset(['clientId'], ({ clientId }) => ({
  name: 'twitch',
  issuer: ISSUER,
  audience: audienceOption('clientId', clientId),
  algorithms: ['RS256'],
  keys: (source) => remoteJwks(KEYS, source),
  hints: { opaque: "Twitch's access tokens are opaque: send the ID token, or ask Twitch to validate them" },
}))

const ISSUER = 'https://id.twitch.tv/oauth2'
const KEYS = `${ISSUER}/keys`

const OIDC_PAGE = 'Twitch docs, getting tokens with OIDC'

export const TWITCH: Provider = {
  name: 'twitch',
  title: 'Twitch',
  call: "twitch({ clientId: 'hof5gwx0su6owfnys0nyan9c87zr6t' })",
  checks: [`\`iss\` is \`${ISSUER}\``, '`aud` is one of the client ids; RS256 alone is accepted'],
  mistakes: [
    'Access tokens are opaque: only the ID token can be verified here.',
    'E-mail address and name are in the ID token only where the login asked for them with `claims`.',
    'Tokens of extensions are another kind, signed with a secret of the extension.',
  ],
  facts: [
    ['issuer', `\`${ISSUER}\``, OIDC_PAGE],
    ['keys', `\`${KEYS}\``, OIDC_PAGE],
    ['algorithm', 'RS256', OIDC_PAGE],
    ['keys listed', 'one, with the kid `1`; no change in five months', 'recorded key sets'],
  ],
  asOf: '2026-11',
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
