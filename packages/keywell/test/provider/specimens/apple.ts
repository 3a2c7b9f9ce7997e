/** Sign in with Apple, from the pages that src/provider/apple.ts names. */
import { apple } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

export const specimens: readonly Specimen[] = [
  {
    provider: 'apple',
    trust: (source) => apple({ clientId: ['com.example.app', 'com.example.web'], source }),
    alg: 'RS256',
    kid: (n) => `Sf2lFqwk${n}8`,
    serve: (keys) => ({ 'https://appleid.apple.com/auth/keys': { keys: keys.map(({ jwk }) => jwk) } }),
    claims: {
      iss: 'https://appleid.apple.com',
      aud: 'com.example.app',
      sub: '000544.5e201aec537347aeb79d23cbc345170a.1321',
      email: 'x7k2@privaterelay.appleid.com',
      email_verified: 'true',
      is_private_email: 'true',
      nonce_supported: true,
      auth_time: 1,
    },
    wrongAudience: { claims: { aud: 'com.example.other' } },
    wrongIssuer: { claims: { iss: 'https://appleid.apple.com/' } },
    wrongKind: { claims: { sub: undefined, jti: 'a', events: '{"type":"consent-revoked","sub":"000544"}' } },
  },
]
