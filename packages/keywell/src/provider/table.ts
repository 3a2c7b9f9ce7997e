/** All providers, a row each: what the command lists, docs/providers.md shows and the tests go through. */
import { AUTH0 } from './auth0.ts'
import { AZURE_AD_B2C } from './azure-ad-b2c.ts'
import { COGNITO } from './cognito.ts'
import { DESCOPE } from './descope.ts'
import { ENTRA_EXTERNAL_ID } from './entra-external-id.ts'
import { ENTRA_ID } from './entra-id.ts'
import { GOOGLE } from './google.ts'
import { KEYCLOAK } from './keycloak.ts'
import { KINDE } from './kinde.ts'
import { LOGTO } from './logto.ts'
import { OIDC } from './oidc.ts'
import type { Provider } from './provider.ts'
import { STYTCH } from './stytch.ts'
import { SUPABASE } from './supabase.ts'
import { WORKOS } from './workos.ts'
import { ZITADEL } from './zitadel.ts'

export const PROVIDERS: readonly Provider[] = [
  AUTH0,
  COGNITO,
  OIDC,
  GOOGLE,
  ENTRA_ID,
  ENTRA_EXTERNAL_ID,
  AZURE_AD_B2C,
  KEYCLOAK,
  SUPABASE,
  KINDE,
  WORKOS,
  STYTCH,
  DESCOPE,
  LOGTO,
  ZITADEL,
]
