/** `keywell/providers`: one call per identity provider, each giving a `Trust`. */
export type { Preset, PresetOptions, PresetTrust, KindPreset } from './provider/preset.ts'
export type { KeyOption, Provider, ProviderFact } from './provider/provider.ts'
export { PROVIDERS } from './provider/table.ts'
export { auth0, type Auth0Claims, type Auth0Options } from './provider/auth0.ts'
export { cognito, type CognitoAccessClaims, type CognitoIdClaims, type CognitoOptions } from './provider/cognito.ts'
export { google, type GoogleClaims, type GoogleOptions } from './provider/google.ts'
export { oidc, type OidcOptions } from './provider/oidc.ts'
export { googleIap, type GoogleIapClaims, type GoogleIapOptions } from './provider/google-iap.ts'
export { firebase, type FirebaseClaims, type FirebaseOptions } from './provider/firebase.ts'
export {
  firebaseAppCheck,
  type FirebaseAppCheckClaims,
  type FirebaseAppCheckOptions,
} from './provider/firebase-app-check.ts'
export { apple, type AppleClaims, type AppleOptions } from './provider/apple.ts'
export { gitHubActions, type GitHubActionsClaims, type GitHubActionsOptions } from './provider/github-actions.ts'
export { gitLab, type GitLabClaims, type GitLabOptions } from './provider/gitlab.ts'
export { circleCi, type CircleCiClaims, type CircleCiOptions } from './provider/circleci.ts'
export { buildkite, type BuildkiteClaims, type BuildkiteOptions } from './provider/buildkite.ts'
export { vercel, type VercelClaims, type VercelOptions } from './provider/vercel.ts'
export type { KubernetesClaims, ServiceAccountOptions } from './provider/service-accounts.ts'
export { kubernetes, type KubernetesOptions } from './provider/kubernetes.ts'
export { eks, type EksOptions } from './provider/eks.ts'
export { gke, type GkeOptions } from './provider/gke.ts'
export { aks, type AksOptions } from './provider/aks.ts'
