/** Amazon Cognito, from the pages that src/provider/cognito.ts names. */
import { cognito } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123'
const pool = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example23456789' } as const

const common = {
  provider: 'cognito',
  alg: 'RS256',
  kid: (n) => `abcdefghijklmnopqrstuvwxyz/+ABCDEFGHIJKLMNO${n}=`,
  serve: (keys) => ({ [`${issuer}/.well-known/jwks.json`]: { keys: keys.map(({ jwk }) => jwk) } }),
  wrongIssuer: { claims: { iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other' } },
} as const satisfies Partial<Specimen>

const claims = { iss: issuer, sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', 'cognito:groups': ['staff'], auth_time: 1 }

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'access token',
    trust: (source) => cognito({ ...pool, tokenUse: 'access', source }),
    claims: { ...claims, token_use: 'access', client_id: pool.clientId, scope: 'openid', username: 'ada' },
    wrongAudience: { claims: { client_id: 'another' } },
    wrongKind: { claims: { token_use: 'id', aud: pool.clientId } },
  },
  {
    ...common,
    kind: 'ID token',
    trust: (source) => cognito({ ...pool, tokenUse: 'id', source }),
    claims: { ...claims, token_use: 'id', aud: pool.clientId, 'cognito:username': 'ada' },
    wrongAudience: { claims: { aud: 'another' } },
    wrongKind: { claims: { token_use: 'access' } },
  },
]
