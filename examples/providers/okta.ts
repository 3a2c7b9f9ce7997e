/** An API that takes the access tokens of an Okta custom authorization server. */
import { createVerifier } from 'keywell'
import { okta } from 'keywell/providers'
import { judge, setting } from '../judge.ts'

const verifier = createVerifier(
  okta({
    domain: setting('OKTA_DOMAIN'),
    authorizationServer: setting('OKTA_AUTHORIZATION_SERVER'),
    audience: setting('OKTA_AUDIENCE'),
  }),
)

await judge(verifier)
