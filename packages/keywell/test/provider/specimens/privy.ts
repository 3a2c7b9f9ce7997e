/** Privy, from the pages that src/provider/privy.ts names. */
import { privy } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const appId = 'clpispdty00ycl80fpueukbhl'

const common = {
  provider: 'privy',
  alg: 'ES256',
  kid: (n) => `t-0Pm5dv1fQXc3b4R9b9b0dGkL1sX4u0n8s_q2wL3e${n}`,
  serve: (keys) => ({
    [`https://auth.privy.io/api/v1/apps/${appId}/jwks.json`]: { keys: keys.map(({ jwk }) => jwk) },
  }),
  header: { typ: 'JWT' },
  wrongAudience: { claims: { aud: 'clother' } },
  wrongIssuer: { claims: { iss: 'https://privy.io' } },
} as const satisfies Partial<Specimen>

const claims = { iss: 'privy.io', aud: appId, sub: 'did:privy:cm0001' }
const access = { ...claims, sid: 'clsession' }
const identity = { ...claims, linked_accounts: '[{"type":"email","address":"ada@acme.example"}]' }

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'access token',
    trust: (source) => privy({ appId, source }),
    claims: access,
    wrongKind: { claims: { sid: undefined, linked_accounts: '[]' } },
  },
  {
    ...common,
    kind: 'identity token',
    trust: (source) => privy({ appId, token: 'identity', source }),
    claims: identity,
    wrongKind: { claims: { sid: 'clsession', linked_accounts: undefined } },
  },
]
