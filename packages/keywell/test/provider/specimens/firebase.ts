/** Firebase ID tokens and session cookies, from the pages and files that src/provider/firebase.ts names. */
import { firebase } from '../../../src/providers.ts'
import type { PublishedKey, Specimen } from '../support/specimen.ts'

const projectId = 'my-project'
const pemMap = (keys: readonly PublishedKey[]): object => Object.fromEntries(keys.map(({ kid, pem }) => [kid, pem]))
const issuers = {
  id: `https://securetoken.google.com/${projectId}`,
  cookie: `https://session.firebase.google.com/${projectId}`,
}

const common = {
  provider: 'firebase',
  alg: 'RS256',
  kid: (n) => `d1f2e3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e${n}`,
  wrongAudience: { claims: { aud: 'other-project' } },
  // What tells the kinds apart is the issuer.
  expected: { 'wrong kind': 'ERR_ISSUER_UNTRUSTED' },
} as const satisfies Partial<Specimen>

const claims = {
  aud: projectId,
  sub: 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1w',
  user_id: 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1w',
  auth_time: 1,
  email: 'ada@acme.example',
  firebase: { sign_in_provider: 'password', identities: { email: ['ada@acme.example'] } },
}

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'ID token',
    trust: (source) => firebase({ projectId, source }),
    serve: (keys) => ({
      'https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com': pemMap(keys),
    }),
    header: { typ: 'JWT' },
    claims: { ...claims, iss: issuers.id },
    wrongIssuer: { claims: { iss: 'https://securetoken.google.com/other-project' } },
    wrongKind: { claims: { iss: issuers.cookie } },
  },
  {
    ...common,
    kind: 'session cookie',
    trust: (source) => firebase({ projectId, kind: 'session-cookie', source }),
    serve: (keys) => ({ 'https://www.googleapis.com/identitytoolkit/v3/relyingparty/publicKeys': pemMap(keys) }),
    claims: { ...claims, iss: issuers.cookie },
    wrongIssuer: { claims: { iss: 'https://session.firebase.google.com/other-project' } },
    wrongKind: { claims: { iss: issuers.id } },
  },
]
