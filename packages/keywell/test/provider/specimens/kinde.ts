/** Kinde, from the pages that src/provider/kinde.ts names. */
import { kinde } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const common = {
  provider: 'kinde',
  alg: 'RS256',
  kid: (n) => `e6:d9:d7:46:c1:4a:32:5f:bb:7d:${n}`,
  serve: (keys) => ({
    'https://acme.kinde.com/.well-known/jwks.json': { keys: keys.map(({ jwk }) => ({ ...jwk, use: 'sig' })) },
  }),
  header: { typ: 'JWT' },
  wrongIssuer: { claims: { iss: 'https://acme.kinde.com/' } },
  wrongKind: { claims: { scp: undefined } },
} as const satisfies Partial<Specimen>

const claims = {
  iss: 'https://acme.kinde.com',
  sub: 'kp_c3143a4b50ad43c88e541d9077681782',
  azp: 'd4d3c5b74e064badb9625a4aa6241bcc',
  jti: 'f95ed3e0-cc4d-40c4-b95a-9971729b0ae5',
  scp: ['openid'],
  permissions: ['read:orders'],
}

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'access token for an API',
    trust: (source) => kinde({ domain: 'acme.kinde.com', audience: 'https://api.acme.example', source }),
    claims: { ...claims, aud: ['https://api.acme.example'] },
    wrongAudience: { claims: { aud: [] } },
  },
  {
    ...common,
    kind: 'access token without audience',
    trust: (source) => kinde({ domain: 'acme.kinde.com', clientId: 'd4d3c5b74e064badb9625a4aa6241bcc', source }),
    claims: { ...claims, aud: [] },
    wrongAudience: { claims: { azp: 'another' } },
  },
]
