/** All providers, a row each: what the command lists, docs/providers.md shows and the tests go through. */
import { APPLE } from './apple.ts'
import { AUTH0 } from './auth0.ts'
import { COGNITO } from './cognito.ts'
import { FIREBASE_APP_CHECK } from './firebase-app-check.ts'
import { FIREBASE } from './firebase.ts'
import { GOOGLE_IAP } from './google-iap.ts'
import { GOOGLE } from './google.ts'
import { OIDC } from './oidc.ts'
import type { Provider } from './provider.ts'

export const PROVIDERS: readonly Provider[] = [
  AUTH0,
  COGNITO,
  OIDC,
  GOOGLE,
  GOOGLE_IAP,
  FIREBASE,
  FIREBASE_APP_CHECK,
  APPLE,
]
