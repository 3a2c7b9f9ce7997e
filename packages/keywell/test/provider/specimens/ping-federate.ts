/** PingFederate, from the pages that src/provider/ping-federate.ts names. */
import { pingFederate } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const baseUrl = 'https://sso.acme.example:9031'
const audience = 'https://api.acme.example'

const common = {
  provider: 'ping-federate',
  alg: 'ES384',
  kid: (n) => `aB3d${n}`,
  claims: { iss: baseUrl, aud: audience, client_id: 'web', scope: ['read'], Username: 'ada' },
  wrongAudience: { claims: { aud: 'https://other.acme.example' } },
  wrongIssuer: { claims: { iss: 'https://sso.acme.example' } },
} as const satisfies Partial<Specimen>

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'with the centralized signing key',
    trust: (source) => pingFederate({ baseUrl, audience, source }),
    // The keys do not say their algorithm.
    serve: (keys) => ({
      [`${baseUrl}/pf/JWKS`]: { keys: keys.map(({ kid, jwk: { kty, crv, x, y } }) => ({ kid, kty, crv, x, y })) },
    }),
  },
  {
    ...common,
    kind: 'with keys of the manager',
    trust: (source) => pingFederate({ baseUrl, audience, issuer: 'acme', jwksPath: '/ext/oauth/jwks', source }),
    serve: (keys) => ({ [`${baseUrl}/ext/oauth/jwks`]: { keys: keys.map(({ jwk }) => jwk) } }),
    claims: { ...common.claims, iss: 'acme' },
  },
]
