/** Slack ID tokens, from the pages that src/provider/slack.ts names. */
import { slack } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const clientId = '2141029472.691202649728'

export const specimens: readonly Specimen[] = [
  {
    provider: 'slack',
    trust: (source) => slack({ clientId, teamId: 'T0R7GR', source }),
    alg: 'RS256',
    kid: (n) => `mB2MAyKSn555isd0EbdhKx6nkyAi9xLq8rvCEb_nOy${n}`,
    serve: (keys) => ({
      'https://slack.com/openid/connect/keys': {
        keys: keys.map(({ kid, jwk: { kty, n, e } }) => ({ kid, kty, n, e })),
      },
    }),
    header: { typ: 'JWT' },
    claims: {
      iss: 'https://slack.com',
      aud: clientId,
      sub: 'U0R7JM',
      'https://slack.com/team_id': 'T0R7GR',
      'https://slack.com/user_id': 'U0R7JM',
    },
    wrongAudience: { claims: { aud: '1.2' } },
    wrongIssuer: { claims: { iss: 'https://api.slack.com' } },
  },
]
