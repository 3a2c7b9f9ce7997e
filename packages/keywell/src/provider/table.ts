/** All providers, a row each: what the command lists, docs/providers.md shows and the tests go through. */
import { AKS } from './aks.ts'
import { APPLE } from './apple.ts'
import { AUTH0 } from './auth0.ts'
import { AWS_ALB } from './aws-alb.ts'
import { AZURE_AD_B2C } from './azure-ad-b2c.ts'
import { BETTER_AUTH } from './better-auth.ts'
import { BUILDKITE } from './buildkite.ts'
import { CIRCLECI } from './circleci.ts'
import { CLERK } from './clerk/row.ts'
import { CLOUDFLARE_ACCESS } from './cloudflare-access.ts'
import { COGNITO } from './cognito.ts'
import { DESCOPE } from './descope.ts'
import { DISCORD } from './discord.ts'
import { EKS } from './eks.ts'
import { ENTRA_EXTERNAL_ID } from './entra-external-id.ts'
import { ENTRA_ID } from './entra-id.ts'
import { FACEBOOK } from './facebook.ts'
import { FIREBASE_APP_CHECK } from './firebase-app-check.ts'
import { FIREBASE } from './firebase.ts'
import { FUSION_AUTH } from './fusion-auth.ts'
import { GITHUB_ACTIONS } from './github-actions.ts'
import { GITLAB_CI } from './gitlab.ts'
import { GKE } from './gke.ts'
import { GOOGLE_IAP } from './google-iap.ts'
import { GOOGLE } from './google.ts'
import { KEYCLOAK } from './keycloak.ts'
import { KINDE } from './kinde.ts'
import { KUBERNETES } from './kubernetes.ts'
import { LINE } from './line.ts'
import { LOGTO } from './logto.ts'
import { OIDC } from './oidc.ts'
import { OKTA } from './okta.ts'
import { ONE_LOGIN } from './one-login/one-login.ts'
import { PING_FEDERATE } from './ping-federate.ts'
import { PINGONE } from './pingone.ts'
import { PRIVY } from './privy.ts'
import { SALESFORCE } from './salesforce.ts'
import { SLACK } from './slack.ts'
import { STACK_AUTH } from './stack-auth.ts'
import { STYTCH } from './stytch.ts'
import { SUPABASE } from './supabase.ts'
import { SUPER_TOKENS } from './super-tokens/row.ts'
import { TWITCH } from './twitch.ts'
import { VERCEL } from './vercel.ts'
import { WORKOS } from './workos.ts'
import { ZITADEL } from './zitadel.ts'
import type { Provider } from './shared/provider.ts'

export const PROVIDERS: readonly Provider[] = [
  AUTH0,
  OKTA,
  COGNITO,
  CLERK,
  ONE_LOGIN,
  SUPER_TOKENS,
  OIDC,
  AKS,
  APPLE,
  AWS_ALB,
  AZURE_AD_B2C,
  BETTER_AUTH,
  BUILDKITE,
  CIRCLECI,
  CLOUDFLARE_ACCESS,
  DESCOPE,
  DISCORD,
  EKS,
  ENTRA_EXTERNAL_ID,
  ENTRA_ID,
  FACEBOOK,
  FIREBASE,
  FIREBASE_APP_CHECK,
  FUSION_AUTH,
  GITHUB_ACTIONS,
  GITLAB_CI,
  GKE,
  GOOGLE,
  GOOGLE_IAP,
  KEYCLOAK,
  KINDE,
  KUBERNETES,
  LINE,
  LOGTO,
  PINGONE,
  PING_FEDERATE,
  PRIVY,
  SALESFORCE,
  SLACK,
  STACK_AUTH,
  STYTCH,
  SUPABASE,
  TWITCH,
  VERCEL,
  WORKOS,
  ZITADEL,
]
