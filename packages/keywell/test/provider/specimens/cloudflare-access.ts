/** Cloudflare Access, from the pages that src/provider/cloudflare-access.ts names. */
import { cloudflareAccess } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const issuer = 'https://acme.cloudflareaccess.com'
const audience = '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228'

const common = {
  provider: 'cloudflare-access',
  trust: (source) => cloudflareAccess({ team: 'acme', audience, source }),
  alg: 'RS256',
  kid: (n) => `9338abe1baf2fe492f646a736f25afbf7b025e35c627be4f60c414d4c73069b${n}`,
  serve: (keys) => ({
    [`${issuer}/cdn-cgi/access/certs`]: {
      keys: keys.map(({ jwk }) => jwk),
      public_cert: { kid: keys[0]?.kid, cert: keys[0]?.pem },
      public_certs: keys.map(({ kid, pem }) => ({ kid, cert: pem })),
    },
  }),
  header: { typ: 'JWT' },
  wrongAudience: { claims: { aud: [audience.replace('3', '4')] } },
  wrongIssuer: { claims: { iss: 'https://other.cloudflareaccess.com' } },
  wrongKind: { claims: { type: 'org' } },
} as const satisfies Partial<Specimen>

const claims = { iss: issuer, aud: [audience], type: 'app' }

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'of a person',
    claims: { ...claims, sub: '7335d417-61da-459d-899c-0a01c76a2f94', email: 'ada@acme.example', country: 'US' },
  },
  {
    ...common,
    kind: 'of a service token',
    claims: { ...claims, sub: '', common_name: 'e367826f93b8d71185e03fe518aff3b4.access' },
  },
]
