/** SuperTokens: `supertokens-node`, as an API asks it, beside the preset; the tokens are written from the documentation. */
import type { KeyObject } from 'node:crypto'
import type { RemoteOptions } from 'keywell'
import { superTokens } from 'keywell/providers'
import { afterAll, beforeAll } from 'vitest'
import { type Draft, signed, standardBase64 } from '../counterparts/forge.ts'
import type { Members } from '../counterparts/read.ts'
import { startSuperTokens, type SuperTokensCounterpart, type SuperTokensKind } from '../counterparts/super-tokens.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { draftOf, otherKey, type Remarks, rowsOf, withClaims, withHeader } from './flaws.ts'
import { compareOpinions, keywellOpinion, type Opinions, type Row } from './opinion.ts'
import { oauthOpinion, sessionOpinion, startSdk } from './super-tokens-sdk.ts'

type Kind = 'session' | 'legacy' | 'oauth-access'

let counterpart: SuperTokensCounterpart
let gateway: Gateway
let opinions: Readonly<Record<Kind, Opinions>>

beforeAll(async () => {
  counterpart = await startSuperTokens()
  gateway = await startGateway(counterpart.hosts)
  startSdk(counterpart)
  const app = appOf(counterpart, gateway)
  opinions = {
    session: { keywell: keywellOpinion(superTokens(app)), vendor: sessionOpinion },
    legacy: { keywell: keywellOpinion(superTokens({ ...app, acceptLegacyTokens: true })), vendor: sessionOpinion },
    'oauth-access': {
      keywell: keywellOpinion(superTokens({ ...app, kind: 'oauth-access', clientId: counterpart.clientId })),
      vendor: oauthOpinion(counterpart.clientId),
    },
  }
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

interface App {
  readonly apiDomain: string
  readonly apiBasePath: string
  readonly source: RemoteOptions
}

const appOf = ({ apiDomain, apiBasePath }: SuperTokensCounterpart, { ca, proxyUrl: proxy }: Gateway): App => ({
  apiDomain,
  apiBasePath,
  source: { http: { ca, proxy } },
})

const token = (kind: SuperTokensKind) => (): string => counterpart.token(kind)

const good = (kind: Exclude<Kind, 'legacy'>) => (): Draft =>
  draftOf(counterpart.token(kind), counterpart.signingKey().privateKey)

const without = (kind: Exclude<Kind, 'legacy'>, claim: string) => (): string =>
  withClaims(good(kind)(), { [claim]: undefined })

/** A token of version 2 by any key. */
function oldBy(privateKey: KeyObject): string {
  const [header = '', payload = ''] = counterpart.token('legacy').split('.')
  const decoded = (segment: string): Members => JSON.parse(Buffer.from(segment, 'base64').toString())
  return signed({ header: decoded(header), payload: decoded(payload), privateKey }, standardBase64)
}

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
  otherHash: { keywell: 'ERR_ALG_NOT_ALLOWED' },
}

const REMARKS: Readonly<Record<Exclude<Kind, 'legacy'>, Remarks>> = {
  session: BOTH,
  'oauth-access': {
    ...BOTH,
    noExpiry: { differs: 'because it names no required claims to jose; a token that never ends is refused here' },
    logoutToken: { differs: 'because it does not read typ here; RFC 8725 §3.11 has one kind not taken for another' },
  },
}

const RENEWAL = 'because the SDK wants what it renews sessions with; it says nothing about who is signed in'

const ROWS: Readonly<Record<Kind, readonly Row[]>> = {
  session: [
    { token: 'as the core makes it', make: token('session'), keywell: 'accepts' },
    { token: 'that is an OAuth2 access token', make: token('oauth-access'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'that is an OAuth2 ID token', make: token('oauth-id'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'that is a machine’s own', make: token('m2m'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'without stt, as older cores make it', make: without('session', 'stt'), keywell: 'accepts' },
    { token: 'without sub', make: without('session', 'sub'), keywell: 'ERR_CLAIM_MISSING' },
    { token: 'without sessionHandle', make: without('session', 'sessionHandle'), keywell: 'ERR_TYPE_MISMATCH' },
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
      token: 'of version 2',
      make: token('legacy'),
      keywell: 'ERR_TOKEN_MALFORMED',
      differs: 'because tokens so old are taken here only where acceptLegacyTokens says so',
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
  legacy: [
    { token: 'as an old core made it', make: token('legacy'), keywell: 'accepts' },
    { token: 'of now', make: token('session'), keywell: 'accepts' },
    { token: 'that is an OAuth2 access token', make: token('oauth-access'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'that is a machine’s own', make: token('m2m'), keywell: 'ERR_TYPE_MISMATCH' },
    {
      token: 'old and expired',
      make: () => counterpart.token('legacy', { expiryTime: Date.now() - 120_000 }),
      keywell: 'ERR_CLAIM_INVALID',
    },
    {
      token: 'old and without expiryTime',
      make: () => counterpart.token('legacy', { expiryTime: undefined }),
      keywell: 'ERR_CLAIM_MISSING',
    },
    {
      token: 'old and without userId',
      make: () => counterpart.token('legacy', { userId: undefined }),
      keywell: 'ERR_CLAIM_MISSING',
    },
    {
      token: 'old and without sessionHandle',
      make: () => counterpart.token('legacy', { sessionHandle: undefined }),
      keywell: 'ERR_TYPE_MISMATCH',
    },
    {
      token: "old and signed by another app's key",
      make: () => oldBy(otherKey(good('session')())),
      keywell: 'ERR_SIGNATURE_INVALID',
    },
    {
      token: 'old and changed',
      make: () => {
        const [header, , signature] = token('legacy')().split('.')
        return `${header}.${token('legacy')().split('.')[1]}.${signature}`
      },
      keywell: 'ERR_SIGNATURE_INVALID',
    },
    {
      token: 'of version 5, without the kid that it has had since version 3',
      make: () => withHeader(good('session')(), { kid: undefined }),
      keywell: 'ERR_CLAIM_MISSING',
    },
    {
      token: 'of version 5, without sub',
      make: without('session', 'sub'),
      keywell: 'ERR_CLAIM_MISSING',
    },
    {
      token: 'of version 5, without exp',
      make: () => withClaims(good('session')(), { exp: undefined }),
      keywell: 'ERR_CLAIM_MISSING',
    },
    {
      token: 'of version 5, of another issuer',
      make: () => withClaims(good('session')(), { iss: 'https://issuer.example' }),
      keywell: 'ERR_CLAIM_INVALID',
      differs: ISSUER,
    },
  ],
  'oauth-access': [
    {
      token: 'of another client',
      make: () => counterpart.token('oauth-access', { client_id: 'stcl_other' }),
      keywell: 'ERR_AUDIENCE_MISMATCH',
    },
    { token: 'as the core makes it', make: token('oauth-access'), keywell: 'accepts' },
    { token: 'that is of a session', make: token('session'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'that is an OAuth2 ID token', make: token('oauth-id'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'that is a machine’s own', make: token('m2m'), keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'without stt', make: without('oauth-access', 'stt'), keywell: 'ERR_TYPE_MISMATCH' },
    {
      token: 'without client_id',
      make: without('oauth-access', 'client_id'),
      keywell: 'ERR_CLAIM_MISSING',
    },
    { token: 'without sub', make: without('oauth-access', 'sub'), keywell: 'accepts' },
  ],
}

for (const kind of ['session', 'oauth-access'] as const) {
  compareOpinions(`a token, ${kind}`, [...ROWS[kind], ...rowsOf(good(kind), REMARKS[kind])], () => opinions[kind])
}

compareOpinions('a token, where old ones are taken', ROWS.legacy, () => opinions.legacy)
