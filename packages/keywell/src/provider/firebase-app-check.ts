/** Firebase App Check: tokens that say which app of a project sent a request, not which user. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import { shapedOption } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsOneOf, claimIsText } from './shared/rules.ts'
import { oneOrMore } from './shared/several.ts'

export interface FirebaseAppCheckOptions {
  /** The project's number, as text, such as `123456789012`; not its id. */
  readonly projectNumber: string
  /** The apps that are accepted, by `sub`, such as `1:123456789012:web:0a1b2c`; all of the project unless given. */
  readonly appId?: string | readonly string[]
}

export interface FirebaseAppCheckClaims extends JwtPayload {
  /** `projects/{number}` and `projects/{id}`. */
  readonly aud?: readonly string[]
}

/**
 * App Check tokens of a Firebase project; `sub` is the app id.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see firebase.google.com/docs/app-check/custom-resource-backend
 * @example createVerifier(firebaseAppCheck({ projectNumber: '123456789012' }))
 */
export const firebaseAppCheck: Preset<FirebaseAppCheckOptions, FirebaseAppCheckClaims, 'firebase-app-check'> =
  definePreset(['projectNumber', 'appId'], ({ projectNumber, appId }) => {
    const number = shapedOption('projectNumber', projectNumber, /^\d{1,20}$/, WHAT)
    const sub = { meaning: 'claim', source: VERIFIER } as const
    return {
      name: 'firebase-app-check',
      issuer: `https://firebaseappcheck.googleapis.com/${number}`,
      audience: `projects/${number}`,
      algorithms: ['RS256'],
      types: ['JWT'],
      rules: [appId === undefined ? claimIsText('sub', MAX_APP_ID, sub) : isApp(oneOrMore('appId', appId))],
      keys: (source) => remoteJwks(KEYS, source),
      hints: {
        ERR_ISSUER_UNTRUSTED: 'the token is of another project, or no App Check token: those say which app it is',
      },
    }
  })

const WHAT = 'the number of the project as text, such as "123456789012", not its id'
const KEYS = 'https://firebaseappcheck.googleapis.com/v1/jwks'
const MAX_APP_ID = 256

const isApp = (apps: readonly string[]): ReturnType<typeof claimIsOneOf> =>
  claimIsOneOf('sub', apps, {
    meaning: 'claim',
    hint: 'the token is of another app of the project: list its id in appId if it may call this',
    source: CUSTOM,
  })

const CUSTOM = 'Firebase docs, Verify App Check tokens from a custom backend'
const VERIFIER = 'firebase/firebase-admin-node, app-check/token-verifier'
const API = 'Firebase Admin reference, DecodedAppCheckToken'

export const FIREBASE_APP_CHECK: Provider = {
  name: 'firebase-app-check',
  title: 'Firebase App Check',
  call: "firebaseAppCheck({ projectNumber: '123456789012' })",
  checks: [
    '`iss` is `https://firebaseappcheck.googleapis.com/{projectNumber}`',
    '`aud` has `projects/{projectNumber}`',
    '`sub`, the app id, is one of `appId` where that is given, else any text',
    '`alg` is RS256 and `typ` is `JWT`',
  ],
  mistakes: [
    'It says which app sent the request and nothing of the user: verify the ID token as well.',
    'The issuer has the number of the project; its id is in `aud` only, beside the number.',
    'The token comes in `x-firebase-appcheck`, not in `authorization`.',
    'A token serves until it expires: using each once takes a question to Firebase.',
  ],
  facts: [
    ['issuer', '`https://firebaseappcheck.googleapis.com/{projectNumber}`', API],
    ['audience', '`projects/{projectNumber}` and `projects/{projectId}`, an array', API],
    ['keys', '`https://firebaseappcheck.googleapis.com/v1/jwks`', CUSTOM],
    ['algorithm', 'RS256', VERIFIER],
    ['type', '`typ` is `JWT`', CUSTOM],
    ['subject', 'the app id', API],
  ],
  asOf: '2026-11',
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
