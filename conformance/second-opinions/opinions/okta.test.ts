/** Okta: `@okta/jwt-verifier` beside the preset, on real tokens of a token endpoint and on what is made of them. */
import { okta } from 'keywell/providers'
import { afterAll, beforeAll } from 'vitest'
import type { Draft } from '../counterparts/forge.ts'
import { type OktaCounterpart, startOkta } from '../counterparts/okta.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { draftOf, type Remarks, rowsOf, withClaims, withHeader } from './flaws.ts'
import { type OktaServer, verifierOpinion } from './okta-verifier.ts'
import { compareOpinions, keywellOpinion, type Opinions, type Row } from './opinion.ts'
import { compareRotation } from './rotation.ts'

type Kind = 'access' | 'of-client' | 'id' | 'org-access' | 'org-id'

let counterpart: OktaCounterpart
let gateway: Gateway
let tokens: Readonly<Record<Exclude<Kind, 'of-client'> | 'user' | 'before', string>>
let opinions: Readonly<Record<Kind, Opinions>>

beforeAll(async () => {
  counterpart = await startOkta()
  gateway = await startGateway(counterpart.hosts)
  const before = await counterpart.token()
  counterpart.rotate()
  tokens = {
    access: await counterpart.token(),
    user: await counterpart.token('user'),
    id: await counterpart.idToken(),
    'org-access': counterpart.orgToken('access'),
    'org-id': counterpart.orgToken('id'),
    before,
  }
  opinions = {
    access: onAccess(),
    'of-client': onAccessOfClient(),
    id: onId(),
    'org-access': onOrgAccess(),
    'org-id': onOrgId(),
  }
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

const source = () => ({ http: { ca: gateway.ca, proxy: gateway.proxyUrl } })

function onAccess(): Opinions {
  const { domain, authorizationServer, audience, issuer } = counterpart
  return {
    keywell: keywellOpinion(okta({ domain, authorizationServer, audience, source: source() })),
    vendor: verifierOpinion(gateway, { issuer }, (verifier, token) => verifier.verifyAccessToken(token, audience)),
  }
}

/** For one client alone, whose keys are asked for by its name. */
function onAccessOfClient(): Opinions {
  const { domain, authorizationServer, audience, clientId, issuer } = counterpart
  const server = { issuer, assertClaims: { cid: clientId } }
  return {
    keywell: keywellOpinion(okta({ domain, authorizationServer, audience, clientId, source: source() })),
    vendor: verifierOpinion(gateway, server, (verifier, token) => verifier.verifyAccessToken(token, audience)),
  }
}

function onId(): Opinions {
  const { domain, authorizationServer, clientId, issuer } = counterpart
  return {
    keywell: keywellOpinion(okta({ domain, authorizationServer, audience: clientId, clientId, source: source() })),
    vendor: verifierOpinion(gateway, { issuer }, (verifier, token) => verifier.verifyIdToken(token, clientId)),
  }
}

/** It looks for keys under the issuer, where the org's server has none, unless it is told where they are. */
const orgServer = (): OktaServer => ({
  issuer: counterpart.orgIssuer,
  jwksUri: `${counterpart.orgIssuer}/oauth2/v1/keys`,
})

function onOrgAccess(): Opinions {
  const { domain, orgIssuer: audience } = counterpart
  return {
    keywell: keywellOpinion(okta({ domain, audience, source: source() })),
    vendor: verifierOpinion(gateway, orgServer(), (verifier, token) => verifier.verifyAccessToken(token, audience)),
  }
}

function onOrgId(server: OktaServer = orgServer()): Opinions {
  const { domain, clientId } = counterpart
  return {
    keywell: keywellOpinion(okta({ domain, audience: clientId, source: source() })),
    vendor: verifierOpinion(gateway, server, (verifier, token) => verifier.verifyIdToken(token, clientId)),
  }
}

const good = (kind: Exclude<Kind, 'of-client'>) => (): Draft =>
  draftOf(tokens[kind], (kind === 'org-id' ? counterpart.orgKey : counterpart.signingKey()).privateKey)

const NO_TYP = 'because it does not read typ; RFC 8725 §3.11 has one kind of token not taken for another'

const REMARKS: Remarks = {
  expiredJustNow: { differs: 'because it tolerates nothing, where keywell lets clocks be 60 seconds apart' },
  noExpiry: { differs: 'because it looks at exp only where there is one; a token that never ends is refused here' },
  // Two keys are listed, and nothing says which.
  noKid: { keywell: 'ERR_KEY_AMBIGUOUS' },
  // Okta signs with RS256 alone.
  otherHash: { keywell: 'ERR_ALG_NOT_ALLOWED' },
  unknownExtension: { differs: 'because it does not read crit; RFC 7515 §4.1.11 has what is not understood refused' },
  logoutToken: { differs: NO_TYP },
}

/** One key is listed. */
const ORG_REMARKS: Remarks = {
  ...REMARKS,
  noKid: {
    keywell: 'accepts',
    differs: 'because it takes keys by kid alone; keywell tries the keys that fit where a token names none',
  },
}

const common = (kind: 'access' | 'id'): readonly Row[] => [
  {
    token: 'of another custom authorization server',
    make: () => withClaims(good(kind)(), { iss: `${counterpart.orgIssuer}/oauth2/ausOther` }),
    keywell: 'ERR_ISSUER_UNTRUSTED',
  },
  {
    token: "of the org's own server by name",
    make: () => withClaims(good(kind)(), { iss: counterpart.orgIssuer }),
    keywell: 'ERR_ISSUER_UNTRUSTED',
  },
  {
    token: 'of another org',
    make: () => withClaims(good(kind)(), { iss: 'https://other.okta.com/oauth2/default' }),
    keywell: 'ERR_ISSUER_UNTRUSTED',
  },
  { token: 'without aud', make: () => withClaims(good(kind)(), { aud: undefined }), keywell: 'ERR_CLAIM_MISSING' },
  { token: 'without sub', make: () => withClaims(good(kind)(), { sub: undefined }), keywell: 'accepts' },
  { token: 'with typ JWT', make: () => withHeader(good(kind)(), { typ: 'JWT' }), keywell: 'accepts' },
  {
    token: 'of the internal kind',
    make: () => withHeader(good(kind)(), { typ: 'application/okta-internal-at+jwt' }),
    keywell: 'ERR_TYPE_MISMATCH',
    differs: NO_TYP,
  },
]

const ROWS: Readonly<Record<Kind, readonly Row[]>> = {
  access: [
    { token: 'of a machine', make: () => tokens.access, keywell: 'accepts' },
    { token: 'of a user', make: () => tokens.user, keywell: 'accepts' },
    { token: 'of the key that signed before', make: () => tokens.before, keywell: 'accepts' },
    { token: 'that is an ID token', make: () => tokens.id, keywell: 'ERR_AUDIENCE_MISMATCH' },
    { token: "that is the org's own", make: () => tokens['org-access'], keywell: 'ERR_ISSUER_UNTRUSTED' },
    {
      token: 'for another audience',
      make: () => withClaims(good('access')(), { aud: 'api://other' }),
      keywell: 'ERR_AUDIENCE_MISMATCH',
    },
    {
      token: 'for several audiences, ours among them',
      make: () => withClaims(good('access')(), { aud: ['api://other', counterpart.audience] }),
      keywell: 'accepts',
    },
    { token: 'without cid', make: () => withClaims(good('access')(), { cid: undefined }), keywell: 'accepts' },
    ...common('access'),
  ],
  'of-client': [
    { token: 'of that client', make: () => tokens.user, keywell: 'accepts' },
    {
      token: 'of another client',
      make: () => withClaims(good('access')(), { cid: '0oaOther' }),
      keywell: 'ERR_AUDIENCE_MISMATCH',
    },
    {
      token: 'without cid',
      make: () => withClaims(good('access')(), { cid: undefined }),
      keywell: 'ERR_AUDIENCE_MISMATCH',
    },
  ],
  id: [
    { token: 'from a sign-in', make: () => tokens.id, keywell: 'accepts' },
    { token: 'that is an access token', make: () => tokens.user, keywell: 'ERR_AUDIENCE_MISMATCH' },
    {
      token: 'of another client',
      make: () => withClaims(good('id')(), { aud: '0oaOther' }),
      keywell: 'ERR_AUDIENCE_MISMATCH',
    },
    {
      token: 'for several clients, ours among them',
      make: () => withClaims(good('id')(), { aud: ['0oaOther', counterpart.clientId] }),
      keywell: 'accepts',
      differs: 'because it wants aud of an ID token to be a string; RFC 7519 §4.1.3 lets it be a list',
    },
    {
      token: 'with a nonce that nobody expects',
      make: () => withClaims(good('id')(), { nonce: 'n' }),
      keywell: 'accepts',
      differs: 'because it is also for who asked for the token; here the nonce is a check of the caller',
    },
    ...common('id'),
  ],
  'org-access': [{ token: 'as the org signs it', make: () => tokens['org-access'], keywell: 'ERR_TYPE_MISMATCH' }],
  'org-id': [
    { token: 'from a sign-in', make: () => tokens['org-id'], keywell: 'accepts' },
    { token: 'of the custom server', make: () => tokens.id, keywell: 'ERR_ISSUER_UNTRUSTED' },
  ],
}

for (const kind of ['access', 'id'] as const) {
  compareOpinions(`a token, ${kind}`, [...ROWS[kind], ...rowsOf(good(kind), REMARKS)], () => opinions[kind])
}
compareOpinions('an access token for one client alone', ROWS['of-client'], () => opinions['of-client'])
compareOpinions("an access token of the org's server", ROWS['org-access'], () => opinions['org-access'])
compareOpinions(
  "an ID token of the org's server",
  [...ROWS['org-id'], ...rowsOf(good('org-id'), ORG_REMARKS)],
  () => opinions['org-id'],
)
compareOpinions(
  "an ID token of the org's server, for a verifier that knows nothing but the issuer",
  [
    {
      token: 'from a sign-in',
      make: () => tokens['org-id'],
      keywell: 'accepts',
      differs: "because it looks for keys under {issuer}/v1/keys, where the org's own server has none",
    },
  ],
  () => onOrgId({ issuer: counterpart.orgIssuer }),
)

compareRotation('an access token', {
  opinions: onAccess,
  token: () => counterpart.token(),
  // The next key is listed before it signs.
  rotate: () => [1, 2].forEach(counterpart.rotate),
  keywell: 'accepts',
})
