/** LINE ID tokens, from the pages that src/provider/line.ts names. */
import { line } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

export const specimens: readonly Specimen[] = [
  {
    provider: 'line',
    trust: (source) => line({ channelId: '1234567890', source }),
    alg: 'ES256',
    kid: (n) => `a2a459aec5b65fa4a8a0b7a1f1b9c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6a7b${n}`,
    serve: (keys) => ({ 'https://api.line.me/oauth2/v2.1/certs': { keys: keys.map(({ jwk }) => jwk) } }),
    header: { typ: 'JWT' },
    claims: { iss: 'https://access.line.me', aud: '1234567890', sub: 'U1234567890abcdef', amr: ['linesso'] },
    wrongAudience: { claims: { aud: '1234567891' } },
    wrongIssuer: { claims: { iss: 'https://access.line.me/' } },
  },
]
