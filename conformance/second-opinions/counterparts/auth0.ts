/**
 * Auth0, played by the npm package `oidc-provider`: a tenant `acme.eu.auth0.com` with three APIs, whose tokens come from the
 * token endpoint.
 *
 * What it does otherwise than Auth0:
 * - users sign in by the password grant alone; there is no login page;
 * - keys have no `x5c` and `x5t`;
 * - discovery says what `oidc-provider` can do, under Auth0's paths; the other forms of keys (`/pem`, `/cer`, …) are absent;
 * - an encrypted token repeats `iss` and `aud` in its header, and says `at+jwt` in `cty`.
 *
 * Shaped after these pages, as they were in November 2026:
 * - profiles: https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
 * - opaque tokens: https://auth0.com/docs/secure/tokens/access-tokens/get-access-tokens
 * - JWE: https://auth0.com/docs/secure/tokens/access-tokens/json-web-encryption
 * - keys: https://auth0.com/docs/secure/tokens/json-web-tokens/json-web-key-sets
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { AccessToken } from 'oidc-provider'
import { accessToken, counterpartOf, type OidcCounterpart, type Owner } from './oidc-counterpart.ts'
import { startOidcIssuer, type TokenParts } from './oidc-issuer.ts'

export type Auth0Kind = 'auth0-profile' | 'rfc9068-profile' | 'encrypted'

/** The identifier of an API, by what its tokens are like. */
export const AUTH0_APIS = {
  'auth0-profile': 'https://api.acme.example',
  'rfc9068-profile': 'https://rfc9068.acme.example',
  encrypted: 'https://encrypted.acme.example',
} as const satisfies Readonly<Record<Auth0Kind, string>>

export interface Auth0Counterpart extends OidcCounterpart {
  /** For a machine, or for a user who asked for the API and `/userinfo` at once. */
  token(kind: Auth0Kind, of?: Owner): Promise<string>
  /** What comes when nobody said for which API. */
  opaqueToken(): Promise<string>
}

const CLIENT = 'a0KeywellExampleClient0000000001'
const DOMAIN = 'acme.eu.auth0.com'
const ISSUER = `https://${DOMAIN}/`

export async function startAuth0(): Promise<Auth0Counterpart> {
  const { publicKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const encrypt = { alg: 'RSA-OAEP-256', enc: 'A256GCM', key, kid: 'of-the-api' }
  const issuer = await startOidcIssuer({
    issuer: ISSUER,
    clientId: CLIENT,
    routes: { jwks: '/.well-known/jwks.json', token: '/oauth/token' },
    // 21 characters, as in Auth0's own examples.
    newKid: () => randomBytes(16).toString('base64url').slice(0, 21),
    apiOf: ({ audience }) => (typeof audience === 'string' ? audience : undefined),
    settingsOf: (api) => (api === AUTH0_APIS.encrypted ? { jwt: { sign: { alg: 'RS256' }, encrypt } } : {}),
    shapeAccessToken: shape,
    idTokenClaims: () => ({ nonce: 'n', sid: 's-1' }),
  })
  return {
    ...counterpartOf(issuer, DOMAIN),
    token: (kind, of = 'machine') => accessToken(issuer, of, { audience: AUTH0_APIS[kind] }),
    opaqueToken: async () => (await issuer.ask('client_credentials')).access,
  }
}

/** From RFC 9068, which `oidc-provider` follows, to what Auth0 makes of it. */
function shape(parts: TokenParts, { accountId }: AccessToken): void {
  const { aud, client_id: client, jti, ...payload } = parts.payload
  const isUser = accountId !== undefined
  const common = {
    ...payload,
    sub: isUser ? `auth0|${accountId}` : `${String(client)}@clients`,
    aud: isUser ? [aud, `${ISSUER}userinfo`] : aud,
  }
  if (aud === AUTH0_APIS['rfc9068-profile']) parts.payload = { ...common, client_id: client, jti }
  else {
    parts.header = { typ: 'JWT' }
    parts.payload = { ...common, azp: client, gty: isUser ? 'password' : 'client-credentials' }
  }
}
