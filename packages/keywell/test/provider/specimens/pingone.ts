/** PingOne, from the pages that src/provider/pingone.ts names. */
import { pingOne } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const environmentId = '12345678-1234-1234-1234-123456789012'
const issuer = `https://auth.pingone.eu/${environmentId}/as`

const common = {
  provider: 'pingone',
  trust: (source) => pingOne({ environmentId, region: 'eu', audience: ['https://api.example', 'client-1'], source }),
  alg: 'RS256',
  kid: (n) => `3c7e1b70-2c9e-11ec-8d3d-0242ac13000${n}`,
  serve: (keys) => ({ [`${issuer}/jwks`]: { keys: keys.map(({ jwk }) => jwk) } }),
  wrongAudience: { claims: { aud: ['https://api.pingone.eu'] } },
  wrongIssuer: { claims: { iss: issuer.replace('.eu', '.com') } },
} as const satisfies Partial<Specimen>

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'access token',
    header: { typ: 'at+jwt' },
    claims: { iss: issuer, aud: ['https://api.example'], client_id: 'client-1', scope: 'read', env: environmentId },
  },
  {
    ...common,
    kind: 'ID token',
    claims: { iss: issuer, aud: 'client-1', sub: '4aa68fa2-2a5e-4b41-9a36-4b41f1b5f5e6', acr: 'Single_Factor' },
  },
]
