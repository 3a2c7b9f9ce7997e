/** SuperTokens, from the pages and files that src/provider/super-tokens-row.ts names. */
import { superTokens } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const iss = 'https://api.acme.example/auth'
const app = { apiDomain: 'https://api.acme.example', tenantId: 'public' } as const

const common = {
  provider: 'super-tokens',
  alg: 'RS256',
  // The first key is static, later ones are dynamic.
  kid: (n) => (n === 1 ? 's-2de612a5-a5ba-413e-9216-4c43e2e78c86' : `d-176${n}000000000`),
  serve: (keys) => ({ [`${iss}/jwt/jwks.json`]: { keys: keys.map(({ jwk }) => jwk) } }),
  wrongIssuer: { claims: { iss: 'https://api.acme.example' } },
  wrongAudience: { claims: { tId: 'another' } },
} as const satisfies Partial<Specimen>

const session = {
  iss,
  sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  rsub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  tId: 'public',
  sessionHandle: 'ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee',
  refreshTokenHash1: 'hash',
  'st-ev': { v: true, t: 1_700_000_000_000 },
}
const old = {
  sessionHandle: 'ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee',
  userId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  refreshTokenHash1: 'hash',
  userData: {},
  antiCsrfToken: null,
  expiryTime: Date.UTC(2027, 0, 1),
  timeCreated: Date.UTC(2026, 9, 1),
}
const oauth = { iss, sub: 'user', aud: ['event'], client_id: 'stcl_1', scp: ['event.view'], tId: 'public' }

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'session token',
    trust: (source) => superTokens({ ...app, source }),
    header: { typ: 'JWT', version: '5' },
    claims: { ...session, stt: 0 },
    wrongKind: { claims: { stt: 1 } },
  },
  {
    ...common,
    kind: 'session token, keys of the core',
    trust: (source) => superTokens({ ...app, core: { connectionUri: 'https://core.example', appId: 'acme' }, source }),
    serve: (keys) => ({
      'https://core.example/appid-acme/.well-known/jwks.json': { keys: keys.map(({ jwk }) => jwk) },
    }),
    header: { typ: 'JWT', version: '3' },
    claims: session,
    wrongKind: { claims: { sessionHandle: undefined } },
  },
  {
    ...common,
    kind: 'session token of version 2',
    trust: (source) => superTokens({ apiDomain: app.apiDomain, acceptLegacyTokens: true, source }),
    header: { typ: 'JWT', version: '2', kid: undefined },
    claims: { ...old, iat: undefined, exp: undefined },
    isBase64: true,
    wrongAudience: { claims: { sessionHandle: undefined } },
    wrongKind: { claims: { stt: 2 } },
    expected: {
      // Nothing in it says whom it is for, so this one only lacks its session.
      'wrong audience': 'ERR_TYPE_MISMATCH',
      'wrong issuer': 'ERR_CLAIM_INVALID',
      // Naming no key, it is tried with all of them.
      'unknown kid': 'ERR_SIGNATURE_INVALID',
      // Keys of that age are not replaced by others, they only go.
      'rotated key': 'ERR_SIGNATURE_INVALID',
    },
  },
  {
    ...common,
    kind: 'OAuth access token',
    trust: (source) => superTokens({ ...app, kind: 'oauth-access', clientId: 'stcl_1', audience: 'event', source }),
    header: { typ: 'JWT' },
    claims: { ...oauth, stt: 1 },
    wrongAudience: { claims: { client_id: 'stcl_2' } },
    wrongKind: { claims: { ...session, stt: 0 } },
  },
  {
    ...common,
    kind: 'OAuth ID token',
    trust: (source) => superTokens({ ...app, kind: 'oauth-id', clientId: 'stcl_1', source }),
    header: { typ: 'JWT' },
    claims: { ...oauth, aud: ['stcl_1'], stt: 2 },
    wrongAudience: { claims: { aud: ['stcl_2'] } },
    wrongKind: { claims: { stt: 1 } },
  },
  {
    ...common,
    kind: 'machine token',
    trust: (source) => superTokens({ apiDomain: app.apiDomain, kind: 'm2m', audience: 'auth-server', source }),
    header: { typ: 'JWT', version: '1' },
    claims: { iss, sub: 'm1', aud: 'auth-server', source: 'microservice' },
    wrongAudience: { claims: { aud: 'another' } },
    wrongKind: { claims: { sessionHandle: 'ffffffff' } },
  },
]
