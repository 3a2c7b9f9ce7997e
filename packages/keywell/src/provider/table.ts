/** All providers, a row each: what the command lists, docs/providers.md shows and the tests go through. */
import { APPLE } from './apple.ts'
import { AUTH0 } from './auth0.ts'
import { AWS_ALB } from './aws-alb.ts'
import { BETTER_AUTH } from './better-auth.ts'
import { CLERK } from './clerk/row.ts'
import { CLOUDFLARE_ACCESS } from './cloudflare-access.ts'
import { COGNITO } from './cognito.ts'
import { DISCORD } from './discord.ts'
import { ENTRA_ID } from './entra-id.ts'
import { FACEBOOK } from './facebook.ts'
import { FIREBASE_APP_CHECK } from './firebase-app-check.ts'
import { FIREBASE } from './firebase.ts'
import { FUSION_AUTH } from './fusion-auth.ts'
import { GOOGLE_IAP } from './google-iap.ts'
import { GOOGLE } from './google.ts'
import { LINE } from './line.ts'
import { OIDC } from './oidc.ts'
import { OKTA } from './okta.ts'
import { PING_FEDERATE } from './ping-federate.ts'
import { PINGONE } from './pingone.ts'
import { PRIVY } from './privy.ts'
import { SALESFORCE } from './salesforce.ts'
import { SLACK } from './slack.ts'
import { STACK_AUTH } from './stack-auth.ts'
import { TWITCH } from './twitch.ts'
import type { Provider } from './provider.ts'

export const PROVIDERS: readonly Provider[] = [
  AUTH0,
  OKTA,
  COGNITO,
  CLERK,
  OIDC,
  APPLE,
  AWS_ALB,
  BETTER_AUTH,
  CLOUDFLARE_ACCESS,
  DISCORD,
  ENTRA_ID,
  FACEBOOK,
  FIREBASE,
  FIREBASE_APP_CHECK,
  FUSION_AUTH,
  GOOGLE,
  GOOGLE_IAP,
  LINE,
  PINGONE,
  PING_FEDERATE,
  PRIVY,
  SALESFORCE,
  SLACK,
  STACK_AUTH,
  TWITCH,
]
