/** Microsoft Entra ID, from the pages that src/provider/entra-id.ts names. */
import { entraId } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const tid = '72f988bf-86f1-41af-91ab-2d7cd011db47'
const OTHER = 'fa15d692-e9c7-4460-a743-29f2956fd429'
const audience = '6e74172b-be56-4843-9ff4-e66a39bb12e3'
const host = 'https://login.microsoftonline.com'

const common = {
  provider: 'entra-id',
  alg: 'RS256',
  kid: (n) => `jS1Xo1OWDj_52vbwGNgvQO2VzM${n}`,
  wrongAudience: { claims: { aud: '00000003-0000-0000-c000-000000000000' } },
  wrongKind: { header: { nonce: 'AQABAAAAAAB' } },
} as const satisfies Partial<Specimen>

const claims = { aud: audience, tid, sub: 'HKZpfaHyWadeOouYlitjrI', oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474' }

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'v2.0 token',
    trust: (source) => entraId({ tenantId: tid, audience, source }),
    serve: (keys) => ({
      [`${host}/${tid}/discovery/v2.0/keys`]: {
        keys: keys.map(({ jwk }) => ({ ...jwk, alg: undefined, use: 'sig', issuer: `${host}/${tid}/v2.0` })),
      },
    }),
    header: { typ: 'JWT' },
    claims: { ...claims, iss: `${host}/${tid}/v2.0`, ver: '2.0', azp: audience, scp: 'access_as_user' },
    wrongIssuer: { claims: { iss: `${host}/${OTHER}/v2.0`, tid: OTHER } },
  },
  {
    ...common,
    kind: 'v1.0 token',
    trust: (source) => entraId({ tenantId: tid, audience, version: '1.0', source }),
    serve: (keys) => ({
      [`${host}/${tid}/discovery/keys`]: { keys: keys.map(({ jwk }) => ({ ...jwk, alg: undefined, use: 'sig' })) },
    }),
    header: { typ: 'JWT', x5t: 'jS1Xo1OWDj_52vbwGNgvQO2VzMc' },
    claims: { ...claims, iss: `https://sts.windows.net/${tid}/`, ver: '1.0', appid: audience },
    wrongIssuer: { claims: { iss: `https://sts.windows.net/${tid}` } },
  },
  {
    ...common,
    kind: 'v2.0 token, several tenants',
    trust: (source) => entraId({ tenantIds: [tid, OTHER], audience, source }),
    serve: (keys) => ({
      [`${host}/common/discovery/v2.0/keys`]: {
        keys: keys.map(({ jwk }) => ({ ...jwk, use: 'sig', issuer: `${host}/{tenantid}/v2.0` })),
      },
    }),
    claims: { ...claims, iss: `${host}/${OTHER}/v2.0`, tid: OTHER, ver: '2.0' },
    wrongIssuer: { claims: { iss: `${host}/${tid}/v2.0` } },
  },
]
