/** Better Auth, from the pages that src/provider/better-auth.ts names. */
import { betterAuth } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const baseUrl = 'https://app.example'

export const specimens: readonly Specimen[] = [
  {
    provider: 'better-auth',
    trust: (source) => betterAuth({ baseUrl, source }),
    alg: 'EdDSA',
    kid: (n) => `oDyxkgZV3kGvLAGqWlCkRw1tSg2tQ5e${n}`,
    // Older versions list their keys without alg and use.
    serve: (keys) => ({
      [`${baseUrl}/api/auth/jwks`]: { keys: keys.map(({ kid, jwk: { kty, crv, x } }) => ({ kid, kty, crv, x })) },
    }),
    claims: { iss: baseUrl, aud: baseUrl, sub: 'Rk1', id: 'Rk1', email: 'ada@acme.example', name: 'Ada' },
    wrongAudience: { claims: { aud: 'https://other.example' } },
    wrongIssuer: { claims: { iss: `${baseUrl}/` } },
  },
]
