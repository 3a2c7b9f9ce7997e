/** Buildkite, from the pages that src/provider/buildkite.ts names. */
import { buildkite } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const audience = 'https://api.acme.example'

export const specimens: readonly Specimen[] = [
  {
    provider: 'buildkite',
    trust: (source) => buildkite({ audience, organization: 'acme-inc', source }),
    alg: 'RS256',
    kid: (n) => `1f2e3d4c5b6a798${n}`,
    serve: (keys) => ({ 'https://agent.buildkite.com/.well-known/jwks': { keys: keys.map(({ jwk }) => jwk) } }),
    claims: {
      iss: 'https://agent.buildkite.com',
      aud: audience,
      sub: 'organization:acme-inc:pipeline:deploy:ref:refs/heads/main:commit:9f3182061f1e:step:',
      organization_slug: 'acme-inc',
      pipeline_slug: 'deploy',
      build_number: 1,
      build_branch: 'main',
      step_key: null,
    },
    wrongAudience: { claims: { aud: 'https://buildkite.com/acme-inc' } },
    wrongIssuer: { claims: { iss: 'https://buildkite.com' } },
  },
]
