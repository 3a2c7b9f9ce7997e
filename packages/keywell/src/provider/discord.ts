/** Discord: ID tokens of logins with the scope `openid`. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { isUnchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { oneOrMore } from './shared/several.ts'

export interface DiscordOptions {
  /** The application ids: digits. */
  readonly clientId: string | readonly string[] | Unchecked
}

export interface DiscordClaims extends JwtPayload {
  readonly auth_time?: number
  readonly nonce?: string
  readonly at_hash?: string
}

/**
 * ID tokens of Discord.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see discord.com/.well-known/openid-configuration
 * @example createVerifier(discord({ clientId: '157730590492196864' }))
 */
export const discord: Preset<DiscordOptions, DiscordClaims, 'discord'> = definePreset(['clientId'], ({ clientId }) => ({
  name: 'discord',
  issuer: 'https://discord.com',
  audience: isUnchecked(clientId) ? clientId : oneOrMore('clientId', clientId).map(snowflake),
  algorithms: ['RS256'],
  keys: (source) => remoteJwks(KEYS, source),
  hints: { opaque: "Discord's access tokens are opaque: ask for the scope openid and send the ID token" },
}))

const KEYS = 'https://discord.com/api/oauth2/keys'

const snowflake = (id: string): string =>
  shapedOption('clientId', id, /^\d{15,20}$/, 'an application id such as "157730590492196864"')

const DISCOVERY = 'discovery document of discord.com'

export const DISCORD: Provider = {
  name: 'discord',
  title: 'Discord',
  call: "discord({ clientId: '157730590492196864' })",
  checks: ['`iss` is `https://discord.com`', '`aud` is one of the client ids; RS256 alone is accepted'],
  mistakes: [
    'There is an ID token only with the scope `openid`; access tokens are opaque.',
    'Interactions are signed in another way, with the public key of the application (Ed25519 over the body).',
  ],
  facts: [
    ['issuer', '`https://discord.com`', DISCOVERY],
    ['keys', `\`${KEYS}\``, DISCOVERY],
    ['algorithm', 'RS256', 'recorded key sets'],
    ['keys listed', 'one of 4096 bits; no change in five months', 'recorded key sets'],
  ],
  asOf: '2026-11',
  unverified: ['which claims the scopes `identify` and `email` add to the ID token'],
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
