/** Microsoft Entra External ID, from the pages that src/provider/entra-external-id.ts names. */
import { entraExternalId } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const tenantId = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
const audience = '00001111-aaaa-2222-bbbb-3333cccc4444'
const iss = `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`

export const specimens: readonly Specimen[] = [
  {
    provider: 'entra-external-id',
    trust: (source) => entraExternalId({ tenant: 'contoso', tenantId, audience, source }),
    alg: 'RS256',
    kid: (n) => `Xo1OWDj_52vbwGNgvQO2VzMcjS${n}`,
    serve: (keys) => ({
      [`https://contoso.ciamlogin.com/${tenantId}/discovery/v2.0/keys`]: {
        keys: keys.map(({ jwk }) => ({ ...jwk, alg: undefined, use: 'sig', issuer: iss })),
      },
    }),
    header: { typ: 'JWT' },
    claims: { iss, aud: audience, tid: tenantId, sub: 'x1f3', ver: '2.0', azp: audience, scp: 'ToDoList.Read' },
    wrongAudience: { claims: { aud: tenantId } },
    wrongIssuer: { claims: { iss: `https://login.microsoftonline.com/${tenantId}/v2.0` } },
    wrongKind: { header: { nonce: 'AQABAAAAAAB' } },
  },
]
