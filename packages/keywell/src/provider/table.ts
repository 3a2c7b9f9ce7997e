/** All providers, a row each: what the command lists, docs/providers.md shows and the tests go through. */
import { AUTH0 } from './auth0.ts'
import { CLERK } from './clerk-row.ts'
import { COGNITO } from './cognito.ts'
import { GOOGLE } from './google.ts'
import { OIDC } from './oidc.ts'
import { OKTA } from './okta.ts'
import { AWS_ALB } from './aws-alb.ts'
import { BETTER_AUTH } from './better-auth.ts'
import { CLOUDFLARE_ACCESS } from './cloudflare-access.ts'
import { PRIVY } from './privy.ts'
import { STACK_AUTH } from './stack-auth.ts'
import type { Provider } from './provider.ts'

export const PROVIDERS: readonly Provider[] = [
  AUTH0,
  OKTA,
  COGNITO,
  CLERK,
  OIDC,
  GOOGLE,
  AWS_ALB,
  BETTER_AUTH,
  CLOUDFLARE_ACCESS,
  PRIVY,
  STACK_AUTH,
]
