/** OneLogin: `jose` beside the preset, as it has no verifier of its own; the tokens are written from its pages. */
import { oneLogin } from 'keywell/providers'
import { afterAll, beforeAll } from 'vitest'
import type { Draft } from '../counterparts/forge.ts'
import { makeOneLogin, type OneLoginCounterpart } from '../counterparts/one-login.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { draftOf, type Remarks, rowsOf, withClaims, withHeader } from './flaws.ts'
import { joseOpinion } from './jose.ts'
import { compareOpinions, keywellOpinion, type Opinions, type Row } from './opinion.ts'
import { compareRotation } from './rotation.ts'

type Kind = 'id' | 'access'

let counterpart: OneLoginCounterpart
let gateway: Gateway
let tokens: Readonly<Record<'draining' | 'revoked', string>>
let opinions: Readonly<Record<Kind, Opinions>>

beforeAll(async () => {
  counterpart = makeOneLogin()
  gateway = await startGateway(counterpart.hosts)
  const { kid } = counterpart.signingKey()
  const revoked = counterpart.token('access')
  counterpart.rotate()
  counterpart.revoke(kid)
  const draining = counterpart.token('access')
  counterpart.rotate()
  tokens = { draining, revoked }
  opinions = { id: opinionsOn('id'), access: opinionsOn('access') }
})
afterAll(async () => await gateway.close())

function opinionsOn(kind: Kind): Opinions {
  const { subdomain, issuer } = counterpart
  const audience = kind === 'id' ? counterpart.appId : counterpart.audience
  const source = { http: { ca: gateway.ca, proxy: gateway.proxyUrl } }
  return {
    keywell: keywellOpinion(oneLogin({ subdomain, audience, source })),
    vendor: joseOpinion(gateway, `${issuer}/certs`, { issuer, audience, algorithms: ['RS256'] }),
  }
}

const good = (kind: Kind) => (): Draft => draftOf(counterpart.token(kind), counterpart.signingKey().privateKey)

const REMARKS: Remarks = {
  expiredJustNow: { differs: 'because it tolerates nothing by default, where keywell lets clocks be 60 seconds apart' },
  noExpiry: { differs: 'because it asks for exp only when told to; a token that never ends is refused here' },
  // Two keys are listed, and nothing says which.
  noKid: { keywell: 'ERR_KEY_AMBIGUOUS' },
  // The keys do not say their algorithm; the preset does.
  otherHash: { keywell: 'ERR_ALG_NOT_ALLOWED' },
  logoutToken: {
    differs: 'because it reads typ only when told to; RFC 8725 §3.11 has one kind of token not taken for another',
  },
}

const common = (kind: Kind): readonly Row[] => [
  { token: 'as OneLogin describes it', make: () => counterpart.token(kind), keywell: 'accepts' },
  {
    token: 'of the other kind',
    make: () => counterpart.token(kind === 'id' ? 'access' : 'id'),
    keywell: 'ERR_AUDIENCE_MISMATCH',
  },
  {
    token: 'of another account',
    make: () => withClaims(good(kind)(), { iss: 'https://other.onelogin.com/oidc/2' }),
    keywell: 'ERR_ISSUER_UNTRUSTED',
  },
  {
    token: 'whose issuer is the account alone',
    make: () => withClaims(good(kind)(), { iss: 'https://acme.onelogin.com' }),
    keywell: 'ERR_ISSUER_UNTRUSTED',
  },
  {
    token: 'of the first version of the service',
    make: () => withClaims(good(kind)(), { iss: 'https://openid-connect.onelogin.com/oidc' }),
    keywell: 'ERR_ISSUER_UNTRUSTED',
  },
  { token: 'without aud', make: () => withClaims(good(kind)(), { aud: undefined }), keywell: 'ERR_CLAIM_MISSING' },
  { token: 'without sub', make: () => withClaims(good(kind)(), { sub: undefined }), keywell: 'accepts' },
  { token: 'without iat', make: () => withClaims(good(kind)(), { iat: undefined }), keywell: 'accepts' },
  { token: 'without typ', make: () => withHeader(good(kind)(), { typ: undefined }), keywell: 'accepts' },
]

const ACCESS: readonly Row[] = [
  { token: 'of a key that drains', make: () => tokens.draining, keywell: 'accepts' },
  { token: 'of a key that was revoked', make: () => tokens.revoked, keywell: 'ERR_KEY_NOT_FOUND' },
  {
    token: 'for another API',
    make: () => withClaims(good('access')(), { aud: ['https://other.acme.example'] }),
    keywell: 'ERR_AUDIENCE_MISMATCH',
  },
  {
    token: 'for several APIs, ours among them',
    make: () => withClaims(good('access')(), { aud: ['https://other.acme.example', counterpart.audience] }),
    keywell: 'accepts',
  },
]

compareOpinions('an ID token', [...common('id'), ...rowsOf(good('id'), REMARKS)], () => opinions.id)
compareOpinions(
  'an access token',
  [...common('access'), ...ACCESS, ...rowsOf(good('access'), REMARKS)],
  () => opinions.access,
)
compareRotation('an access token', {
  opinions: () => opinionsOn('access'),
  token: () => counterpart.token('access'),
  rotate: () => counterpart.rotate(),
  keywell: 'accepts',
  differs: 'because it asks for keys once in 30 seconds at most, even for a key that it has never seen',
})
