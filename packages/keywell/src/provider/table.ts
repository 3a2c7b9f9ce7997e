/** All providers, a row each: what the command lists, docs/providers.md shows and the tests go through. */
import { AUTH0 } from './auth0.ts'
import { COGNITO } from './cognito.ts'
import { GOOGLE } from './google.ts'
import { OIDC } from './oidc.ts'
import { OKTA } from './okta.ts'
import { AWS_ALB } from './aws-alb.ts'
import { BETTER_AUTH } from './better-auth.ts'
import { CLOUDFLARE_ACCESS } from './cloudflare-access.ts'
import { PRIVY } from './privy.ts'
import { STACK_AUTH } from './stack-auth.ts'
import { FUSION_AUTH } from './fusion-auth.ts'
import { PINGONE } from './pingone.ts'
import { PING_FEDERATE } from './ping-federate.ts'
import { SALESFORCE } from './salesforce.ts'
import { LINE } from './line.ts'
import { TWITCH } from './twitch.ts'
import { SLACK } from './slack.ts'
import { DISCORD } from './discord.ts'
import { FACEBOOK } from './facebook.ts'
import type { Provider } from './provider.ts'

export const PROVIDERS: readonly Provider[] = [
  AUTH0,
  OKTA,
  COGNITO,
  OIDC,
  GOOGLE,
  AWS_ALB,
  BETTER_AUTH,
  CLOUDFLARE_ACCESS,
  PRIVY,
  STACK_AUTH,
  FUSION_AUTH,
  PINGONE,
  PING_FEDERATE,
  SALESFORCE,
  LINE,
  TWITCH,
  SLACK,
  DISCORD,
  FACEBOOK,
]
