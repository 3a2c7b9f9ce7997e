/** Google ID tokens, from the pages that src/provider/google.ts names. */
import { google } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const clientId = '1234-abc.apps.googleusercontent.com'

export const specimens: readonly Specimen[] = [
  {
    provider: 'google',
    trust: (source) => google({ clientId, source }),
    alg: 'RS256',
    kid: (n) => `6f7254101f56e41cf35c9926de84a2d552b4c6f${n}`,
    serve: (keys) => ({ 'https://www.googleapis.com/oauth2/v3/certs': { keys: keys.map(({ jwk }) => jwk) } }),
    header: { typ: 'JWT' },
    claims: { iss: 'https://accounts.google.com', aud: clientId, azp: clientId, sub: '110169484474386276334' },
    wrongAudience: { claims: { aud: 'other.apps.googleusercontent.com' } },
    wrongIssuer: { claims: { iss: 'https://accounts.google.com/' } },
  },
]
