/** Descope, from the files that src/provider/descope.ts names. */
import { descope } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const projectId = 'P2OPANdSmtackRAJlrRKFxFcoriw'

const common = {
  provider: 'descope',
  alg: 'RS256',
  kid: (n) => `SK2OPANdSmtackRAJlrRKFxFcori${n}`,
  serve: (keys) => ({
    [`https://api.descope.com/v2/keys/${projectId}`]: { keys: keys.map(({ jwk }) => ({ ...jwk, use: 'sig' })) },
  }),
  header: { typ: 'JWT' },
  wrongKind: { claims: { drn: 'DSR' } },
} as const satisfies Partial<Specimen>

const claims = { sub: 'U2OPANdSmtackRAJ', drn: 'DS', amr: ['email'], tenants: { T1: { roles: ['admin'] } } }

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'session token',
    trust: (source) => descope({ projectId, source }),
    claims: { ...claims, iss: projectId },
    // The issuer is the project, as there is no aud.
    wrongAudience: { claims: { iss: 'P2OTHERdSmtackRAJlrRKFxFcori' } },
    wrongIssuer: { claims: { iss: `https://descope.com/${projectId}` } },
    expected: { 'wrong audience': 'ERR_ISSUER_UNTRUSTED' },
  },
  {
    ...common,
    kind: 'session token with aud',
    trust: (source) => descope({ projectId, audience: 'https://api.acme.example', source }),
    claims: { ...claims, iss: `https://api.descope.com/${projectId}`, aud: ['https://api.acme.example'] },
    wrongAudience: { claims: { aud: [projectId] } },
    wrongIssuer: { claims: { iss: `https://api.descope.com/${projectId}/` } },
  },
]
