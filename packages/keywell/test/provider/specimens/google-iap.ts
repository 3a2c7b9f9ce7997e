/** Google Identity-Aware Proxy, from the page that src/provider/google-iap.ts names. */
import { googleIap } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const audience = '/projects/123456789/global/backendServices/987654321'

export const specimens: readonly Specimen[] = [
  {
    provider: 'google-iap',
    trust: (source) => googleIap({ audience, source }),
    alg: 'ES256',
    kid: (n) => `6BEeo${n}`,
    serve: (keys) => ({ 'https://www.gstatic.com/iap/verify/public_key-jwk': { keys: keys.map(({ jwk }) => jwk) } }),
    header: { typ: 'JWT' },
    claims: {
      iss: 'https://cloud.google.com/iap',
      aud: audience,
      sub: 'accounts.google.com:110169484474386276334',
      email: 'ada@acme.example',
      hd: 'acme.example',
      google: { access_levels: ['accessPolicies/1/accessLevels/office'] },
    },
    wrongAudience: { claims: { aud: '/projects/123456789/apps/my-project' } },
    wrongIssuer: { claims: { iss: 'https://accounts.google.com' } },
  },
]
