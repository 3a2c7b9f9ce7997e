/** Vercel, from the pages and files that src/provider/vercel.ts names. */
import { vercel } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const audience = 'https://vercel.com/acme'
const issuer = 'https://oidc.vercel.com'

const common = {
  provider: 'vercel',
  alg: 'RS256',
  kid: (n) => `mrk-4302ec1b670f48a98ad61dade4a23be${n}`,
  serve: (keys) => ({ [`${issuer}/.well-known/jwks`]: { keys: keys.map(({ jwk }) => jwk) } }),
  header: { typ: 'JWT' },
  wrongAudience: { claims: { aud: 'https://vercel.com/other' } },
} as const satisfies Partial<Specimen>

const claims = {
  aud: audience,
  sub: 'owner:acme:project:shop:environment:production',
  scope: 'owner:acme:project:shop:environment:production',
  owner: 'acme',
  owner_id: 'team_7Gw5ZMBpQA8h9GF832KGp7nw',
  project: 'shop',
  project_id: 'prj_7Gw5ZMBpQA8h9GF832KGp7nwbuh3',
  environment: 'production',
}

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'team issuer',
    trust: (source) => vercel({ team: 'acme', audience, source }),
    claims: { ...claims, iss: `${issuer}/acme` },
    wrongIssuer: { claims: { iss: issuer } },
  },
  {
    ...common,
    kind: 'global issuer',
    trust: (source) => vercel({ projectId: claims.project_id, audience, source }),
    claims: { ...claims, iss: issuer },
    wrongIssuer: { claims: { iss: `${issuer}/acme` } },
  },
]
