/** FusionAuth, from the pages that src/provider/fusion-auth.ts names. */
import { fusionAuth } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const baseUrl = 'https://acme.fusionauth.io'
const audience = 'e9fdb985-9173-4e01-9d73-ac2d60d1dc8e'

export const specimens: readonly Specimen[] = [
  {
    provider: 'fusion-auth',
    trust: (source) => fusionAuth({ baseUrl, issuer: 'acme.com', audience, source }),
    alg: 'RS256',
    kid: (n) => `a1b2c3d4${n}`,
    serve: (keys) => ({ [`${baseUrl}/.well-known/jwks.json`]: { keys: keys.map(({ jwk }) => jwk) } }),
    header: { typ: 'JWT', gty: ['authorization_code'] },
    claims: {
      iss: 'acme.com',
      aud: audience,
      sub: '858a4b01-62c8-4c2f-bfa7-6d018833bea7',
      applicationId: audience,
      roles: ['admin'],
      tid: '30663132-6464-6665-3032-326466613934',
    },
    wrongAudience: { claims: { aud: '3c219e58-ed0e-4b18-ad48-f4f92793ae32' } },
    wrongIssuer: { claims: { iss: 'https://acme.com' } },
  },
]
