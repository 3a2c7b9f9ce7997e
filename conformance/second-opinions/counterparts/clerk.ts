/**
 * Clerk, written from its documentation: the Backend API and the Frontend API of two instances, and the tokens they sign. No
 * code of theirs runs here; the SDK that judges the tokens is the real one.
 *
 * Written from these pages, as they were in November 2026:
 * - both addresses of the keys, and the public key in PEM:
 *   https://clerk.com/docs/guides/sessions/manual-jwt-verification
 * - `GET /v1/jwks` with the secret key: https://clerk.com/docs/reference/backend-api/tag/jwks/GET/jwks
 * - session tokens, version 2, and `iss`: https://clerk.com/docs/guides/sessions/session-tokens
 * - templates: https://clerk.com/docs/guides/sessions/jwt-templates
 * - machine tokens: https://clerk.com/docs/guides/development/machine-auth/m2m-tokens
 * - OAuth tokens: https://clerk.com/docs/guides/configure/auth-strategies/oauth/how-clerk-implements-oauth
 *
 * What no page says, from the source of `@clerk/backend` 3.25.0: the header member `cat` and its values, `scopes` of machine
 * tokens, the code `clerk_key_invalid` of a 401. How an instance rotates its key is not documented: here the new key has
 * another id, and both are listed.
 */
import { createPublicKey } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { Hosts } from '../gateway/gateway.ts'
import { listenLocally, originOf } from '../gateway/local-server.ts'
import { AUTHORIZED_PARTY, type ClerkKind, clerkToken, RECEIVER } from './clerk-tokens.ts'
import type { Members } from './read.ts'
import { makeRsaKey, publicJwk, type RsaKey } from './signing-keys.ts'

export interface ClerkInstance {
  /** Host of the Frontend API. */
  readonly frontendApi: string
  readonly issuer: string
  readonly publishableKey: string
  readonly secretKey: string
  token(kind: ClerkKind, claims?: Members): string
  signingKey(): RsaKey
  /** Of the signing key, whole: `CLERK_JWT_KEY`. */
  jwtKey(): string
  rotate(): void
}

export interface ClerkCounterpart extends ClerkInstance, AsyncDisposable {
  /** For `startGateway`: the Backend API, and the Frontend API of both instances. */
  readonly hosts: Hosts
  /** The Backend API once more, as plain HTTP on this machine: how an SDK reaches it. */
  readonly backendOrigin: string
  readonly authorizedParty: string
  /** The machine that machine tokens are for. */
  readonly receiver: string
  readonly other: ClerkInstance
  close(): Promise<void>
}

const BACKEND = 'api.clerk.com'

interface Instance extends ClerkInstance {
  readonly jwks: () => Members
}

function makeInstance(slug: string, name: string): Instance {
  const frontendApi = `${slug}.clerk.accounts.dev`
  const issuer = `https://${frontendApi}`
  const keys: [RsaKey, ...RsaKey[]] = [makeRsaKey(`ins_2x${name}Example00000000001`)]
  return {
    frontendApi,
    issuer,
    publishableKey: `pk_test_${Buffer.from(`${frontendApi}$`).toString('base64')}`,
    secretKey: `sk_test_${name}WorthNothingElsewhere0000000000`,
    token: (kind, claims) => clerkToken(kind, issuer, keys[0], claims),
    signingKey: () => keys[0],
    jwtKey: () => createPublicKey(keys[0].privateKey).export({ type: 'spki', format: 'pem' }),
    rotate: () => void keys.unshift(makeRsaKey(`ins_2x${name}Example0000000000${keys.length + 1}`)),
    jwks: () => ({ keys: keys.map(publicJwk) }),
  }
}

export async function startClerk(): Promise<ClerkCounterpart> {
  const own = makeInstance('quiet-otter-41', 'Own')
  const other = makeInstance('brave-heron-7', 'Other')
  const backend = backendOf([own, other])
  const server = await listenLocally(createServer(backend))
  return {
    ...own,
    hosts: { [BACKEND]: backend, [own.frontendApi]: frontendOf(own), [other.frontendApi]: frontendOf(other) },
    backendOrigin: originOf(server),
    authorizedParty: AUTHORIZED_PARTY,
    receiver: RECEIVER,
    other,
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  }
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?')[0] ?? ''

function answer(response: ServerResponse, status: number, document: Members): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document))
}

const failure = (code: string, message: string): Members => ({ errors: [{ code, message, long_message: message }] })
const NOT_FOUND = failure('resource_not_found', 'not found')

/** The secret key says which instance is meant. */
const backendOf =
  (instances: readonly Instance[]): RequestListener =>
  (request, response) => {
    if (pathOf(request) !== '/v1/jwks') return answer(response, 404, NOT_FOUND)
    const { authorization = '' } = request.headers
    const meant = instances.find(({ secretKey }) => authorization === `Bearer ${secretKey}`)
    if (meant !== undefined) return answer(response, 200, meant.jwks())
    return answer(response, 401, failure('clerk_key_invalid', 'the secret key is not that of an instance'))
  }

const frontendOf =
  ({ jwks }: Instance): RequestListener =>
  (request, response) =>
    pathOf(request) === '/.well-known/jwks.json' ? answer(response, 200, jwks()) : answer(response, 404, NOT_FOUND)
