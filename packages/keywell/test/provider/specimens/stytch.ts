/** Stytch, from the files that src/provider/stytch.ts names. */
import { stytch } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const test = 'project-test-3e71d0a1-1e3e-4ee2-9be0-d7c0900f02c2'
const live = 'project-live-8aed2e54-0266-4793-9b5e-0cc9c56064da'
const session = { id: 'session-live-1', started_at: '2026-11-01T00:00:00Z', expires_at: '2026-11-02T00:00:00Z' }

const common = {
  provider: 'stytch',
  alg: 'RS256',
  kid: (n) => `jwk-live-58fb5b74-2c6d-4d4d-9b3f-9f5d2d8d4a2${n}`,
  header: { typ: 'JWT' },
} as const satisfies Partial<Specimen>

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'consumer session',
    trust: (source) => stytch({ projectId: test, source }),
    serve: (keys) => ({
      [`https://test.stytch.com/v1/sessions/jwks/${test}`]: {
        keys: keys.map(({ jwk }) => ({ ...jwk, use: 'sig', key_ops: ['verify'] })),
        request_id: 'request-id-test-1',
        status_code: 200,
      },
    }),
    claims: { iss: `stytch.com/${test}`, aud: [test], sub: 'user-test-1', 'https://stytch.com/session': session },
    wrongAudience: { claims: { aud: [live] } },
    wrongIssuer: { claims: { iss: `https://stytch.com/${test}` } },
    wrongKind: { claims: { sub: 'm2m-client-test-1', scope: 'read', 'https://stytch.com/session': undefined } },
  },
  {
    ...common,
    kind: 'B2B session',
    trust: (source) => stytch({ projectId: live, product: 'b2b', source }),
    serve: (keys) => ({
      [`https://api.stytch.com/v1/b2b/sessions/jwks/${live}`]: { keys: keys.map(({ jwk }) => jwk) },
    }),
    claims: {
      iss: `stytch.com/${live}`,
      aud: [live],
      sub: 'member-live-1',
      'https://stytch.com/session': { ...session, roles: ['stytch_member'] },
      'https://stytch.com/organization': { organization_id: 'organization-live-1', slug: 'acme' },
    },
    wrongAudience: { claims: { aud: [test] } },
    wrongIssuer: { claims: { iss: `stytch.com/${test}` } },
    wrongKind: { claims: { 'https://stytch.com/organization': undefined } },
  },
]
