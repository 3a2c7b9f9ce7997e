/** Salesforce, from the pages that src/provider/salesforce.ts names. */
import { salesforce } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const domain = 'acme.my.salesforce.com'
const clientId = '3MVG9example'

const common = {
  provider: 'salesforce',
  alg: 'RS256',
  kid: (n) => `22${n}`,
  wrongAudience: { claims: { aud: '3MVG9other' } },
} as const satisfies Partial<Specimen>

const claims = { aud: clientId, sub: 'https://login.salesforce.com/id/00D000000000001/005000000000001' }

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'at login.salesforce.com',
    trust: (source) => salesforce({ clientId, source }),
    serve: (keys) => ({ 'https://login.salesforce.com/id/keys': { keys: keys.map(({ jwk }) => jwk) } }),
    claims: { ...claims, iss: 'https://login.salesforce.com' },
    wrongIssuer: { claims: { iss: 'https://test.salesforce.com' } },
  },
  {
    ...common,
    kind: 'at My Domain',
    trust: (source) => salesforce({ domain, clientId, source }),
    serve: (keys) => ({ [`https://${domain}/id/keys`]: { keys: keys.map(({ jwk }) => jwk) } }),
    claims: { ...claims, iss: `https://${domain}` },
    wrongIssuer: { claims: { iss: 'https://login.salesforce.com' } },
  },
]
