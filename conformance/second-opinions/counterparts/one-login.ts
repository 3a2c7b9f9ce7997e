/**
 * OneLogin, written from its developer pages: the account `acme`, its public keys, the administration of its keys, and the
 * tokens that an admin's client needs for that. No code of theirs runs here.
 *
 * Written from these pages, as they were in November 2026:
 * - issuer, discovery, `/certs`: https://developers.onelogin.com/openid-connect/api/provider-config
 * - the list, its states, its 401: https://developers.onelogin.com/openid-connect/api/list-keys, …/get-key
 * - `POST` and `DELETE`: https://developers.onelogin.com/openid-connect/api/rotate-key, …/revoke-key
 * - tokens for all that, v2: https://developers.onelogin.com/api-docs/2/oauth20-tokens/generate-tokens-2, and v1:
 *   https://developers.onelogin.com/api-docs/2/oauth20-tokens/generate-tokens
 * - access tokens for APIs: https://developers.onelogin.com/api-docs/2/api-authorization/overview
 *
 * What no page says: members of the keys in `/certs` (here those of the list, without `status`), the refusals of v2 (here
 * those of RFC 6749 §5.2, which the page names), that of a key that cannot be revoked or is unknown (here 400 and 404),
 * and the header of tokens (here `typ` is `JWT`).
 */
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Hosts } from '../gateway/gateway.ts'
import type { Handler } from '../gateway/serve-by-host.ts'
import { signed } from './forge.ts'
import { type AdminTokens, adminTokens, type Credentials, type Reply } from './one-login-tokens.ts'
import type { Members } from './read.ts'
import { makeRsaKey, publicJwk, type RsaKey } from './signing-keys.ts'

export interface OneLoginCounterpart extends Credentials {
  /** For `startGateway`. */
  readonly hosts: Hosts
  readonly subdomain: string
  readonly issuer: string
  /** Of ID tokens. */
  readonly appId: string
  /** Of access tokens. */
  readonly audience: string
  token(kind: 'id' | 'access', claims?: Members): string
  signingKey(): RsaKey
  /** A new key signs; those before drain. */
  rotate(): void
  /** Of a key that drains. */
  revoke(kid: string): void
  /** As if ten hours had passed for the admin's tokens. */
  expireAdminTokens(): void
}

const SUBDOMAIN = 'acme'
const HOST = `${SUBDOMAIN}.onelogin.com`
const ISSUER = `https://${HOST}/oidc/2`
const APP = 'a1keywell-example-0001'
const AUDIENCE = 'https://api.acme.example'
const CLIENT: Credentials = {
  clientId: 'admin-keywell-example',
  clientSecret: 'a-secret-that-is-worth-nothing-elsewhere',
}

/** Like a thumbprint: 43 characters. */
const newKid = (): string => createHash('sha256').update(randomBytes(16)).digest('base64url')

export function makeOneLogin(): OneLoginCounterpart {
  const ring = keyRing()
  const tokens = adminTokens(CLIENT)
  return {
    ...CLIENT,
    hosts: { [HOST]: listener(ring, tokens) },
    subdomain: SUBDOMAIN,
    issuer: ISSUER,
    appId: APP,
    audience: AUDIENCE,
    token: (kind, claims = {}) => oidcToken(kind, ring.active(), claims),
    signingKey: ring.active,
    rotate: () => void ring.rotate(),
    revoke: (kid) => void ring.revoke(kid),
    expireAdminTokens: tokens.expireAll,
  }
}

interface KeyRing {
  /** Signs; the others drain. */
  active(): RsaKey
  /** With their status. */
  listed(): readonly Members[]
  published(): readonly Members[]
  rotate(): Members | undefined
  /** The status of the answer. */
  revoke(kid: string): number
}

function keyRing(): KeyRing {
  const keys: [RsaKey, ...RsaKey[]] = [makeRsaKey(newKid())]
  const published = (): readonly Members[] =>
    keys.map((key) => {
      const { kid, kty, e, use, n } = publicJwk(key)
      return { kid, kty, e, use, n }
    })
  const listed = (): readonly Members[] =>
    published().map((key, place) => ({ ...key, status: place === 0 ? 'active' : 'draining' }))
  return {
    active: () => keys[0],
    listed,
    published,
    rotate() {
      keys.unshift(makeRsaKey(newKid()))
      return listed()[0]
    },
    revoke(kid) {
      const place = keys.findIndex((key) => key.kid === kid)
      if (place < 0) return 404
      if (place === 0) return 400
      keys.splice(place, 1)
      return 204
    },
  }
}

const HOUR = 3600

function oidcToken(kind: 'id' | 'access', { kid, privateKey }: RsaKey, claims: Members): string {
  const iat = Math.floor(Date.now() / 1000)
  const common = { iss: ISSUER, sub: '81900043', iat, exp: iat + HOUR }
  const own =
    kind === 'id'
      ? { aud: APP, nonce: 'n', email: 'alice@example.com' }
      : { aud: [AUDIENCE], azp: APP, jti: randomBytes(12).toString('base64url'), scope: 'read:reports' }
  return signed({ header: { alg: 'RS256', typ: 'JWT', kid }, payload: { ...common, ...own, ...claims }, privateKey })
}

const UNAUTHORIZED: Reply = {
  status: 401,
  document: { message: 'Unauthorized', statusCode: 401, name: 'UnauthorizedError' },
}

const METADATA = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/auth`,
  token_endpoint: `${ISSUER}/token`,
  introspection_endpoint: `${ISSUER}/token/introspection`,
  jwks_uri: `${ISSUER}/certs`,
  id_token_signing_alg_values_supported: ['RS256'],
}

function listener(ring: KeyRing, tokens: AdminTokens): Handler {
  return async (request, response) => {
    const { status, document } = await reply(request, ring, tokens)
    response.writeHead(status, document === undefined ? {} : { 'content-type': 'application/json' })
    response.end(document === undefined ? undefined : JSON.stringify(document))
  }
}

const KEYS = '/oidc/2/signing_keys'

async function reply(request: IncomingMessage, ring: KeyRing, tokens: AdminTokens): Promise<Reply> {
  const [path = ''] = (request.url ?? '').split('?')
  const { authorization } = request.headers
  if (path.startsWith(KEYS))
    return tokens.isValid(authorization) ? administer(request, path.slice(KEYS.length), ring) : UNAUTHORIZED
  switch (`${request.method} ${path}`) {
    case 'POST /auth/oauth2/v2/token':
      return tokens.generate(2, authorization, await text(request))
    case 'POST /auth/oauth2/token':
      return tokens.generate(1, authorization, await text(request))
    case 'GET /oidc/2/certs':
      return { status: 200, document: { keys: ring.published() } }
    case 'GET /oidc/2/.well-known/openid-configuration':
      return { status: 200, document: METADATA }
    default:
      return { status: 404, document: { message: 'Not Found', statusCode: 404, name: 'NotFoundError' } }
  }
}

function administer({ method }: IncomingMessage, rest: string, ring: KeyRing): Reply {
  const kid = decodeURIComponent(rest.slice(1))
  if (method === 'POST' && rest === '') return { status: 200, document: ring.rotate() }
  if (method === 'DELETE' && kid !== '') return { status: ring.revoke(kid) }
  if (method !== 'GET') return { status: 405 }
  if (rest === '') return { status: 200, document: ring.listed() }
  const found = ring.listed().find((key) => key['kid'] === kid)
  return found === undefined ? { status: 404 } : { status: 200, document: found }
}
