/**
 * Okta, played by the npm package `oidc-provider`: the custom authorization server `default` of the org `acme.okta.com`, its
 * tokens from the token endpoint, and three forms of its metadata. The org's own server is written from the documentation:
 * it publishes keys, signs ID tokens with one of them, and access tokens with a key that nobody sees.
 *
 * What it does otherwise than Okta:
 * - users sign in by the password grant alone; there is no login page;
 * - metadata says what `oidc-provider` can do, under Okta's paths;
 * - with `client_id` the listed keys are the same: no app has a key of its own;
 * - `Cache-Control` is absent.
 *
 * Shaped after these pages, as they were in November 2026:
 * - servers, issuers, paths: https://developer.okta.com/docs/concepts/auth-servers/
 * - claims: https://developer.okta.com/docs/concepts/oauth-claims/
 * - metadata and `client_id`: https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/tag/CustomAS/
 * - keys that are not published: https://developer.okta.com/docs/concepts/key-rotation/
 */
import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { AccessToken, Context } from 'oidc-provider'
import { signed } from './forge.ts'
import { accessToken, counterpartOf, type OidcCounterpart, type Owner } from './oidc-counterpart.ts'
import { type OidcIssuer, startOidcIssuer, type TokenParts } from './oidc-issuer.ts'
import { makeRsaKey, publicJwk, type RsaKey } from './signing-keys.ts'

export interface OktaCounterpart extends OidcCounterpart {
  readonly authorizationServer: string
  readonly audience: string
  readonly orgIssuer: string
  token(of?: Owner): Promise<string>
  /** Of the org's own server; its access tokens are signed by a key that is not published. */
  orgToken(kind: 'access' | 'id'): string
  /** What signs ID tokens of the org's own server. */
  readonly orgKey: RsaKey
}

const DOMAIN = 'acme.okta.com'
const SERVER = 'default'
const CLIENT = '0oaKeywellExample01'
const AUDIENCE = 'api://default'
const ORG = `https://${DOMAIN}`
const PATH = `/oauth2/${SERVER}`
const ISSUER = `${ORG}${PATH}`
const USER_ID = '00uKeywellExample01'

/** 43 characters of base64url, as Okta's own examples have them. */
const newKid = (): string => randomBytes(32).toString('base64url')

export async function startOkta(): Promise<OktaCounterpart> {
  const issuer = await startOidcIssuer({
    issuer: ISSUER,
    clientId: CLIENT,
    routes: { jwks: '/v1/keys', token: '/v1/token' },
    newKid,
    apiOf: () => AUDIENCE,
    settingsOf: () => ({}),
    shapeAccessToken: shape,
    idTokenClaims: () => ({ ver: 1, amr: ['pwd'], idp: '00oKeywellExample01', sub: USER_ID }),
    middleware: keysOfClient,
  })
  const org = { listed: makeRsaKey(newKid()), hidden: makeRsaKey(newKid()) }
  return {
    ...counterpartOf(issuer, DOMAIN, listener(issuer, org.listed)),
    authorizationServer: SERVER,
    audience: AUDIENCE,
    orgIssuer: ORG,
    token: (of = 'machine') => accessToken(issuer, of, { scope: 'read' }),
    orgToken: (kind) => (kind === 'id' ? orgIdToken(org.listed) : orgAccessToken(org.hidden)),
    orgKey: org.listed,
  }
}

/** From RFC 9068, which `oidc-provider` follows, to what Okta makes of it. */
function shape(parts: TokenParts, { accountId }: AccessToken): void {
  const { iss, aud, iat, exp, jti, client_id: cid, scope } = parts.payload
  const scp = String(scope).split(' ')
  const user = accountId === undefined ? { sub: cid } : { uid: USER_ID, auth_time: iat, sub: accountId }
  // Okta's headers of access tokens have kid and alg, no typ.
  parts.header = { typ: undefined }
  parts.payload = { ver: 1, jti: `AT.${String(jti)}`, iss, aud, iat, exp, cid, scp, ...user }
}

/** Metadata that was asked for by a client names the keys as they are for that client. */
async function keysOfClient(context: Context, next: () => Promise<void>): Promise<void> {
  await next()
  const { client_id: client } = context.query
  if (context.path !== OIDC || typeof client !== 'string') return
  context.body = { ...Object(context.body), jwks_uri: `${ISSUER}/v1/keys?client_id=${client}` }
}

const OIDC = '/.well-known/openid-configuration'
const OAUTH = '/.well-known/oauth-authorization-server'

/** Where the metadata of the custom server is, beside its usual place: RFC 8414 §3.1, and the form before it. */
const SAME_AS_OIDC: readonly string[] = [`${OAUTH}${PATH}`, `${PATH}${OAUTH}`]

function listener({ handler }: OidcIssuer, orgKey: RsaKey): RequestListener {
  const ofOrg = new Map<string, object>([
    [OIDC, ORG_METADATA],
    [OAUTH, ORG_METADATA],
    ['/oauth2/v1/keys', { keys: [publicJwk(orgKey)] }],
  ])
  return (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', ORG)
    const path = SAME_AS_OIDC.includes(pathname) ? `${PATH}${OIDC}` : pathname
    if (path.startsWith(`${PATH}/`)) {
      // As frameworks do it that mount one application in another: oidc-provider finds its own path by the difference.
      Object.assign(request, { originalUrl: `${path}${search}`, url: `${path.slice(PATH.length)}${search}` })
      return handler(request, response)
    }
    const found = ofOrg.get(path)
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
    return response.end(JSON.stringify(found ?? { errorCode: 'E0000022' }))
  }
}

const ORG_METADATA = {
  issuer: ORG,
  jwks_uri: `${ORG}/oauth2/v1/keys`,
  token_endpoint: `${ORG}/oauth2/v1/token`,
  authorization_endpoint: `${ORG}/oauth2/v1/authorize`,
  id_token_signing_alg_values_supported: ['RS256'],
}

const lasting = (): { readonly iat: number; readonly exp: number } => {
  const iat = Math.floor(Date.now() / 1000)
  return { iat, exp: iat + 3600 }
}

const orgIdToken = ({ kid, privateKey }: RsaKey): string =>
  signed({
    header: { kid, alg: 'RS256' },
    payload: { sub: USER_ID, ver: 1, iss: ORG, aud: CLIENT, ...lasting(), jti: 'ID.1', amr: ['pwd'] },
    privateKey,
  })

const orgAccessToken = ({ kid, privateKey }: RsaKey): string =>
  signed({
    header: { typ: 'application/okta-internal-at+jwt', kid, alg: 'RS256' },
    payload: {
      ver: 1,
      jti: 'AT.1',
      iss: ORG,
      aud: ORG,
      ...lasting(),
      cid: CLIENT,
      uid: USER_ID,
      sub: 'alice@example.com',
      scp: ['openid'],
    },
    privateKey,
  })
