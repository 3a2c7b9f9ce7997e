/** `keywell/providers`: one call per identity provider, each giving a `Trust`. */
export type { Preset, PresetOptions, PresetTrust, KindPreset } from './provider/preset.ts'
export type { KeyOption, Provider, ProviderFact } from './provider/provider.ts'
export { PROVIDERS } from './provider/table.ts'
export { auth0, type Auth0Claims, type Auth0Options } from './provider/auth0.ts'
export { cognito, type CognitoAccessClaims, type CognitoIdClaims, type CognitoOptions } from './provider/cognito.ts'
export { google, type GoogleClaims, type GoogleOptions } from './provider/google.ts'
export { oidc, type OidcOptions } from './provider/oidc.ts'
export { entraId, type EntraIdClaims, type EntraIdOptions } from './provider/entra-id.ts'
export {
  entraExternalId,
  type EntraExternalIdClaims,
  type EntraExternalIdOptions,
} from './provider/entra-external-id.ts'
export { azureAdB2c, type AzureAdB2cClaims, type AzureAdB2cOptions } from './provider/azure-ad-b2c.ts'
export {
  keycloak,
  type KeycloakAccessClaims,
  type KeycloakIdClaims,
  type KeycloakOptions,
} from './provider/keycloak.ts'
export { supabase, type SupabaseClaims, type SupabaseOptions } from './provider/supabase.ts'
export { kinde, type KindeClaims, type KindeOptions } from './provider/kinde.ts'
export { workOs, type WorkOsClaims, type WorkOsOptions } from './provider/workos.ts'
export { stytch, type StytchB2bClaims, type StytchConsumerClaims, type StytchOptions } from './provider/stytch.ts'
export { descope, type DescopeClaims, type DescopeOptions } from './provider/descope.ts'
export { logto, type LogtoClaims, type LogtoOptions } from './provider/logto.ts'
export { zitadel, type ZitadelAccessClaims, type ZitadelIdClaims, type ZitadelOptions } from './provider/zitadel.ts'
