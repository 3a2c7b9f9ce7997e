/** Better Auth: its own `verifyJWT` beside the preset, on real tokens of a sign-in and on what is made of them. */
import { betterAuth } from 'keywell/providers'
import { afterAll, beforeAll } from 'vitest'
import { type BetterAuthCounterpart, startBetterAuth } from '../counterparts/better-auth.ts'
import type { Draft } from '../counterparts/forge.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { draftOf, type Remarks, rowsOf, withClaims, withHeader } from './flaws.ts'
import { compareRotation } from './rotation.ts'
import { accepted, compareOpinions, keywellOpinion, type Opinions, refused, type Row } from './opinion.ts'

let counterpart: BetterAuthCounterpart
let gateway: Gateway
let own: string
let cookie: string
let opinions: Opinions

beforeAll(async () => {
  counterpart = await startBetterAuth()
  gateway = await startGateway(counterpart.hosts)
  own = await counterpart.token()
  cookie = await counterpart.sessionCookie()
  opinions = freshOpinions()
})
afterAll(async () => await gateway.close())

function freshOpinions(): Opinions {
  const { ca, proxyUrl: proxy } = gateway
  return {
    keywell: keywellOpinion(betterAuth({ baseUrl: counterpart.baseUrl, source: { http: { ca, proxy } } })),
    // It keeps its reasons to its log.
    vendor: async (token) => ((await counterpart.verify(token)) === undefined ? refused('no payload') : accepted),
  }
}

const good = (): Draft => draftOf(own, counterpart.signingKey())

const REMARKS: Remarks = {
  expiredJustNow: {
    differs: 'because jose, which it asks, tolerates nothing; keywell lets clocks be 60 seconds apart',
  },
  noExpiry: { differs: 'because it names no required claims to jose; a token that never ends is refused here' },
  noKid: { differs: 'because it takes keys by kid alone; keywell tries the keys that fit where a token names none' },
  logoutToken: { differs: 'because it does not read typ; RFC 8725 §3.11 has one kind of token not taken for another' },
}

const ROWS: readonly Row[] = [
  { token: 'from a sign-in', make: () => own, keywell: 'accepts' },
  {
    token: 'for another audience',
    make: () => withClaims(good(), { aud: 'https://other.example.com' }),
    keywell: 'ERR_AUDIENCE_MISMATCH',
  },
  { token: 'without aud', make: () => withClaims(good(), { aud: undefined }), keywell: 'ERR_CLAIM_MISSING' },
  {
    token: 'for several audiences, ours among them',
    make: () => withClaims(good(), { aud: ['https://other.example.com', counterpart.baseUrl] }),
    keywell: 'accepts',
  },
  { token: 'without sub', make: () => withClaims(good(), { sub: undefined }), keywell: 'ERR_CLAIM_MISSING' },
  {
    token: 'with an empty sub',
    make: () => withClaims(good(), { sub: '' }),
    keywell: 'accepts',
    differs: 'because it takes an empty text for none; RFC 7519 §4.1.2 does not forbid one',
  },
  { token: 'that is the session cookie', make: () => cookie, keywell: 'ERR_AUDIENCE_MISMATCH' },
  {
    token: 'of the typ of a session cookie',
    make: () => withHeader(good(), { typ: 'better-auth.session-cache+jwt' }),
    keywell: 'ERR_TYPE_MISMATCH',
    differs: 'because it tells its cookies by aud alone here; they are another kind of token, whatever their aud',
  },
  { token: 'without iat', make: () => withClaims(good(), { iat: undefined }), keywell: 'accepts' },
  {
    token: 'whose alg is Ed25519 (RFC 9864) by a key for EdDSA',
    make: () => withHeader(good(), { alg: 'Ed25519' }),
    keywell: 'ERR_KEY_MISMATCH',
  },
]

compareOpinions('a token', [...ROWS, ...rowsOf(good, REMARKS, ['otherHash'])], () => opinions)

compareRotation('a token', {
  opinions: freshOpinions,
  token: () => counterpart.token(),
  rotate: () => counterpart.rotate(),
  keywell: 'accepts',
})
