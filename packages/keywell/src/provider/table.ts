/** All providers, a row each: what the command lists, docs/providers.md shows and the tests go through. */
import { AKS } from './aks.ts'
import { APPLE } from './apple.ts'
import { AUTH0 } from './auth0.ts'
import { BUILDKITE } from './buildkite.ts'
import { CIRCLECI } from './circleci.ts'
import { COGNITO } from './cognito.ts'
import { EKS } from './eks.ts'
import { FIREBASE_APP_CHECK } from './firebase-app-check.ts'
import { FIREBASE } from './firebase.ts'
import { GITHUB_ACTIONS } from './github-actions.ts'
import { GITLAB_CI } from './gitlab.ts'
import { GKE } from './gke.ts'
import { GOOGLE_IAP } from './google-iap.ts'
import { GOOGLE } from './google.ts'
import { KUBERNETES } from './kubernetes.ts'
import { OIDC } from './oidc.ts'
import type { Provider } from './provider.ts'
import { VERCEL } from './vercel.ts'

export const PROVIDERS: readonly Provider[] = [
  AUTH0,
  COGNITO,
  OIDC,
  GOOGLE,
  GOOGLE_IAP,
  FIREBASE,
  FIREBASE_APP_CHECK,
  APPLE,
  GITHUB_ACTIONS,
  GITLAB_CI,
  CIRCLECI,
  BUILDKITE,
  VERCEL,
  KUBERNETES,
  EKS,
  GKE,
  AKS,
]
