/** Auth0, from the pages that src/provider/auth0.ts names. */
import { auth0 } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const common = {
  provider: 'auth0',
  trust: (source) => auth0({ domain: 'acme.eu.auth0.com', audience: 'https://api.acme.example', source }),
  alg: 'RS256',
  kid: (n) => `21hi274Rp02112mgkUGm${n}`,
  serve: (keys) => ({ 'https://acme.eu.auth0.com/.well-known/jwks.json': { keys: keys.map(({ jwk }) => jwk) } }),
  wrongAudience: { claims: { aud: 'https://api.acme.example/' } },
  wrongIssuer: { claims: { iss: 'https://acme.eu.auth0.com' } },
  wrongKind: { header: { typ: 'logout+jwt' } },
} as const satisfies Partial<Specimen>

const claims = {
  iss: 'https://acme.eu.auth0.com/',
  sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
  aud: ['https://api.acme.example', 'https://acme.eu.auth0.com/userinfo'],
  scope: 'openid read:orders',
}

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'access token, Auth0 profile',
    header: { typ: 'JWT' },
    claims: { ...claims, azp: 'my_client_id', gty: 'password' },
  },
  {
    ...common,
    kind: 'access token, RFC 9068 profile',
    header: { typ: 'at+jwt' },
    claims: { ...claims, client_id: 'my_client_id', jti: 'hI8TZ5xs' },
  },
]
