/** Clerk, from the pages and files that src/provider/clerk-row.ts names. */
import { clerk } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const iss = 'https://clerk.acme.example'
const instance = { frontendApi: 'clerk.acme.example' } as const
const authorizedParties = ['https://acme.example']

const common = {
  provider: 'clerk',
  alg: 'RS256',
  kid: (n) => `ins_2GIoQhbUpy0hX7B2cVkuTMinXo${n}`,
  serve: (keys) => ({ [`${iss}/.well-known/jwks.json`]: { keys: keys.map(({ jwk }) => jwk) } }),
  wrongIssuer: { claims: { iss: 'https://clerk.other.example' } },
} as const satisfies Partial<Specimen>

const user = { iss, sub: 'user_2example', azp: 'https://acme.example', jti: '10db7f531a90cb2faea4', nbf: 1 }
const session = { header: { typ: 'JWT', cat: 'cl_B7d4PD111AAA', oiat: 1 }, claims: { ...user, sid: 'sess_2example' } }
const template = { typ: 'JWT', cat: 'cl_B7d4PD222AAA' }
const fromMachine = {
  iss,
  sub: 'mch_2sender',
  aud: ['mch_2me', 'mch_2other'],
  scopes: 'mch_2me mch_2other',
  jti: 'mt_1',
}

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'session token',
    trust: (source) => clerk({ ...instance, authorizedParties, source }),
    ...session,
    claims: {
      ...session.claims,
      v: 2,
      fva: [7, -1],
      pla: 'u:free',
      o: { id: 'org_1', rol: 'admin', per: 'read', fpm: '1' },
    },
    wrongAudience: { claims: { azp: 'https://evil.example' } },
    wrongKind: { header: template, claims: { sid: undefined } },
  },
  {
    ...common,
    kind: 'session token, keys of the Backend API',
    trust: (source) =>
      clerk({ ...instance, secretKey: 'sk_live_c2VjcmV0c2VjcmV0', authorizedParties, acceptPending: true, source }),
    serve: (keys) => ({ 'https://api.clerk.com/v1/jwks': { keys: keys.map(({ jwk }) => jwk) } }),
    ...session,
    claims: { ...session.claims, sts: 'pending', org_id: 'org_1', org_role: 'org:admin' },
    wrongAudience: { claims: { azp: undefined } },
    // `azp` is required, not just compared.
    expected: { 'wrong audience': 'ERR_CLAIM_MISSING' },
    wrongKind: { claims: { sub: 'mch_2machine' } },
  },
  {
    ...common,
    kind: 'template token',
    trust: (source) => clerk({ ...instance, kind: 'template', authorizedParties, audience: 'my-service', source }),
    header: template,
    claims: { ...user, aud: 'my-service', name: 'Ada' },
    wrongAudience: { claims: { aud: 'another' } },
    wrongKind: { ...session, header: { typ: 'JWT', cat: undefined } },
  },
  {
    ...common,
    kind: 'machine token',
    trust: (source) => clerk({ ...instance, kind: 'm2m', audience: 'mch_2me', source }),
    header: { typ: 'JWT', cat: 'cl_B7d4PD333AAA' },
    claims: fromMachine,
    wrongAudience: { claims: { aud: ['mch_2other'], scopes: 'mch_2other' } },
    wrongKind: session,
  },
  {
    ...common,
    kind: 'OAuth access token',
    trust: (source) => clerk({ ...instance, kind: 'oauth', audience: 'https://api.acme.example', source }),
    header: { typ: 'application/at+jwt' },
    claims: {
      iss,
      sub: 'user_2example',
      aud: ['https://api.acme.example'],
      client_id: 'client_1',
      scope: 'email',
      jti: 'oat_1',
    },
    wrongAudience: { claims: { aud: 'https://other.example' } },
    wrongKind: session,
  },
]
