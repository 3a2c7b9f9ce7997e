/** `keywell/providers`: one call per identity provider, each giving a `Trust`. */
export type { Preset, PresetOptions, PresetTrust, KindPreset } from './provider/preset.ts'
export type { KeyOption, Provider, ProviderFact } from './provider/provider.ts'
export { PROVIDERS } from './provider/table.ts'
export { auth0, type Auth0Claims, type Auth0Options } from './provider/auth0.ts'
export { cognito, type CognitoAccessClaims, type CognitoIdClaims, type CognitoOptions } from './provider/cognito.ts'
export { google, type GoogleClaims, type GoogleOptions } from './provider/google.ts'
export { oidc, type OidcOptions } from './provider/oidc.ts'
export { clerk, type ClerkMachineTokens, type ClerkOptions, type ClerkUserTokens } from './provider/clerk.ts'
export type { ClerkInstance } from './provider/clerk-keys.ts'
export type {
  ClerkM2mClaims,
  ClerkOAuthClaims,
  ClerkOrganization,
  ClerkSessionClaims,
  ClerkSessionV1Claims,
  ClerkSessionV2Claims,
  ClerkTemplateClaims,
} from './provider/clerk-claims.ts'
export {
  superTokens,
  type SuperTokensMachines,
  type SuperTokensOAuth,
  type SuperTokensOptions,
  type SuperTokensSessions,
} from './provider/super-tokens.ts'
export type { SuperTokensCore } from './provider/super-tokens-places.ts'
export type {
  SuperTokensAccessClaims,
  SuperTokensFeature,
  SuperTokensIdClaims,
  SuperTokensSessionClaims,
} from './provider/super-tokens-claims.ts'
export { oneLogin, type OneLoginClaims, type OneLoginOptions } from './provider/one-login.ts'
export { type OneLoginCredentials, oneLoginSigningKeys } from './provider/one-login-keys.ts'
