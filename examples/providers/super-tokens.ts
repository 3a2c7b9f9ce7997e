/** An API that takes the sessions of a SuperTokens app, and tokens of OAuth clients beside them. */
import { createVerifier } from 'keywell'
import { superTokens } from 'keywell/providers'
import { judge, setting } from '../judge.ts'

const app = { apiDomain: setting('SUPERTOKENS_API_DOMAIN'), apiBasePath: setting('SUPERTOKENS_API_BASE_PATH') }
const session = superTokens(app)
const oauth = superTokens({
  ...app,
  kind: 'oauth-access',
  clientId: setting('SUPERTOKENS_CLIENT_ID'),
  keys: session.keys,
})

await judge(createVerifier([session, oauth]))
