/** All providers, a row each: what the command lists, docs/providers.md shows and the tests go through. */
import { AUTH0 } from './auth0.ts'
import { COGNITO } from './cognito.ts'
import { GOOGLE } from './google.ts'
import { OIDC } from './oidc.ts'
import { OKTA } from './okta.ts'
import type { Provider } from './provider.ts'

export const PROVIDERS: readonly Provider[] = [AUTH0, OKTA, COGNITO, OIDC, GOOGLE]
