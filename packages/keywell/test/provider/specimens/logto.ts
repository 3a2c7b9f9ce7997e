/** Logto, from the pages that src/provider/logto.ts names. */
import { logto } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const iss = 'https://acme.logto.app/oidc'

export const specimens: readonly Specimen[] = [
  {
    provider: 'logto',
    trust: (source) => logto({ endpoint: 'https://acme.logto.app', audience: 'https://api.acme.example', source }),
    alg: 'ES384',
    kid: (n) => `I0EuuJTYpSm1KZ1Cq7zdr-4ZC1gEvAWFmGNWQ9AEZi${n}`,
    serve: (keys) => ({ [`${iss}/jwks`]: { keys: keys.map(({ jwk }) => ({ ...jwk, use: 'sig' })) } }),
    header: { typ: 'at+jwt' },
    claims: {
      iss,
      aud: 'https://api.acme.example',
      sub: 'foo1bar2baz3',
      jti: 'qL3iOBpcyvXxNjYpmLyQP',
      client_id: 'app1',
      scope: 'read:orders',
    },
    wrongAudience: { claims: { aud: 'urn:logto:organization:acme' } },
    wrongIssuer: { claims: { iss: 'https://acme.logto.app' } },
    wrongKind: { header: { typ: 'logout+jwt' } },
  },
]
