/** OneLogin, from the pages that src/provider/one-login.ts names. */
import { oneLogin, oneLoginSigningKeys } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const iss = 'https://acme.onelogin.com/oidc/2'
const account = { subdomain: 'acme', audience: 'https://api.acme.example' } as const
const credentials = { subdomain: 'acme', clientId: '7f83b1657ff1fc53', clientSecret: 'b92dc18148a1d65d' }

const common = {
  provider: 'one-login',
  alg: 'RS256',
  kid: (n) => `JSXkrrHLUzvsImKfJYqiDJzFJdPDwhz6VwVyoODqpw${n}`,
  claims: {
    iss,
    sub: '1234567',
    aud: ['https://api.acme.example', 'https://other.example'],
    azp: '753a1d80-0f4b-0137-a2d4-02e7a3f0d0d7',
    scope: 'read:things',
    jti: 'VZ0rPRSbCzl5yEvTEbXmr',
  },
  wrongAudience: { claims: { aud: ['https://other.example'] } },
  wrongIssuer: { claims: { iss: 'https://openid-connect.onelogin.com/oidc' } },
  wrongKind: { header: { typ: 'logout+jwt' } },
} as const satisfies Partial<Specimen>

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'access token',
    trust: (source) => oneLogin({ ...account, source }),
    serve: (keys) => ({ [`${iss}/certs`]: { keys: keys.map(({ jwk }) => jwk) } }),
  },
  {
    ...common,
    kind: 'access token, keys of the admin list',
    trust: (source) => oneLogin({ ...account, keys: oneLoginSigningKeys(credentials, source) }),
    serve: (keys) => ({
      'https://acme.onelogin.com/auth/oauth2/v2/token': {
        access_token: 'f00',
        token_type: 'bearer',
        expires_in: 36000,
      },
      [`${iss}/signing_keys`]: keys.map(({ jwk }, place) => ({
        ...jwk,
        status: place === keys.length - 1 ? 'active' : 'draining',
      })),
    }),
  },
]
