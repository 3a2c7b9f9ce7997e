/** Clerk: `@clerk/backend` beside the preset; the tokens are written from the documentation. */
import { afterAll, beforeAll } from 'vitest'
import { type ClerkCounterpart, startClerk } from '../counterparts/clerk.ts'
import type { ClerkKind } from '../counterparts/clerk-tokens.ts'
import type { Draft } from '../counterparts/forge.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { machineTokens, type Means, oauthTokens, sessionsByBackend, sessionsByKey, templates } from './clerk-pairs.ts'
import { draftOf, type Remarks, rowsOf, withClaims, withHeader } from './flaws.ts'
import { compareOpinions, type Opinions, type Row } from './opinion.ts'
import { compareRotation } from './rotation.ts'

let counterpart: ClerkCounterpart
let gateway: Gateway
let opinions: Readonly<Record<ClerkKind | 'by-key', Opinions>>

const means = (): Means => ({ counterpart, source: { http: { ca: gateway.ca, proxy: gateway.proxyUrl } } })

beforeAll(async () => {
  counterpart = await startClerk()
  gateway = await startGateway(counterpart.hosts)
  opinions = {
    'by-key': sessionsByKey(means()),
    session: sessionsByBackend(means()),
    template: templates(means()),
    m2m: machineTokens(means()),
    oauth: oauthTokens(means()),
  }
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

const good = (kind: ClerkKind) => (): Draft => draftOf(counterpart.token(kind), counterpart.signingKey().privateKey)
const without = (kind: ClerkKind, claim: string) => (): string => withClaims(good(kind)(), { [claim]: undefined })
const token = (kind: ClerkKind) => (): string => counterpart.token(kind)

const ISSUER = 'because it compares iss only where it is told to, and believes any other; keywell compares it always'
const BY_KID = 'because it takes keys by kid alone; keywell tries the keys that fit where a token names none'

const REMARKS: Remarks = {
  expiredJustNow: {
    differs: 'because it tolerates 5 seconds by default, where keywell lets clocks be 60 seconds apart',
  },
  otherIssuer: { differs: ISSUER },
  issuerWithSlash: { differs: ISSUER },
  noIssuer: { differs: ISSUER },
  noKid: { differs: BY_KID },
  unknownExtension: { differs: 'because it does not read crit; RFC 7515 §4.1.11 has what is not understood refused' },
}

/** The key in hand is of no name, so kids say nothing, and nothing is named that could fit badly. */
const REMARKS_BY_KEY: Remarks = {
  ...REMARKS,
  noKid: {},
  unknownKid: { keywell: 'accepts' },
  otherHash: { keywell: 'ERR_KEY_NOT_FOUND' },
}

/** The changed payload is of a user, which is seen before the signature is. */
const M2M_REMARKS: Remarks = { ...REMARKS, tampered: { keywell: 'ERR_TYPE_MISMATCH' } }

const FUTURE =
  'because it refuses what was issued later than now; RFC 7519 §4.1.6 gives iat for the age of a token alone'
const ALL_USERS = 'because verifyToken takes all tokens of users alike; a template makes them for other services'
const ALL_MACHINES =
  'because it takes tokens of machines and of OAuth clients alike; here each kind has a trust of its own'

const common = (kind: ClerkKind): readonly Row[] => [
  { token: 'as the instance makes it', make: token(kind), keywell: 'accepts' },
  { token: 'of another instance', make: () => counterpart.other.token(kind), keywell: 'ERR_ISSUER_UNTRUSTED' },
  { token: 'without nbf', make: without(kind, 'nbf'), keywell: 'accepts' },
  {
    token: 'issued an hour from now',
    make: () => withClaims(good(kind)(), { iat: Math.floor(Date.now() / 1000) + 3600 }),
    keywell: 'accepts',
    differs: FUTURE,
  },
  { token: 'without cat', make: () => withHeader(good(kind)(), { cat: undefined }), keywell: 'accepts' },
  { token: 'that is opaque', make: () => `${PREFIX[kind]}2xKeywellExample0000000001`, keywell: 'ERR_TOKEN_MALFORMED' },
]

const PREFIX: Readonly<Record<ClerkKind, string>> = { session: 'ak_', template: 'ak_', m2m: 'mt_', oauth: 'oat_' }

const stranger = (kind: ClerkKind, keywell: Row['keywell']): Row => ({
  token: 'of another instance, which says it is of this one',
  make: () => counterpart.other.token(kind, { iss: counterpart.issuer }),
  keywell,
})

/** The member of the header that tells nothing, for instances that want it so. */
const ofNoCategory = (kind: ClerkKind): Pick<Row, 'token' | 'make' | 'keywell'> => ({
  token: 'of the cat that tells nothing',
  make: () => withHeader(good(kind)(), { cat: 'cl_I7d4PD111III' }),
  keywell: 'accepts',
})

const ofUsers = (kind: 'session' | 'template'): readonly Row[] => [
  ofNoCategory(kind),
  { token: 'without typ', make: () => withHeader(good(kind)(), { typ: undefined }), keywell: 'accepts' },
  { token: 'without sub', make: without(kind, 'sub'), keywell: 'ERR_CLAIM_MISSING' },
  { token: 'of a machine', make: token('m2m'), keywell: 'ERR_TYPE_MISMATCH' },
  {
    token: 'of another page',
    make: () => withClaims(good(kind)(), { azp: 'https://evil.example' }),
    keywell: 'ERR_AUDIENCE_MISMATCH',
  },
  { token: 'without azp', make: without(kind, 'azp'), keywell: 'ERR_CLAIM_MISSING' },
  {
    token: 'that has an aud besides',
    make: () => withClaims(good(kind)(), { aud: 'https://api.acme.example' }),
    keywell: 'accepts',
  },
]

const SESSION: readonly Row[] = [
  ...common('session'),
  ...ofUsers('session'),
  { token: 'of a template', make: token('template'), keywell: 'ERR_TYPE_MISMATCH', differs: ALL_USERS },
  { token: 'of an OAuth client', make: token('oauth'), keywell: 'ERR_TYPE_MISMATCH' },
  {
    token: 'of a session that is pending',
    make: () => withClaims(good('session')(), { sts: 'pending' }),
    keywell: 'ERR_CLAIM_INVALID',
    differs: 'because verifyToken leaves sts to its caller; the page on manual verification has pending ones refused',
  },
  { token: 'without sts', make: without('session', 'sts'), keywell: 'accepts' },
  {
    token: 'without sid',
    make: without('session', 'sid'),
    keywell: 'ERR_TYPE_MISMATCH',
    differs: 'because it asks for no session; no template can make a sid, so that it tells sessions from the rest',
  },
  { token: 'without v, as version 1 was', make: without('session', 'v'), keywell: 'accepts' },
]

const TEMPLATE: readonly Row[] = [
  ...common('template'),
  ...ofUsers('template'),
  stranger('template', 'ERR_KEY_NOT_FOUND'),
  { token: 'of a session', make: token('session'), keywell: 'ERR_TYPE_MISMATCH', differs: ALL_USERS },
  // It has no azp, which is seen first.
  { token: 'of an OAuth client', make: token('oauth'), keywell: 'ERR_CLAIM_MISSING' },
]

const forMachines = (scopes: readonly string[] | undefined): string =>
  withClaims(good('m2m')(), { scopes: scopes?.join(' '), aud: scopes })

const M2M: readonly Row[] = [
  ...common('m2m'),
  stranger('m2m', 'ERR_KEY_NOT_FOUND'),
  {
    ...ofNoCategory('m2m'),
    differs: 'because it refuses every other cat of a machine; elsewhere it lets this one pass',
  },
  { token: 'without typ', make: () => withHeader(good('m2m')(), { typ: undefined }), keywell: 'accepts' },
  { token: 'without sub', make: without('m2m', 'sub'), keywell: 'ERR_TYPE_MISMATCH' },
  { token: 'of a session', make: token('session'), keywell: 'ERR_TYPE_MISMATCH' },
  { token: 'of a template', make: token('template'), keywell: 'ERR_TYPE_MISMATCH' },
  // It has no aud, and the SDK is told of one.
  { token: 'of an OAuth client', make: token('oauth'), keywell: 'ERR_TYPE_MISMATCH' },
  { token: 'for another machine', make: () => forMachines(['mch_2xOther']), keywell: 'ERR_AUDIENCE_MISMATCH' },
  {
    token: 'for several machines, ours among them',
    make: () => forMachines(['mch_2xOther', counterpart.receiver]),
    keywell: 'accepts',
  },
  {
    token: 'for no machine',
    make: () => forMachines(undefined),
    keywell: 'ERR_CLAIM_MISSING',
    differs: 'because it compares aud only where there is one; a token for nobody is refused here',
  },
]

const OAUTH: readonly Row[] = [
  ...common('oauth'),
  stranger('oauth', 'ERR_KEY_NOT_FOUND'),
  ofNoCategory('oauth'),
  { token: 'without typ', make: () => withHeader(good('oauth')(), { typ: undefined }), keywell: 'ERR_TYPE_MISMATCH' },
  {
    token: 'with typ in its long form',
    make: () => withHeader(good('oauth')(), { typ: 'application/at+jwt' }),
    keywell: 'accepts',
  },
  { token: 'without sub', make: without('oauth', 'sub'), keywell: 'ERR_CLAIM_MISSING' },
  { token: 'of a session', make: token('session'), keywell: 'ERR_TYPE_MISMATCH' },
  { token: 'of a template', make: token('template'), keywell: 'ERR_TYPE_MISMATCH' },
  { token: 'of a machine', make: token('m2m'), keywell: 'ERR_TYPE_MISMATCH', differs: ALL_MACHINES },
]

const flaws = (kind: ClerkKind, remarks = REMARKS): readonly Row[] => rowsOf(good(kind), remarks)

compareOpinions(
  'a session token',
  [...SESSION, stranger('session', 'ERR_KEY_NOT_FOUND'), ...flaws('session')],
  () => opinions.session,
)
compareOpinions(
  'a session token, by the public key alone',
  [...SESSION, stranger('session', 'ERR_SIGNATURE_INVALID'), ...flaws('session', REMARKS_BY_KEY)],
  () => opinions['by-key'],
)
compareOpinions('a token of a template', [...TEMPLATE, ...flaws('template')], () => opinions.template)
compareOpinions('a token of a machine', [...M2M, ...flaws('m2m', M2M_REMARKS)], () => opinions.m2m)
compareOpinions('a token of an OAuth client', [...OAUTH, ...flaws('oauth')], () => opinions.oauth)

compareRotation('a session token', {
  opinions: () => sessionsByBackend(means()),
  token: token('session'),
  rotate: () => counterpart.rotate(),
  keywell: 'accepts',
})
