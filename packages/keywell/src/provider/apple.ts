/** Sign in with Apple: ID tokens for one's own app or services id, never Apple's notices about accounts. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsAbsent } from './shared/rules.ts'
import { oneOrMoreUnless } from './shared/several.ts'

export interface AppleOptions {
  /** The app's bundle id for tokens from devices, the services id for those from the web: `com.example.app`. */
  readonly clientId: string | readonly string[] | Unchecked
}

export interface AppleClaims extends JwtPayload {
  readonly email?: string
  /** A boolean, or the same as text. */
  readonly email_verified?: boolean | 'true' | 'false'
  /** A boolean, or the same as text. */
  readonly is_private_email?: boolean | 'true' | 'false'
  readonly nonce?: string
  readonly nonce_supported?: boolean
  /** 0 unsupported, 1 unknown, 2 likely a person. */
  readonly real_user_status?: number
  readonly transfer_sub?: string
  readonly auth_time?: number
}

/**
 * ID tokens of Sign in with Apple.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see developer.apple.com/documentation/signinwithapple/verifying-a-user
 * @example createVerifier(apple({ clientId: 'com.example.app' }))
 */
export const apple: Preset<AppleOptions, AppleClaims, 'apple'> = definePreset(['clientId'], ({ clientId }) => ({
  name: 'apple',
  issuer: ISSUER,
  audience: oneOrMoreUnless('clientId', clientId) ?? clientId,
  requiredClaims: ['sub'],
  rules: [
    claimIsAbsent('events', {
      meaning: 'kind',
      hint: 'this is a notice about an account, from Apple’s server to yours: it is no sign-in',
      source: CHANGES,
    }),
  ],
  keys: (source) => remoteJwks(KEYS, source),
  hints: {
    ERR_AUDIENCE_MISMATCH: 'devices ask with the bundle id, the web with the services id: list both in clientId',
  },
}))

const ISSUER = 'https://appleid.apple.com'
const KEYS = 'https://appleid.apple.com/auth/keys'

const VERIFYING = 'Apple Developer, Verifying a user'
const CLAIMS = 'Apple Developer, Sign in with Apple JS, id_token'
const CHANGES = 'Apple Developer, Processing changes for Sign in with Apple accounts'

export const APPLE: Provider = {
  name: 'apple',
  title: 'Sign in with Apple',
  call: "apple({ clientId: 'com.example.app' })",
  checks: [
    '`iss` is `https://appleid.apple.com`',
    '`aud` is one of the client ids',
    '`sub` is present, and `events` is not: what has it is a notice about an account',
  ],
  mistakes: [
    'The audience is the bundle id for tokens from devices and the services id for those from the web.',
    '`email_verified` and `is_private_email` may be text: `"false"` is truthy.',
    '`sub` is the same in all apps of one team, and another in another team.',
    'The nonce is for you to compare, by `checks`: keywell does not know which one was sent.',
    'Name and address come once, at the first sign-in, beside the token.',
  ],
  facts: [
    ['issuer', '`https://appleid.apple.com`', CLAIMS],
    ['keys', '`https://appleid.apple.com/auth/keys`', VERIFYING],
    ['audience', 'the `client_id` of the developer account', CLAIMS],
    ['algorithm', 'RS256', 'key sets recorded over five months'],
    ['rotation', 'irregular, with 3 to 5 keys of 10-character kids', 'key sets recorded over five months'],
    ['notices', 'signed with the same keys for the same `aud`, with `events`', CHANGES],
  ],
  asOf: '2026-11',
  unverified: ['that tokens come from another issuer host, such as account.apple.com: they would be refused'],
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
