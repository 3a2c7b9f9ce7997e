/** SuperTokens: `supertokens-node`, as an API asks it, beside the preset; the tokens are written from the documentation. */
import { afterAll, beforeAll } from 'vitest'
import { type Draft } from '../counterparts/forge.ts'
import { startSuperTokens, type SuperTokensCounterpart, type SuperTokensKind } from '../counterparts/super-tokens.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { draftOf, type Remarks, rowsOf, withClaims, withHeader } from './flaws.ts'
import { compareOpinions, keywellOpinion, type Opinions, type Row } from './opinion.ts'
import { oauthOpinion, sessionOpinion, startSdk } from './super-tokens-sdk.ts'
import { superTokens } from './trusts-by-hand.ts'

type Kind = 'session' | 'oauth-access'

let counterpart: SuperTokensCounterpart
let gateway: Gateway
let opinions: Readonly<Record<Kind, Opinions>>

beforeAll(async () => {
  counterpart = await startSuperTokens()
  gateway = await startGateway(counterpart.hosts)
  startSdk(counterpart)
  opinions = {
    session: { keywell: keywellOn('session'), vendor: sessionOpinion },
    'oauth-access': { keywell: keywellOn('oauth-access'), vendor: oauthOpinion },
  }
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

function keywellOn(kind: Kind): Opinions['keywell'] {
  const { ca, proxyUrl: proxy } = gateway
  const { apiDomain, apiBasePath } = counterpart
  return keywellOpinion(superTokens({ apiDomain, apiBasePath, kind, source: { http: { ca, proxy } } }))
}

const token = (kind: SuperTokensKind) => (): string => counterpart.token(kind)

const good = (kind: Kind) => (): Draft => draftOf(counterpart.token(kind), counterpart.signingKey().privateKey)

const without = (kind: Kind, claim: string) => (): string => withClaims(good(kind)(), { [claim]: undefined })

const ISSUER = 'because the SDK trusts whatever its own core signs and does not read iss; keywell compares it always'

const BOTH: Remarks = {
  expiredJustNow: {
    differs: 'because jose, which it asks, tolerates nothing; keywell lets clocks be 60 seconds apart',
  },
  otherIssuer: { differs: ISSUER },
  issuerWithSlash: { differs: ISSUER },
  noIssuer: { differs: ISSUER },
  // The static and the dynamic key fit, and nothing says which.
  noKid: { keywell: 'ERR_KEY_AMBIGUOUS' },
}

const REMARKS: Readonly<Record<Kind, Remarks>> = {
  session: BOTH,
  'oauth-access': {
    ...BOTH,
    noExpiry: { differs: 'because it names no required claims to jose; a token that never ends is refused here' },
    logoutToken: { differs: 'because it does not read typ here; RFC 8725 §3.11 has one kind not taken for another' },
  },
}

const RENEWAL = 'because the SDK wants what it renews sessions with; it says nothing about who is signed in'
const SUBJECT = 'because the SDK asks for nothing but stt; a token about nobody is refused here'
const REQUIRED = 'because the SDK asks for nothing but stt; its page on verifying tokens has this claim required'

const ROWS: Readonly<Record<Kind, readonly Row[]>> = {
  session: [
    { token: 'as the core makes it', make: token('session'), keywell: 'accepts' },
    { token: 'that is an OAuth2 access token', make: token('oauth-access'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'that is an OAuth2 ID token', make: token('oauth-id'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'that is a machine’s own', make: token('m2m'), keywell: 'ERR_CLAIM_MISSING' },
    { token: 'without stt, as older cores make it', make: without('session', 'stt'), keywell: 'accepts' },
    { token: 'without sub', make: without('session', 'sub'), keywell: 'ERR_CLAIM_MISSING' },
    { token: 'without sessionHandle', make: without('session', 'sessionHandle'), keywell: 'ERR_CLAIM_MISSING' },
    {
      token: 'without refreshTokenHash1',
      make: without('session', 'refreshTokenHash1'),
      keywell: 'accepts',
      differs: RENEWAL,
    },
    { token: 'without rsub', make: without('session', 'rsub'), keywell: 'accepts', differs: RENEWAL },
    {
      token: 'of another tenant of the app',
      make: () => counterpart.token('session', { tId: 'other' }),
      keywell: 'accepts',
    },
    { token: 'of version 3', make: () => withHeader(good('session')(), { version: '3' }), keywell: 'accepts' },
    {
      token: 'without a version',
      make: () => withHeader(good('session')(), { version: undefined }),
      keywell: 'accepts',
    },
    {
      token: 'of the static key',
      make: () => {
        const { kid, privateKey } = counterpart.signingKey('static')
        return withHeader({ ...good('session')(), privateKey }, { kid })
      },
      keywell: 'accepts',
      differs: 'because useDynamicAccessTokenSigningKey says which of its keys the SDK expects; the issuer has both',
    },
  ],
  'oauth-access': [
    { token: 'as the core makes it', make: token('oauth-access'), keywell: 'accepts' },
    { token: 'that is of a session', make: token('session'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'that is an OAuth2 ID token', make: token('oauth-id'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'that is a machine’s own', make: token('m2m'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'without stt', make: without('oauth-access', 'stt'), keywell: 'ERR_TYPE_MISMATCH' },
    {
      token: 'without client_id',
      make: without('oauth-access', 'client_id'),
      keywell: 'ERR_CLAIM_MISSING',
      differs: REQUIRED,
    },
    { token: 'without sub', make: without('oauth-access', 'sub'), keywell: 'ERR_CLAIM_MISSING', differs: SUBJECT },
  ],
}

for (const kind of ['session', 'oauth-access'] as const) {
  compareOpinions(`a token, ${kind}`, [...ROWS[kind], ...rowsOf(good(kind), REMARKS[kind])], () => opinions[kind])
}
