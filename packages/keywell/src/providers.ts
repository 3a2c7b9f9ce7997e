/** `keywell/providers`: one call per identity provider, each giving a `Trust`. */
export type { KindPreset, Preset, PresetOptions, PresetTrust } from './provider/shared/preset.ts'
export type { KeyOption, Provider, ProviderFact } from './provider/shared/provider.ts'
export { PROVIDERS } from './provider/table.ts'
export { aks, type AksOptions } from './provider/aks.ts'
export { apple, type AppleClaims, type AppleOptions } from './provider/apple.ts'
export { auth0, type Auth0Claims, type Auth0Options } from './provider/auth0.ts'
export { awsAlb, type AwsAlbClaims, type AwsAlbOptions } from './provider/aws-alb.ts'
export { azureAdB2c, type AzureAdB2cClaims, type AzureAdB2cOptions } from './provider/azure-ad-b2c.ts'
export { betterAuth, type BetterAuthClaims, type BetterAuthOptions } from './provider/better-auth.ts'
export { buildkite, type BuildkiteClaims, type BuildkiteOptions } from './provider/buildkite.ts'
export { circleCi, type CircleCiClaims, type CircleCiOptions } from './provider/circleci.ts'
export type {
  ClerkM2mClaims,
  ClerkOAuthClaims,
  ClerkOrganization,
  ClerkSessionClaims,
  ClerkSessionV1Claims,
  ClerkSessionV2Claims,
  ClerkTemplateClaims,
} from './provider/clerk/claims.ts'
export { clerk, type ClerkMachineTokens, type ClerkOptions, type ClerkUserTokens } from './provider/clerk/clerk.ts'
export type { ClerkInstance } from './provider/clerk/keys.ts'
export {
  cloudflareAccess,
  type CloudflareAccessClaims,
  type CloudflareAccessOptions,
} from './provider/cloudflare-access.ts'
export { cognito, type CognitoAccessClaims, type CognitoIdClaims, type CognitoOptions } from './provider/cognito.ts'
export { descope, type DescopeClaims, type DescopeOptions } from './provider/descope.ts'
export { discord, type DiscordClaims, type DiscordOptions } from './provider/discord.ts'
export { eks, type EksOptions } from './provider/eks.ts'
export {
  entraExternalId,
  type EntraExternalIdClaims,
  type EntraExternalIdOptions,
} from './provider/entra-external-id.ts'
export { entraId, type EntraIdClaims, type EntraIdOptions } from './provider/entra-id.ts'
export { facebook, type FacebookClaims, type FacebookOptions } from './provider/facebook.ts'
export {
  firebaseAppCheck,
  type FirebaseAppCheckClaims,
  type FirebaseAppCheckOptions,
} from './provider/firebase-app-check.ts'
export { firebase, type FirebaseClaims, type FirebaseOptions } from './provider/firebase.ts'
export { fusionAuth, type FusionAuthClaims, type FusionAuthOptions } from './provider/fusion-auth.ts'
export { gitHubActions, type GitHubActionsClaims, type GitHubActionsOptions } from './provider/github-actions.ts'
export { gitLab, type GitLabClaims, type GitLabOptions } from './provider/gitlab.ts'
export { gke, type GkeOptions } from './provider/gke.ts'
export { googleIap, type GoogleIapClaims, type GoogleIapOptions } from './provider/google-iap.ts'
export { google, type GoogleClaims, type GoogleOptions } from './provider/google.ts'
export {
  keycloak,
  type KeycloakAccessClaims,
  type KeycloakIdClaims,
  type KeycloakOptions,
} from './provider/keycloak.ts'
export { kinde, type KindeClaims, type KindeOptions } from './provider/kinde.ts'
export { kubernetes, type KubernetesOptions } from './provider/kubernetes.ts'
export { line, type LineClaims, type LineOptions } from './provider/line.ts'
export { logto, type LogtoClaims, type LogtoOptions } from './provider/logto.ts'
export { oidc, type OidcOptions } from './provider/oidc.ts'
export { okta, type OktaClaims, type OktaOptions } from './provider/okta.ts'
export { oneLoginSigningKeys, type OneLoginCredentials } from './provider/one-login/signing-keys.ts'
export { oneLogin, type OneLoginClaims, type OneLoginOptions } from './provider/one-login/one-login.ts'
export { pingFederate, type PingFederateClaims, type PingFederateOptions } from './provider/ping-federate.ts'
export { pingOne, type PingOneClaims, type PingOneOptions, type PingOneRegion } from './provider/pingone.ts'
export { privy, type PrivyAccessClaims, type PrivyIdentityClaims, type PrivyOptions } from './provider/privy.ts'
export { salesforce, type SalesforceClaims, type SalesforceOptions } from './provider/salesforce.ts'
export type { KubernetesClaims, ServiceAccountOptions } from './provider/shared/service-accounts.ts'
export { slack, type SlackClaims, type SlackOptions } from './provider/slack.ts'
export { stackAuth, type StackAuthClaims, type StackAuthOptions } from './provider/stack-auth.ts'
export { stytch, type StytchB2bClaims, type StytchConsumerClaims, type StytchOptions } from './provider/stytch.ts'
export { supabase, type SupabaseClaims, type SupabaseOptions } from './provider/supabase.ts'
export type {
  SuperTokensAccessClaims,
  SuperTokensFeature,
  SuperTokensIdClaims,
  SuperTokensSessionClaims,
} from './provider/super-tokens/claims.ts'
export type { SuperTokensCore } from './provider/super-tokens/places.ts'
export {
  superTokens,
  type SuperTokensMachines,
  type SuperTokensOAuth,
  type SuperTokensOptions,
  type SuperTokensSessions,
} from './provider/super-tokens/super-tokens.ts'
export { twitch, type TwitchClaims, type TwitchOptions } from './provider/twitch.ts'
export { vercel, type VercelClaims, type VercelOptions } from './provider/vercel.ts'
export { workOs, type WorkOsClaims, type WorkOsOptions } from './provider/workos.ts'
export { zitadel, type ZitadelAccessClaims, type ZitadelIdClaims, type ZitadelOptions } from './provider/zitadel.ts'
