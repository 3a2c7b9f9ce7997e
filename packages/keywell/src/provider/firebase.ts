/** Firebase Authentication: ID tokens and session cookies; all projects share the keys, so the project is the check. */
import { oneOf, optional } from '../errors/index.ts'
import type { KeySource } from '../source/key-source.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { TrustHints } from '../verify/trust.ts'
import { googleProjectOption } from './shared/ids.ts'
import { defineKindPreset, type KindPreset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsText } from './shared/rules.ts'
import type { VerifiedUserClaims } from './shared/user-claims.ts'

export interface FirebaseOptions {
  /** The id, such as `my-project`; neither its number nor its display name. */
  readonly projectId: string
}

/** Of ID tokens and session cookies alike; the user's own claims stand beside them. */
export interface FirebaseClaims extends VerifiedUserClaims {
  /** Of the sign-in, in seconds; refreshing a token leaves it. */
  readonly auth_time?: number
  readonly phone_number?: string
  readonly firebase?: {
    readonly sign_in_provider?: string
    readonly sign_in_second_factor?: string
    readonly identities?: Readonly<Record<string, unknown>>
    /** The Identity Platform tenant of the user. */
    readonly tenant?: string
  }
}

/**
 * ID tokens of a Firebase project, or session cookies with `kind: 'session-cookie'`; `sub` is the user's uid.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see firebase.google.com/docs/auth/admin/verify-id-tokens
 * @example createVerifier(firebase({ projectId: 'my-project' }))
 */
export const firebase: KindPreset<
  FirebaseOptions,
  'kind',
  { id: FirebaseClaims; 'session-cookie': FirebaseClaims },
  'firebase',
  'id'
> = defineKindPreset('kind', ['projectId'], ({ projectId, kind }) => {
  const chosen = kindOf(kind)
  const project = googleProjectOption('projectId', projectId)
  return {
    name: `firebase-${chosen}`,
    issuer: `${KINDS[chosen].issuer}${project}`,
    audience: project,
    algorithms: ['RS256'],
    rules: [claimIsText('sub', MAX_UID, { meaning: 'claim', source: VERIFIER })],
    keys: (source) => keysOf(chosen, source),
    hints: { ...HINTS, ERR_ISSUER_UNTRUSTED: KINDS[chosen].hint },
  }
})

const MAX_UID = 128
const OTHER = 'or the token is of another project, or a custom token, which only signs in'

const KINDS = {
  id: {
    issuer: 'https://securetoken.google.com/',
    keys: 'https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com',
    hint: `session cookies are verified with kind: 'session-cookie'; ${OTHER}`,
  },
  'session-cookie': {
    issuer: 'https://session.firebase.google.com/',
    keys: 'https://www.googleapis.com/identitytoolkit/v3/relyingparty/publicKeys',
    hint: `ID tokens are verified with kind: 'id'; ${OTHER}`,
  },
} as const

const kindOf = (kind: unknown): keyof typeof KINDS => optional(oneOf('id', 'session-cookie'), 'kind', kind) ?? 'id'

/** The form is the endpoint's, whatever the caller's options say. */
const keysOf = (kind: keyof typeof KINDS, source: RemoteOptions): KeySource =>
  remoteJwks(KINDS[kind].keys, { ...source, format: 'pem-map' })

const HINTS: TrustHints = {
  ERR_ALG_NOT_ALLOWED: 'the Auth emulator signs nothing (alg "none"): its tokens are for the emulator only',
  ERR_KEY_NOT_FOUND: 'a token of before the last rotations has expired: let the client get a fresh one',
}

const VERIFIER = 'firebase/firebase-admin-node, auth/token-verifier'
const ADMIN = 'Firebase docs, Verify ID tokens'

export const FIREBASE: Provider = {
  name: 'firebase',
  title: 'Firebase Authentication',
  call: "firebase({ projectId: 'my-project' })",
  checks: [
    '`iss` is the project, at the issuer of the kind: ID tokens or session cookies',
    '`aud` is the project',
    '`sub`, the uid, is text of 1 to 128 characters',
    '`alg` is RS256',
  ],
  mistakes: [
    'All projects share the keys: a token that verifies without its project being checked may be anyone’s.',
    'Session cookies have an issuer and keys of their own: `kind: "session-cookie"`.',
    'Custom tokens are for signing in only; what the client gets for one is the ID token.',
    'A valid token may be of a user who was disabled since: that takes a question to Firebase.',
    'Tenants of a project share issuer and audience: where it matters, check `firebase.tenant`.',
  ],
  facts: [
    ['issuer, ID token', '`https://securetoken.google.com/{projectId}`', VERIFIER],
    ['issuer, session cookie', '`https://session.firebase.google.com/{projectId}`', VERIFIER],
    ['keys, ID token', `\`${KINDS.id.keys}\`, certificates by kid`, VERIFIER],
    ['keys, session cookie', `\`${KINDS['session-cookie'].keys}\`, PEM by kid`, VERIFIER],
    ['algorithm', 'RS256', ADMIN],
    ['audience', 'the project id', ADMIN],
    ['emulator', '`alg` `none`, no `kid`', VERIFIER],
  ],
  asOf: '2026-11',
  keyOptions: [{ name: 'kind', example: 'session-cookie' }],
  keys: ({ kind }, source) => keysOf(kindOf(kind), source),
}
