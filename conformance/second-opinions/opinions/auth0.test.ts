/** Auth0: `express-oauth2-jwt-bearer` beside the preset, on real tokens of a token endpoint and on what is made of them. */
import { auth0 } from 'keywell/providers'
import { afterAll, beforeAll } from 'vitest'
import { AUTH0_APIS, type Auth0Counterpart, startAuth0 } from '../counterparts/auth0.ts'
import type { Draft } from '../counterparts/forge.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { middlewareOpinion } from './auth0-middleware.ts'
import { draftOf, type Remarks, rowsOf, withClaims, withHeader } from './flaws.ts'
import { compareOpinions, keywellOpinion, type Opinions, type Row } from './opinion.ts'
import { compareRotation } from './rotation.ts'

const PROFILES = ['auth0-profile', 'rfc9068-profile'] as const
type Profile = (typeof PROFILES)[number]

let counterpart: Auth0Counterpart
let gateway: Gateway
let tokens: Readonly<Record<Profile | 'user' | 'encrypted' | 'opaque' | 'id' | 'before', string>>
let opinions: Readonly<Record<Profile, Opinions>>

beforeAll(async () => {
  counterpart = await startAuth0()
  gateway = await startGateway(counterpart.hosts)
  const before = await counterpart.token('auth0-profile')
  counterpart.rotate()
  tokens = {
    'auth0-profile': await counterpart.token('auth0-profile'),
    'rfc9068-profile': await counterpart.token('rfc9068-profile'),
    user: await counterpart.token('auth0-profile', 'user'),
    encrypted: await counterpart.token('encrypted'),
    opaque: await counterpart.opaqueToken(),
    id: await counterpart.idToken(),
    before,
  }
  opinions = { 'auth0-profile': opinionsOn('auth0-profile'), 'rfc9068-profile': opinionsOn('rfc9068-profile') }
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

function opinionsOn(profile: Profile): Opinions {
  const { ca, proxyUrl: proxy } = gateway
  const audience = AUTH0_APIS[profile]
  return {
    keywell: keywellOpinion(auth0({ domain: counterpart.domain, audience, source: { http: { ca, proxy } } })),
    vendor: middlewareOpinion(gateway, { issuerBaseURL: counterpart.issuer, audience }),
  }
}

/** Access tokens of RFC 9068 alone, on both sides. */
function strictly(): Opinions {
  const audience = AUTH0_APIS['rfc9068-profile']
  const { domain, issuer: issuerBaseURL } = counterpart
  const source = { http: { ca: gateway.ca, proxy: gateway.proxyUrl } }
  const requiredClaims = ['iat', 'sub', 'client_id', 'jti']
  return {
    keywell: keywellOpinion(auth0({ domain, audience, source, types: ['at+jwt'], requiredClaims })),
    vendor: middlewareOpinion(gateway, { issuerBaseURL, audience, strict: true }),
  }
}

const good = (profile: Profile) => (): Draft => draftOf(tokens[profile], counterpart.signingKey().privateKey)

const REMARKS: Remarks = {
  expiredJustNow: {
    differs: 'because it tolerates 5 seconds by default, where keywell lets clocks be 60 seconds apart',
  },
  // Two keys are listed, and nothing says which.
  noKid: { keywell: 'ERR_KEY_AMBIGUOUS' },
  logoutToken: {
    differs:
      'because it reads typ in its strict mode alone; RFC 8725 §3.11 has one kind of token not taken for another',
  },
}

const common = (profile: Profile): readonly Row[] => {
  const draft = good(profile)
  const audience = AUTH0_APIS[profile]
  return [
    { token: 'of a machine', make: () => tokens[profile], keywell: 'accepts' },
    { token: 'that is opaque', make: () => tokens.opaque, keywell: 'ERR_TOKEN_MALFORMED' },
    { token: 'that is encrypted', make: () => tokens.encrypted, keywell: 'ERR_TOKEN_ENCRYPTED' },
    { token: 'that is an ID token', make: () => tokens.id, keywell: 'ERR_AUDIENCE_MISMATCH' },
    {
      token: 'for the API with a slash more',
      make: () => withClaims(draft(), { aud: `${audience}/` }),
      keywell: 'ERR_AUDIENCE_MISMATCH',
    },
    {
      token: 'for /userinfo alone',
      make: () => withClaims(draft(), { aud: `${counterpart.issuer}userinfo` }),
      keywell: 'ERR_AUDIENCE_MISMATCH',
    },
    { token: 'without aud', make: () => withClaims(draft(), { aud: undefined }), keywell: 'ERR_CLAIM_MISSING' },
    {
      token: 'whose issuer has no slash',
      make: () => withClaims(draft(), { iss: counterpart.issuer.slice(0, -1) }),
      keywell: 'ERR_ISSUER_UNTRUSTED',
    },
    {
      token: 'of another tenant of the region',
      make: () => withClaims(draft(), { iss: 'https://other.eu.auth0.com/' }),
      keywell: 'ERR_ISSUER_UNTRUSTED',
    },
    { token: 'without sub', make: () => withClaims(draft(), { sub: undefined }), keywell: 'accepts' },
    { token: 'without iat', make: () => withClaims(draft(), { iat: undefined }), keywell: 'accepts' },
    { token: 'without typ', make: () => withHeader(draft(), { typ: undefined }), keywell: 'accepts' },
    {
      token: 'with typ in its long form',
      make: () => withHeader(draft(), { typ: 'application/at+jwt' }),
      keywell: 'accepts',
    },
    {
      token: 'of a client that is not named',
      make: () => withClaims(draft(), { azp: undefined, client_id: undefined }),
      keywell: 'accepts',
    },
  ]
}

const ROWS: Readonly<Record<Profile, readonly Row[]>> = {
  'auth0-profile': [
    { token: 'of a user, for the API and for /userinfo', make: () => tokens.user, keywell: 'accepts' },
    { token: 'of the key that signed before', make: () => tokens.before, keywell: 'accepts' },
    { token: 'for the other API', make: () => tokens['rfc9068-profile'], keywell: 'ERR_AUDIENCE_MISMATCH' },
  ],
  'rfc9068-profile': [
    { token: 'for the other API', make: () => tokens['auth0-profile'], keywell: 'ERR_AUDIENCE_MISMATCH' },
  ],
}

for (const profile of PROFILES) {
  compareOpinions(
    `a token, ${profile}`,
    [...common(profile), ...ROWS[profile], ...rowsOf(good(profile), REMARKS)],
    () => opinions[profile],
  )
}

const without = (claim: string): Row => ({
  token: `without ${claim}`,
  make: () => withClaims(good('rfc9068-profile')(), { [claim]: undefined }),
  keywell: 'ERR_CLAIM_MISSING',
})

const ofType = (typ: string | undefined, keywell: Row['keywell']): Row => ({
  token: `whose typ is ${String(typ)}`,
  make: () => withHeader(good('rfc9068-profile')(), { typ }),
  keywell,
})

compareOpinions(
  'a token, RFC 9068 strictly',
  [
    { token: 'of a machine', make: () => tokens['rfc9068-profile'], keywell: 'accepts' },
    ofType('application/at+jwt', 'accepts'),
    ofType('AT+JWT', 'accepts'),
    ofType('JWT', 'ERR_TYPE_MISMATCH'),
    ofType(undefined, 'ERR_TYPE_MISMATCH'),
    ...['iat', 'sub', 'client_id', 'jti'].map(without),
  ],
  strictly,
)

compareRotation('a token', {
  opinions: () => opinionsOn('auth0-profile'),
  token: () => counterpart.token('auth0-profile'),
  // The next key is listed before it signs.
  rotate: () => [1, 2].forEach(counterpart.rotate),
  keywell: 'accepts',
  differs: 'because it asks for keys once in 30 seconds at most, even for a key that it has never seen',
})
