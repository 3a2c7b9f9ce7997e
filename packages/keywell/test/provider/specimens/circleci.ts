/** CircleCI, from the page that src/provider/circleci.ts names. */
import { circleCi } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const organizationId = '2c9f1e0a-5b7d-4c3e-8f6a-1b2c3d4e5f60'
const projectId = '7d1a2b3c-4e5f-4a6b-9c7d-8e9f0a1b2c3d'
const issuer = `https://oidc.circleci.com/org/${organizationId}`

export const specimens: readonly Specimen[] = [
  {
    provider: 'circleci',
    trust: (source) => circleCi({ organizationId, source }),
    alg: 'RS256',
    kid: (n) => `9e8d7c6b-5a4f-4e3d-8c2b-1a0f9e8d7c6${n}`,
    serve: (keys) => ({ [`${issuer}/.well-known/jwks-pub.json`]: { keys: keys.map(({ jwk }) => jwk) } }),
    header: { typ: 'JWT' },
    claims: {
      iss: issuer,
      aud: organizationId,
      sub: `org/${organizationId}/project/${projectId}/user/0f9e8d7c-6b5a-4f3e-9d2c-1b0a9f8e7d6c`,
      'oidc.circleci.com/org-id': organizationId,
      'oidc.circleci.com/project-id': projectId,
      'oidc.circleci.com/context-ids': [],
      'oidc.circleci.com/vcs-origin': 'github.com/acme/shop',
      'oidc.circleci.com/ssh-rerun': false,
    },
    wrongAudience: { claims: { aud: 'sts.amazonaws.com' } },
    wrongIssuer: { claims: { iss: 'https://oidc.circleci.com' } },
  },
]
