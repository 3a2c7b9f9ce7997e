/** Firebase App Check, from the pages that src/provider/firebase-app-check.ts names. */
import { firebaseAppCheck } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const projectNumber = '123456789012'

export const specimens: readonly Specimen[] = [
  {
    provider: 'firebase-app-check',
    trust: (source) => firebaseAppCheck({ projectNumber, source }),
    alg: 'RS256',
    kid: (n) => `wd0nLE${n}`,
    serve: (keys) => ({ 'https://firebaseappcheck.googleapis.com/v1/jwks': { keys: keys.map(({ jwk }) => jwk) } }),
    header: { typ: 'JWT' },
    claims: {
      iss: `https://firebaseappcheck.googleapis.com/${projectNumber}`,
      aud: [`projects/${projectNumber}`, 'projects/my-project'],
      sub: `1:${projectNumber}:web:0a1b2c3d4e5f`,
    },
    wrongAudience: { claims: { aud: ['projects/210987654321', 'projects/other-project'] } },
    wrongIssuer: { claims: { iss: 'https://firebaseappcheck.googleapis.com/210987654321' } },
    wrongKind: { header: { typ: 'at+jwt' } },
  },
]
