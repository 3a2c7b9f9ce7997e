/** Zitadel, from the pages that src/provider/zitadel.ts names. */
import { zitadel } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const iss = 'https://acme-a1b2c3.zitadel.cloud'
const given = { issuer: iss, audience: '69234237810729019' } as const

const common = {
  provider: 'zitadel',
  alg: 'RS256',
  kid: (n) => `17083489093222451${n}`,
  serve: (keys) => ({ [`${iss}/oauth/v2/keys`]: { keys: keys.map(({ jwk }) => ({ ...jwk, use: 'sig' })) } }),
  wrongAudience: { claims: { aud: ['69234237810729234@other'] } },
  wrongIssuer: { claims: { iss: 'https://login.acme.example' } },
} as const satisfies Partial<Specimen>

const claims = {
  iss,
  aud: ['69234237810729234', '69234237810729019'],
  sub: '77776025198584418',
  azp: '69234237810729234',
}

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'access token',
    trust: (source) => zitadel({ ...given, source }),
    claims: { ...claims, jti: '69234237813329048' },
    wrongKind: { claims: { jti: undefined, amr: ['pwd'] } },
  },
  {
    ...common,
    kind: 'ID token',
    trust: (source) => zitadel({ ...given, tokenUse: 'id', source }),
    claims: { ...claims, amr: ['pwd'], auth_time: 1_311_280_969, preferred_username: 'road.runner@acme.example' },
    wrongKind: { claims: { jti: '69234237813329048' } },
  },
]
