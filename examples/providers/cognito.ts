/** An API that takes access tokens of a Cognito user pool, and ID tokens beside them: the result says which it was. */
import { createVerifier } from 'keywell'
import { cognito } from 'keywell/providers'
import { judge, setting } from '../judge.ts'

const pool = { userPoolId: setting('COGNITO_USER_POOL_ID'), clientId: setting('COGNITO_CLIENT_ID') }
const access = cognito({ ...pool, tokenUse: 'access' })
const id = cognito({ ...pool, tokenUse: 'id', keys: access.keys })

await judge(createVerifier([access, id]))
