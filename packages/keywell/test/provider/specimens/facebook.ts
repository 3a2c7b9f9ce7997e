/** Facebook ID tokens, from the pages that src/provider/facebook.ts names. */
import { facebook } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const appId = '1234567890123456'

const common = {
  provider: 'facebook',
  alg: 'RS256',
  kid: (n) => `${n}9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0`,
  header: { typ: 'JWT' },
  claims: { iss: 'https://www.facebook.com', aud: appId, sub: '10158', jti: 'x', name: 'Ada' },
  wrongAudience: { claims: { aud: '6543210987654321' } },
} as const satisfies Partial<Specimen>

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'login',
    trust: (source) => facebook({ appId, source }),
    serve: (keys) => ({
      'https://www.facebook.com/.well-known/oauth/openid/jwks/': { keys: keys.map(({ jwk }) => jwk) },
    }),
    wrongIssuer: { claims: { iss: 'https://limited.facebook.com' } },
  },
  {
    ...common,
    kind: 'Limited Login',
    trust: (source) => facebook({ appId, login: 'limited', source }),
    serve: (keys) => ({
      'https://limited.facebook.com/.well-known/oauth/openid/jwks/': { keys: keys.map(({ jwk }) => jwk) },
    }),
    wrongIssuer: { claims: { iss: 'https://m.facebook.com' } },
  },
]
