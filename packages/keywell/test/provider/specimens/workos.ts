/** WorkOS, from the pages that src/provider/workos.ts names. */
import { workOs } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const clientId = 'client_01HGDWFKBW2QKGEYDQS4B92ZZK'
const iss = `https://api.workos.com/user_management/${clientId}`

export const specimens: readonly Specimen[] = [
  {
    provider: 'workos',
    trust: (source) => workOs({ clientId, source }),
    alg: 'RS256',
    kid: (n) => `sso_oidc_key_pair_01HGDWFKC${n}`,
    serve: (keys) => ({
      [`https://api.workos.com/sso/jwks/${clientId}`]: { keys: keys.map(({ jwk }) => ({ ...jwk, use: 'sig' })) },
    }),
    claims: {
      iss,
      sub: 'user_01HBEQKA6K4QJAS93VPE39W1JT',
      sid: 'session_01HQSXZGF8FHF7A9ZZFCW4387R',
      jti: '01HQSXZXPPFPKMDD32RKTFY6PV',
      org_id: 'org_01HRDMC6CM357W30QMHMQ96Q0S',
      role: 'member',
      permissions: ['posts:read'],
    },
    // The issuer names the client, as there is no aud.
    wrongAudience: { claims: { iss: 'https://api.workos.com/user_management/client_01OTHER' } },
    wrongIssuer: { claims: { iss: 'https://api.workos.com' } },
    wrongKind: { header: { typ: 'logout+jwt' } },
    expected: { 'wrong audience': 'ERR_ISSUER_UNTRUSTED' },
  },
]
