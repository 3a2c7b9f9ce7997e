/** Okta, from the pages that src/provider/okta.ts names. */
import { okta } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const domain = 'acme.okta.com'
const custom = `https://${domain}/oauth2/default`
const clientId = '0oa1example'

const served =
  (issuer: string, keysAt: string): Specimen['serve'] =>
  (keys) => ({
    [`${issuer}/.well-known/openid-configuration`]: { issuer, jwks_uri: keysAt },
    [keysAt]: { keys: keys.map(({ jwk }) => jwk) },
  })

const common = {
  provider: 'okta',
  alg: 'RS256',
  kid: (n) => `w5qOa4nWoUmrN4S5OVG6QKkKQPMEHkVIGhYZbMXYaH${n}`,
  wrongKind: { header: { typ: 'application/okta-internal-at+jwt' } },
} as const satisfies Partial<Specimen>

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'access token',
    trust: (source) => okta({ domain, authorizationServer: 'default', audience: 'api://default', source }),
    serve: served(custom, `${custom}/v1/keys`),
    claims: { iss: custom, aud: 'api://default', cid: clientId, scp: ['read'], sub: 'ada@acme.example', ver: 1 },
    wrongAudience: { claims: { aud: 'api://other' } },
    wrongIssuer: { claims: { iss: `https://${domain}` } },
  },
  {
    ...common,
    kind: 'ID token of the org server',
    trust: (source) => okta({ domain, audience: clientId, source }),
    serve: served(`https://${domain}`, `https://${domain}/oauth2/v1/keys`),
    claims: { iss: `https://${domain}`, aud: clientId, sub: '00u1example', ver: 1, nonce: 'n', amr: ['pwd'] },
    wrongAudience: { claims: { aud: '0oa2other' } },
    wrongIssuer: { claims: { iss: custom } },
  },
]
