/** Google Identity-Aware Proxy: the signed header that it adds to requests, for one backend. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import { isUnchecked, type Unchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { oneOrMore } from './shared/several.ts'

export interface GoogleIapOptions {
  /** Of the backend, by project number: `/projects/123456789/global/backendServices/987654321`. */
  readonly audience: string | readonly string[] | Unchecked
}

export interface GoogleIapClaims extends JwtPayload {
  readonly email?: string
  /** The Workspace or Cloud domain of the account. */
  readonly hd?: string
  /** What Google adds, such as the access levels that were met. */
  readonly google?: { readonly access_levels?: readonly string[] }
  /** The account, where sign-in is by Identity Platform. */
  readonly gcip?: Readonly<Record<string, unknown>>
}

/**
 * The header `x-goog-iap-jwt-assertion` that Identity-Aware Proxy adds for one backend.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see cloud.google.com/iap/docs/signed-headers-howto
 * @example createVerifier(googleIap({ audience: '/projects/123456789/global/backendServices/987654321' }))
 */
export const googleIap: Preset<GoogleIapOptions, GoogleIapClaims, 'google-iap'> = definePreset(
  ['audience'],
  ({ audience }) => ({
    name: 'google-iap',
    issuer: ISSUER,
    audience: audienceOf(audience),
    algorithms: ['ES256'],
    requiredClaims: ['sub'],
    keys: (source) => remoteJwks(KEYS, source),
    hints: HINTS,
  }),
)

const ISSUER = 'https://cloud.google.com/iap'
const KEYS = 'https://www.gstatic.com/iap/verify/public_key-jwk'
const AUDIENCE = /^\/projects\/\d+\/[^\s/]+(?:\/[^\s/]+)+$/

function audienceOf(audience: GoogleIapOptions['audience']): string | readonly string[] | Unchecked {
  if (isUnchecked(audience)) return audience
  if (typeof audience === 'string') return oneAudience('audience', audience)
  return oneOrMore('audience', audience).map((each, place) => oneAudience(`audience[${place}]`, each))
}

const oneAudience = (option: string, value: string): string =>
  shapedOption(option, value, AUDIENCE, 'as IAP writes it, "/projects/{project number}/…", by number and not by id')

const HINTS = {
  ERR_ISSUER_UNTRUSTED: 'verify the header x-goog-iap-jwt-assertion: what is in authorization is the caller’s own',
  ERR_AUDIENCE_MISMATCH: 'the audience names the backend: copy it from the page of IAP in the Cloud console',
} as const

const HOWTO = 'Google Cloud, Securing your app with signed headers'

export const GOOGLE_IAP: Provider = {
  name: 'google-iap',
  title: 'Google Identity-Aware Proxy',
  call: "googleIap({ audience: '/projects/123456789/global/backendServices/987654321' })",
  checks: ['`iss` is `https://cloud.google.com/iap`', '`aud` is the backend', '`alg` is ES256', '`sub` is present'],
  mistakes: [
    'The token is in `x-goog-iap-jwt-assertion`, not in `authorization`.',
    'Anyone who gets around the proxy can write `x-goog-authenticated-user-email`: only the signed header counts.',
    'All backends of all projects share the keys and the issuer: without the audience, any of them would do.',
    'The audience has the number of the project, not its id.',
    'Health checks come without the header.',
  ],
  facts: [
    ['issuer', '`https://cloud.google.com/iap`', HOWTO],
    ['keys', '`https://www.gstatic.com/iap/verify/public_key-jwk`; as a map of PEM at `…/public_key`', HOWTO],
    ['algorithm', 'ES256', HOWTO],
    ['audience, App Engine', '`/projects/{number}/apps/{project id}`', HOWTO],
    ['audience, load balancer', '`/projects/{number}/global/backendServices/{service id}`', HOWTO],
    ['kids', '6 characters', 'key sets recorded over five months'],
  ],
  asOf: '2026-11',
  unverified: [
    'the audience of Cloud Run without a load balancer, said to be `/projects/{number}/locations/{region}/services/{name}`: accepted as given',
  ],
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
