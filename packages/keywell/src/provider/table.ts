/** All providers, a row each: what the command lists, docs/providers.md shows and the tests go through. */
import { AUTH0 } from './auth0.ts'
import { CLERK } from './clerk-row.ts'
import { COGNITO } from './cognito.ts'
import { GOOGLE } from './google.ts'
import { OIDC } from './oidc.ts'
import { ONE_LOGIN } from './one-login.ts'
import type { Provider } from './provider.ts'
import { SUPER_TOKENS } from './super-tokens-row.ts'

export const PROVIDERS: readonly Provider[] = [AUTH0, COGNITO, OIDC, GOOGLE, CLERK, SUPER_TOKENS, ONE_LOGIN]
