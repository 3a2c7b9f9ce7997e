/**
 * Better Auth itself, with its JWT plugin and a database in memory: a user signs up and signs in over its own HTTP handler,
 * and asks for a token. Signs with EdDSA, as it does unless told otherwise; everything is the real thing.
 */
import { createPrivateKey, type KeyObject, randomBytes, type webcrypto } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'
import type { Hosts } from '../gateway/gateway.ts'
import { isMembers, type Members, textAt } from './read.ts'

export interface BetterAuthCounterpart {
  /** For `startGateway`. */
  readonly hosts: Hosts
  /** `baseURL` as its configuration has it; its origin is the issuer and the audience of its tokens. */
  readonly baseUrl: string
  /** Signs in and asks for a token. */
  token(): Promise<string>
  /** Signs in; the session cookie in JWT form, which the JWT plugin's key signs too. */
  sessionCookie(): Promise<string>
  /** The newest key pair in its database, for tokens that it would never make. */
  signingKey(): KeyObject
  /** A new key pair, as after `rotationInterval`; the one before stays published. */
  rotate(): Promise<void>
  /** Its own verdict: the payload, or nothing. */
  verify(token: string): Promise<Members | undefined>
}

export interface BetterAuthSetup {
  /** Default `https://app.example.com`; a path of its own takes the place of `/api/auth`. */
  readonly baseUrl?: string
}

const ROOT = 'https://app.example.com'
const USER = { email: 'alice@example.com', password: 'correct-horse-9', name: 'Alice' }

export async function startBetterAuth({ baseUrl = ROOT }: BetterAuthSetup = {}): Promise<BetterAuthCounterpart> {
  const database: Record<string, Members[]> = { user: [], session: [], account: [], verification: [], jwks: [] }
  const auth = make(baseUrl, database)
  const { origin, host, pathname } = new URL(baseUrl)
  const endpoint = `${origin}${pathname === '/' ? '/api/auth' : pathname}`
  const post = async (path: string, body: object): Promise<Response> => {
    const headers = { 'content-type': 'application/json', origin }
    return await answered(auth.handler, new Request(`${endpoint}${path}`, init(headers, body)))
  }
  const signIn = async (): Promise<readonly string[]> => cookiesOf(await post('/sign-in/email', USER))
  await post('/sign-up/email', USER)
  return {
    hosts: { [host]: toNodeHandler(auth) },
    baseUrl,
    async token() {
      const request = new Request(`${endpoint}/token`, { headers: { cookie: (await signIn()).join('; ') } })
      return textAt(await (await answered(auth.handler, request)).json(), 'token')
    },
    async sessionCookie() {
      const cookie = (await signIn()).find((one) => one.includes('better-auth.session_data='))
      return decodeURIComponent(cookie?.split('=')[1] ?? '')
    },
    signingKey: () => privateKeyOf(database['jwks']?.at(-1)),
    async rotate() {
      expire(database['jwks'] ?? [])
      await auth.api.signJWT({ body: { payload: { sub: 'rotation' } } })
    },
    async verify(token) {
      const { payload } = await auth.api.verifyJWT({ body: { token } })
      return isMembers(payload) ? payload : undefined
    },
  }
}

function make(baseURL: string, database: Record<string, Members[]>) {
  return betterAuth({
    baseURL,
    secret: randomBytes(32).toString('base64'),
    database: memoryAdapter(database),
    emailAndPassword: { enabled: true },
    session: { cookieCache: { enabled: true, strategy: 'jwt' } },
    plugins: [
      // The private half as it is, so that a test can sign what Better Auth never would.
      jwt({ sessionCookieCache: true, jwks: { disablePrivateKeyEncryption: true } }),
    ],
    telemetry: { enabled: false },
    logger: { level: 'error' },
  })
}

/** What the rotation interval does, once it is over: the next signature makes a new key. */
function expire(keys: Members[]): void {
  const expiresAt = new Date(Date.now() - 1000)
  keys.splice(0, keys.length, ...keys.map((key) => ({ ...key, expiresAt })))
}

const init = (headers: Record<string, string>, body: object): RequestInit => ({
  method: 'POST',
  headers,
  body: JSON.stringify(body),
})

async function answered(handler: (request: Request) => Promise<Response>, request: Request): Promise<Response> {
  const response = await handler(request)
  if (!response.ok) throw new Error(`${request.url}: ${response.status} ${await response.text()}`)
  return response
}

const cookiesOf = ({ headers }: Response): readonly string[] =>
  headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')

function privateKeyOf(row: Members | undefined): KeyObject {
  const key: webcrypto.JsonWebKey = JSON.parse(textAt(row, 'privateKey'))
  return createPrivateKey({ key, format: 'jwk' })
}
