/** An issuer with nothing but a discovery document. */
import { oidc } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const issuer = 'https://issuer.example'

export const specimens: readonly Specimen[] = [
  {
    provider: 'oidc',
    trust: (source) => oidc({ issuer, audience: 'https://api.example', source }),
    alg: 'ES256',
    kid: (n) => `key-${n}`,
    serve: (keys) => ({
      [`${issuer}/.well-known/openid-configuration`]: { issuer, jwks_uri: `${issuer}/jwks` },
      [`${issuer}/jwks`]: { keys: keys.map(({ jwk }) => jwk) },
    }),
    header: { typ: 'at+jwt' },
    claims: { iss: issuer, aud: 'https://api.example', sub: 'ada' },
    wrongAudience: { claims: { aud: 'https://other.example' } },
    wrongIssuer: { claims: { iss: 'https://other.example' } },
    wrongKind: { header: { typ: 'dpop+jwt' } },
  },
]
