/** Google sign-in: ID tokens for a client of one's own, under either of two spellings of the issuer. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsOneOf, whereGiven } from './shared/rules.ts'
import { audienceOption } from './shared/several.ts'
import type { VerifiedUserClaims } from './shared/user-claims.ts'

export interface GoogleOptions {
  /** The OAuth client ids that the tokens are for, such as `1234-abc.apps.googleusercontent.com`. */
  readonly clientId: string | readonly string[] | Unchecked
  /** Google Workspace domains whose accounts are accepted, by `hd`; any account unless given. */
  readonly hostedDomain?: string | readonly string[]
}

export interface GoogleClaims extends VerifiedUserClaims {
  readonly azp?: string
  /** The Workspace or Cloud domain of the account. */
  readonly hd?: string
  readonly nonce?: string
}

/**
 * ID tokens of Google accounts.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see developers.google.com/identity/openid-connect/openid-connect
 * @example createVerifier(google({ clientId: '1234-abc.apps.googleusercontent.com' }))
 */
export const google: Preset<GoogleOptions, GoogleClaims, 'google'> = definePreset(
  ['clientId', 'hostedDomain'],
  ({ clientId, hostedDomain }) => ({
    name: 'google',
    issuer: ISSUERS,
    audience: audienceOption('clientId', clientId),
    rules: whereGiven('hostedDomain', hostedDomain, isHosted),
    keys: (source) => remoteJwks(KEYS, source),
  }),
)

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com']
const KEYS = 'https://www.googleapis.com/oauth2/v3/certs'

const isHosted = (domains: readonly string[]): ReturnType<typeof claimIsOneOf> =>
  claimIsOneOf('hd', domains, {
    meaning: 'claim',
    hint: 'only accounts of these Workspace domains are accepted here',
    source: 'Google Identity, OpenID Connect',
  })

export const GOOGLE: Provider = {
  name: 'google',
  title: 'Google',
  call: "google({ clientId: '1234-abc.apps.googleusercontent.com' })",
  checks: [
    '`iss` is `https://accounts.google.com` or `accounts.google.com`',
    '`aud` is one of the client ids',
    '`hd` is one of the Workspace domains, where `hostedDomain` is given',
  ],
  mistakes: [
    'The part after `@` of `email` does not prove a Workspace account: `hd` does.',
    'Whoever has a service account can ask for an ID token with your client id as `aud`: its `azp` is no client id of yours, and it has no `hd`. Take nobody for a known user but by `sub`.',
    'Access tokens of Google are opaque: only ID tokens can be verified.',
  ],
  facts: [
    [
      'issuer',
      '`https://accounts.google.com` or `accounts.google.com`',
      'googleapis/google-auth-library-nodejs, oauth2client',
    ],
    ['keys', '`https://www.googleapis.com/oauth2/v3/certs`', 'googleapis/google-auth-library-nodejs, oauth2client'],
    ['rotation', 'a new key about every 8 days, each listed for 16', 'key sets recorded over five months'],
  ],
  asOf: '2026-11',
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
