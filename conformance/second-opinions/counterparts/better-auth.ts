/**
 * Better Auth itself, with its JWT plugin and a database in memory: a user signs up and signs in over its own HTTP handler,
 * and asks for a token. Signs with EdDSA, as it does unless told otherwise; everything is the real thing.
 */
import { createPrivateKey, type KeyObject, type webcrypto } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'
import type { Hosts } from '../gateway/gateway.ts'
import { isMembers, type Members, textAt } from './read.ts'

export interface BetterAuthCounterpart {
  /** For `startGateway`. */
  readonly hosts: Hosts
  /** `baseURL` as its configuration has it; also the issuer and the audience of its tokens. */
  readonly baseUrl: string
  readonly basePath: string
  /** Signs in and asks for a token. */
  token(): Promise<string>
  /** The newest key pair in its database, for tokens that it would never make. */
  signingKey(): KeyObject
  /** A new key pair, as after `rotationInterval`; the one before stays published. */
  rotate(): Promise<void>
  /** Its own verdict: the payload, or nothing. */
  verify(token: string): Promise<Members | undefined>
}

const HOST = 'app.example.com'
const USER = { email: 'alice@example.com', password: 'correct-horse-9', name: 'Alice' }

export async function startBetterAuth(): Promise<BetterAuthCounterpart> {
  const database: Record<string, Members[]> = { user: [], session: [], account: [], verification: [], jwks: [] }
  const baseUrl = `https://${HOST}`
  const auth = betterAuth({
    baseURL: baseUrl,
    secret: 'a secret of this test, 32 bytes or more',
    database: memoryAdapter(database),
    emailAndPassword: { enabled: true },
    // The private half as it is, so that a test can sign what Better Auth never would.
    plugins: [jwt({ jwks: { disablePrivateKeyEncryption: true } })],
    telemetry: { enabled: false },
    logger: { level: 'error' },
  })
  const post = async (path: string, body: object): Promise<Response> => {
    const headers = { 'content-type': 'application/json', origin: baseUrl }
    return await answered(auth.handler, new Request(`${baseUrl}/api/auth${path}`, init(headers, body)))
  }
  await post('/sign-up/email', USER)
  return {
    hosts: { [HOST]: toNodeHandler(auth) },
    baseUrl,
    basePath: '/api/auth',
    async token() {
      const cookie = cookiesOf(await post('/sign-in/email', USER))
      const request = new Request(`${baseUrl}/api/auth/token`, { headers: { cookie } })
      return textAt(await (await answered(auth.handler, request)).json(), 'token')
    },
    signingKey: () => privateKeyOf(database['jwks']?.at(-1)),
    async rotate() {
      const keys = database['jwks'] ?? []
      const past = new Date(Date.now() - 1000)
      // What the rotation interval does, once it is over: the key has expired, the next signature makes a new one.
      keys.splice(0, keys.length, ...keys.map((key) => ({ ...key, expiresAt: past })))
      await auth.api.signJWT({ body: { payload: { sub: 'rotation' } } })
    },
    async verify(token) {
      const { payload } = await auth.api.verifyJWT({ body: { token } })
      return isMembers(payload) ? payload : undefined
    },
  }
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

const cookiesOf = ({ headers }: Response): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ')

function privateKeyOf(row: Members | undefined): KeyObject {
  const key: webcrypto.JsonWebKey = JSON.parse(textAt(row, 'privateKey'))
  return createPrivateKey({ key, format: 'jwk' })
}
