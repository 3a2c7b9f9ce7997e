/** GitHub Actions, from the pages that src/provider/github-actions.ts names. */
import { gitHubActions } from '../../../src/providers.ts'
import type { PublishedKey, Specimen } from '../support/specimen.ts'

const audience = 'https://api.acme.example'
const issuers = {
  github: 'https://token.actions.githubusercontent.com',
  enterprise: 'https://token.actions.githubusercontent.com/acme-inc',
  server: 'https://github.acme.example/_services/token',
}

const discovered =
  (issuer: string) =>
  (keys: readonly PublishedKey[]): Readonly<Record<string, unknown>> => ({
    // Wherever the document says.
    [`${issuer}/.well-known/openid-configuration`]: { issuer, jwks_uri: `${issuer}/keys` },
    [`${issuer}/keys`]: { keys: keys.map(({ jwk }) => jwk) },
  })

const common = {
  provider: 'github-actions',
  alg: 'RS256',
  kid: (n) => `cc413527-173f-5a05-976e-9c52b1d7b43${n}`,
  header: { typ: 'JWT', x5t: 'k5QvK0kZ3b7b8m1Y4m0m9yq5m3A' },
  wrongAudience: { claims: { aud: 'https://github.com/acme' } },
} as const satisfies Partial<Specimen>

const claims = {
  aud: audience,
  sub: 'repo:acme/shop:ref:refs/heads/main',
  repository: 'acme/shop',
  repository_id: '123456789',
  repository_owner: 'acme',
  repository_owner_id: '42',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  event_name: 'push',
  runner_environment: 'github-hosted',
}

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'github.com',
    trust: (source) => gitHubActions({ audience, repository: 'acme/shop', source }),
    serve: (keys) => ({ [`${issuers.github}/.well-known/jwks`]: { keys: keys.map(({ jwk }) => jwk) } }),
    claims: { ...claims, iss: issuers.github },
    wrongIssuer: { claims: { iss: issuers.enterprise } },
  },
  {
    ...common,
    kind: 'enterprise',
    trust: (source) => gitHubActions({ audience, enterprise: 'acme-inc', source }),
    serve: discovered(issuers.enterprise),
    claims: { ...claims, iss: issuers.enterprise, enterprise: 'acme-inc' },
    wrongIssuer: { claims: { iss: issuers.github } },
  },
  {
    ...common,
    kind: 'Enterprise Server',
    trust: (source) => gitHubActions({ audience, host: 'github.acme.example', owner: 'acme', source }),
    serve: discovered(issuers.server),
    claims: { ...claims, iss: issuers.server },
    wrongIssuer: { claims: { iss: 'https://github.acme.example' } },
  },
]
