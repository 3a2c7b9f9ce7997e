/** Stack Auth, from the pages that src/provider/stack-auth.ts names. */
import { stackAuth } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const projectId = '0b3f5d8e-6c1a-4f7e-9a2b-3c4d5e6f7a8b'
const base = 'https://api.stack-auth.com/api/v1'
const keysAt = `${base}/projects/${projectId}/.well-known/jwks.json`

const common = {
  provider: 'stack-auth',
  alg: 'ES256',
  kid: (n) => `aBcDeFgHiJk${n}`,
} as const satisfies Partial<Specimen>

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'of a user',
    trust: (source) => stackAuth({ projectId, source }),
    serve: (keys) => ({ [keysAt]: { keys: keys.map(({ jwk }) => jwk) } }),
    claims: { iss: `${base}/projects/${projectId}`, aud: projectId, sub: 'user_1', is_anonymous: false },
    wrongAudience: { claims: { aud: `${projectId}:restricted` } },
    wrongIssuer: { claims: { iss: `${base}/projects-anonymous-users/${projectId}` } },
  },
  {
    ...common,
    kind: 'of an anonymous user',
    trust: (source) => stackAuth({ projectId, anonymous: true, restricted: true, source }),
    serve: (keys) => ({
      [`${keysAt}?include_anonymous=true&include_restricted=true`]: { keys: keys.map(({ jwk }) => jwk) },
    }),
    claims: { iss: `${base}/projects-anonymous-users/${projectId}`, aud: `${projectId}:anon`, is_anonymous: true },
    wrongAudience: { claims: { aud: 'other:anon' } },
    wrongIssuer: { claims: { iss: `${base}/projects/other` } },
  },
]
