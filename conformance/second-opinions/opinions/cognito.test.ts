/** Cognito: `aws-jwt-verify` beside the preset, on real tokens of cognito-local and on what is made of them. */
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { JwtBaseError } from 'aws-jwt-verify/error'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import { cognito } from 'keywell/providers'
import { afterAll, beforeAll } from 'vitest'
import { type CognitoCounterpart, type CognitoTokens, startCognito } from '../counterparts/cognito.ts'
import type { Draft } from '../counterparts/forge.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { draftOf, type Remarks, rowsOf, withClaims, withHeader } from './flaws.ts'
import { accepted, compareOpinions, keywellOpinion, type Opinions, refused, type Row } from './opinion.ts'

type Use = 'id' | 'access'

let counterpart: CognitoCounterpart
let gateway: Gateway
let own: CognitoTokens
let other: CognitoTokens
let opinions: Readonly<Record<Use, Opinions>>

beforeAll(async () => {
  counterpart = await startCognito()
  gateway = await startGateway(counterpart.hosts)
  own = await counterpart.signIn()
  other = await counterpart.signIn('other')
  opinions = { id: opinionsOn('id'), access: opinionsOn('access') }
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

function opinionsOn(tokenUse: Use): Opinions {
  const { ca, proxyUrl: proxy } = gateway
  const { userPoolId, clientId } = counterpart
  const source = { http: { ca, proxy } }
  return {
    keywell: keywellOpinion(cognito({ userPoolId, clientId, tokenUse, source })),
    vendor: vendorOpinion(tokenUse),
  }
}

/** It fetches from the issuer's real URL; here that leads to this machine. */
function vendorOpinion(tokenUse: Use): Opinions['vendor'] {
  const { userPoolId, clientId, origin } = counterpart
  const fetcher = {
    fetch: async (uri: string) => await (await fetch(new URL(new URL(uri).pathname, origin))).arrayBuffer(),
  }
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId, tokenUse },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  )
  return async (token) => {
    try {
      await verifier.verify(token)
      return accepted
    } catch (error) {
      if (error instanceof JwtBaseError) return refused(error.message)
      throw error
    }
  }
}

const good = (use: Use) => (): Draft => draftOf(own[use], counterpart.signingKey)

const REMARKS: Remarks = {
  expiredJustNow: {
    differs: 'because its graceSeconds are 0 by default, where keywell allows clocks to be 60 seconds apart',
  },
  noExpiry: { differs: 'because it looks at exp only where there is one; a token that never ends is refused here' },
  noKid: { differs: 'because it takes keys by kid alone; keywell tries the keys that fit where a token names none' },
  unknownExtension: { differs: 'because it does not read crit; RFC 7515 §4.1.11 has what is not understood refused' },
  logoutToken: { differs: 'because it does not read typ; RFC 8725 §3.11 has one kind of token not taken for another' },
}

const ROWS: Readonly<Record<Use, readonly Row[]>> = {
  id: [
    { token: 'from a sign-in', make: () => own.id, keywell: 'accepts' },
    { token: 'of the access kind', make: () => own.access, keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'of another pool', make: () => other.id, keywell: 'ERR_ISSUER_UNTRUSTED' },
    {
      token: 'of another app client',
      make: () => withClaims(good('id')(), { aud: counterpart.other.clientId }),
      keywell: 'ERR_AUDIENCE_MISMATCH',
    },
    { token: 'without aud', make: () => withClaims(good('id')(), { aud: undefined }), keywell: 'ERR_CLAIM_MISSING' },
    {
      token: 'for several clients, ours among them',
      make: () => withClaims(good('id')(), { aud: ['another', counterpart.clientId] }),
      keywell: 'accepts',
      differs: 'because it wants aud of an ID token to be a string; RFC 7519 §4.1.3 lets it be a list',
    },
  ],
  access: [
    { token: 'from a sign-in', make: () => own.access, keywell: 'accepts' },
    { token: 'of the ID kind', make: () => own.id, keywell: 'ERR_TYPE_MISMATCH' },
    { token: 'of another pool', make: () => other.access, keywell: 'ERR_ISSUER_UNTRUSTED' },
    {
      token: 'of another app client',
      make: () => withClaims(good('access')(), { client_id: counterpart.other.clientId }),
      keywell: 'ERR_AUDIENCE_MISMATCH',
    },
    {
      token: 'without client_id',
      make: () => withClaims(good('access')(), { client_id: undefined }),
      keywell: 'ERR_CLAIM_MISSING',
    },
    {
      token: 'whose client is in aud, and no client_id',
      make: () => withClaims(good('access')(), { client_id: undefined, aud: counterpart.clientId }),
      keywell: 'ERR_CLAIM_MISSING',
    },
    {
      token: 'that has an aud besides',
      make: () => withClaims(good('access')(), { aud: 'https://api.example.com' }),
      keywell: 'accepts',
    },
  ],
}

const common = (use: Use): readonly Row[] => [
  {
    token: 'of the updated issuer of the pool',
    make: () =>
      withClaims(good(use)(), { iss: `https://issuer-${new URL(counterpart.issuer).host}/${counterpart.userPoolId}` }),
    keywell: 'accepts',
  },
  {
    token: 'of the same pool id in another region',
    make: () => withClaims(good(use)(), { iss: counterpart.issuer.replace('.eu-west-1.', '.us-east-1.') }),
    keywell: 'ERR_ISSUER_UNTRUSTED',
  },
  {
    token: 'without token_use',
    make: () => withClaims(good(use)(), { token_use: undefined }),
    keywell: 'ERR_TYPE_MISMATCH',
  },
  {
    token: 'of a third kind',
    make: () => withClaims(good(use)(), { token_use: 'refresh' }),
    keywell: 'ERR_TYPE_MISMATCH',
  },
  {
    token: 'without typ, as Cognito itself signs them',
    make: () => withHeader(good(use)(), { typ: undefined }),
    keywell: 'accepts',
  },
]

for (const use of ['id', 'access'] as const) {
  compareOpinions(`an ${use} token`, [...ROWS[use], ...common(use), ...rowsOf(good(use), REMARKS)], () => opinions[use])
}
