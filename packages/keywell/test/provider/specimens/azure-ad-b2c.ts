/** Azure AD B2C, from the pages that src/provider/azure-ad-b2c.ts names. */
import { azureAdB2c } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const tenantId = '775527ff-9a37-4307-8b3d-cc311f58d925'
const audience = '90c0fe63-bcf2-44d5-8fb7-b8bbc0b29dc6'

export const specimens: readonly Specimen[] = [
  {
    provider: 'azure-ad-b2c',
    trust: (source) => azureAdB2c({ tenant: 'contoso', tenantId, policy: 'B2C_1_signupsignin1', audience, source }),
    alg: 'RS256',
    kid: (n) => `IdTokenSigningKeyContainer.v${n}`,
    serve: (keys) => ({
      'https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signupsignin1/discovery/v2.0/keys': {
        keys: keys.map(({ jwk }) => ({ ...jwk, alg: undefined, use: 'sig' })),
      },
    }),
    header: { typ: 'JWT' },
    claims: {
      iss: `https://contoso.b2clogin.com/${tenantId}/v2.0/`,
      aud: audience,
      sub: '884408e1-2918-4cf0-b12d-3aa027d7563b',
      tfp: 'B2C_1_signupsignin1',
      ver: '1.0',
      scp: 'read',
    },
    wrongAudience: { claims: { aud: tenantId } },
    wrongIssuer: { claims: { iss: `https://contoso.b2clogin.com/${tenantId}/v2.0` } },
    wrongKind: { claims: { tfp: 'B2C_1_passwordreset' } },
    expected: { 'wrong kind': 'ERR_CLAIM_INVALID' },
  },
]
