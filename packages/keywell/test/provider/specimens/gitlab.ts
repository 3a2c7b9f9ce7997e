/** GitLab CI/CD, from the pages that src/provider/gitlab.ts names. */
import { gitLab } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const audience = 'https://api.acme.example'
const own = 'https://acme.example/gitlab'

const common = {
  provider: 'gitlab',
  alg: 'RS256',
  kid: (n) => `4i3sFE7sxqNPOT7FdvcGA1ZVGGI_r-tsDXnEuYT4Zq${n}`,
  header: { typ: 'JWT' },
  wrongAudience: { claims: { aud: 'https://other.example' } },
  // As in the token of someone who signs in.
  wrongKind: { claims: { project_path: undefined, project_id: undefined, sub: '1', groups_direct: ['acme'] } },
} as const satisfies Partial<Specimen>

const claims = {
  aud: audience,
  sub: 'project_path:acme/web/shop:ref_type:branch:ref:main',
  project_id: '20',
  project_path: 'acme/web/shop',
  namespace_id: '7',
  namespace_path: 'acme/web',
  user_login: 'ada',
  pipeline_source: 'push',
  ref: 'main',
  ref_type: 'branch',
  ref_protected: 'true',
}

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'gitlab.com',
    trust: (source) => gitLab({ audience, projectPath: 'acme/web/shop', source }),
    serve: (keys) => ({ 'https://gitlab.com/oauth/discovery/keys': { keys: keys.map(({ jwk }) => jwk) } }),
    claims: { ...claims, iss: 'https://gitlab.com' },
    wrongIssuer: { claims: { iss: 'gitlab.com' } },
  },
  {
    ...common,
    kind: 'own instance',
    trust: (source) => gitLab({ audience, baseUrl: own, namespacePath: 'acme/web', source }),
    serve: (keys) => ({ [`${own}/oauth/discovery/keys`]: { keys: keys.map(({ jwk }) => jwk) } }),
    claims: { ...claims, iss: own },
    wrongIssuer: { claims: { iss: 'https://acme.example' } },
  },
]
