/** An API that takes the access tokens of an Auth0 tenant. */
import { createVerifier } from 'keywell'
import { auth0 } from 'keywell/providers'
import { judge, setting } from '../judge.ts'

const verifier = createVerifier(auth0({ domain: setting('AUTH0_DOMAIN'), audience: setting('AUTH0_AUDIENCE') }))

await judge(verifier)
