/** Keycloak, from the files that src/provider/keycloak.ts names. */
import { keycloak } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const realm = { baseUrl: 'https://sso.acme.example', realm: 'acme' } as const
const issuer = 'https://sso.acme.example/realms/acme'

const common = {
  provider: 'keycloak',
  alg: 'RS256',
  kid: (n) => `lYXxnemSzWNBUoPug_h0hZnjPi5oKCmQ9awQJaZCWW${n}`,
  serve: (keys) => ({
    [`${issuer}/protocol/openid-connect/certs`]: {
      keys: keys.flatMap(({ jwk }) => [
        { ...jwk, use: 'enc', alg: 'RSA-OAEP', kid: `enc-${jwk.kid}` },
        { ...jwk, use: 'sig', alg: 'RS256' },
      ]),
    },
  }),
  header: { typ: 'JWT' },
  wrongIssuer: { claims: { iss: 'https://sso.acme.example/auth/realms/acme' } },
} as const satisfies Partial<Specimen>

const claims = { iss: issuer, sub: '0d0f5a3c-8a1c-4c3e-9c1e-1f6f4a1b2c3d', azp: 'web', sid: 'b1c9', acr: '1' }

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'access token',
    trust: (source) => keycloak({ ...realm, audience: 'orders-api', source }),
    claims: {
      ...claims,
      typ: 'Bearer',
      aud: ['orders-api', 'account'],
      scope: 'openid',
      realm_access: { roles: ['x'] },
    },
    wrongAudience: { claims: { aud: 'account' } },
    wrongKind: { claims: { typ: 'ID' } },
  },
  {
    ...common,
    kind: 'ID token',
    trust: (source) => keycloak({ ...realm, audience: 'web', tokenUse: 'id', source }),
    claims: { ...claims, typ: 'ID', aud: 'web', nonce: 'n' },
    wrongAudience: { claims: { aud: 'orders-api' } },
    wrongKind: { claims: { typ: 'Bearer' } },
  },
]
