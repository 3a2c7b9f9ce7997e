/** `keywell/providers`: one call per identity provider, each giving a `Trust`. */
export type { Preset, PresetOptions, PresetTrust, KindPreset } from './provider/preset.ts'
export type { KeyOption, Provider, ProviderFact } from './provider/provider.ts'
export { PROVIDERS } from './provider/table.ts'
export { auth0, type Auth0Claims, type Auth0Options } from './provider/auth0.ts'
export { cognito, type CognitoAccessClaims, type CognitoIdClaims, type CognitoOptions } from './provider/cognito.ts'
export { google, type GoogleClaims, type GoogleOptions } from './provider/google.ts'
export { oidc, type OidcOptions } from './provider/oidc.ts'
export { okta, type OktaClaims, type OktaOptions } from './provider/okta.ts'
export { clerk, type ClerkMachineTokens, type ClerkOptions, type ClerkUserTokens } from './provider/clerk/clerk.ts'
export type { ClerkInstance } from './provider/clerk/keys.ts'
export type {
  ClerkM2mClaims,
  ClerkOAuthClaims,
  ClerkOrganization,
  ClerkSessionClaims,
  ClerkSessionV1Claims,
  ClerkSessionV2Claims,
  ClerkTemplateClaims,
} from './provider/clerk/claims.ts'
export { awsAlb, type AwsAlbClaims, type AwsAlbOptions } from './provider/aws-alb.ts'
export { betterAuth, type BetterAuthClaims, type BetterAuthOptions } from './provider/better-auth.ts'
export {
  cloudflareAccess,
  type CloudflareAccessClaims,
  type CloudflareAccessOptions,
} from './provider/cloudflare-access.ts'
export { privy, type PrivyAccessClaims, type PrivyIdentityClaims, type PrivyOptions } from './provider/privy.ts'
export { stackAuth, type StackAuthClaims, type StackAuthOptions } from './provider/stack-auth.ts'
export { googleIap, type GoogleIapClaims, type GoogleIapOptions } from './provider/google-iap.ts'
export { firebase, type FirebaseClaims, type FirebaseOptions } from './provider/firebase.ts'
export {
  firebaseAppCheck,
  type FirebaseAppCheckClaims,
  type FirebaseAppCheckOptions,
} from './provider/firebase-app-check.ts'
export { apple, type AppleClaims, type AppleOptions } from './provider/apple.ts'
export { entraId, type EntraIdClaims, type EntraIdOptions } from './provider/entra-id.ts'
export { fusionAuth, type FusionAuthClaims, type FusionAuthOptions } from './provider/fusion-auth.ts'
export { pingOne, type PingOneClaims, type PingOneOptions, type PingOneRegion } from './provider/pingone.ts'
export { pingFederate, type PingFederateClaims, type PingFederateOptions } from './provider/ping-federate.ts'
export { salesforce, type SalesforceClaims, type SalesforceOptions } from './provider/salesforce.ts'
export { line, type LineClaims, type LineOptions } from './provider/line.ts'
export { twitch, type TwitchClaims, type TwitchOptions } from './provider/twitch.ts'
export { slack, type SlackClaims, type SlackOptions } from './provider/slack.ts'
export { discord, type DiscordClaims, type DiscordOptions } from './provider/discord.ts'
export { facebook, type FacebookClaims, type FacebookOptions } from './provider/facebook.ts'
