/** The admin's access tokens of OneLogin: how a client says who it is, what it is given, and until when. Sources: `one-login.ts`. */
import { randomBytes } from 'node:crypto'
import { isMembers, type Members } from './read.ts'

export interface AdminTokens {
  /** `POST /auth/oauth2/v2/token` and `POST /auth/oauth2/token`. */
  generate(version: 1 | 2, authorization: string | undefined, body: string): Reply
  isValid(authorization: string | undefined): boolean
  /** As if ten hours had passed. */
  expireAll(): void
}

export interface Reply {
  readonly status: number
  readonly document?: unknown
}

export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

const LIFETIME_SECONDS = 36_000
const ACCOUNT = 555_555

const flat = (status: number, error: string): Reply => ({ status, document: { error, error_description: error } })

const enveloped = (code: number, type: string, message: string): Reply => ({
  status: code,
  document: { status: { error: true, code, type, message } },
})

const REFUSALS = {
  1: {
    client: enveloped(401, 'Unauthorized', 'Authentication Failure'),
    grant: enveloped(400, 'bad request', 'grant_type is incorrect/absent'),
  },
  2: { client: flat(401, 'invalid_client'), grant: flat(400, 'unsupported_grant_type') },
} as const

export function adminTokens(credentials: Credentials): AdminTokens {
  const valid = new Map<string, Members>()
  return {
    generate(version, authorization, body) {
      const asked = parametersOf(body)
      if (!isClient(credentials, authorization, asked)) return REFUSALS[version].client
      if (asked['grant_type'] !== 'client_credentials') return REFUSALS[version].grant
      // The older answer makes what was given before worthless; the newer one is the same until it expires.
      if (version === 1) valid.clear()
      const [given = newToken()] = valid.values()
      valid.set(`bearer ${String(given['access_token'])}`, given)
      const success = { error: false, code: 200, type: 'success', message: 'Success' }
      return { status: 200, document: version === 2 ? given : { status: success, data: [given] } }
    },
    isValid: (authorization = '') => valid.has(authorization.replace(/^bearer /i, 'bearer ')),
    expireAll: () => valid.clear(),
  }
}

const newToken = (): Members => ({
  access_token: randomBytes(32).toString('hex'),
  created_at: new Date().toISOString(),
  expires_in: LIFETIME_SECONDS,
  refresh_token: randomBytes(32).toString('hex'),
  token_type: 'bearer',
  account_id: ACCOUNT,
})

/** JSON, or a form. */
function parametersOf(body: string): Members {
  try {
    const parsed: unknown = JSON.parse(body)
    return isMembers(parsed) ? parsed : {}
  } catch {
    return Object.fromEntries(new URLSearchParams(body))
  }
}

/** Three ways to say it: OneLogin's own header, HTTP Basic, or in the body. */
function isClient({ clientId, clientSecret }: Credentials, authorization: string | undefined, asked: Members): boolean {
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  if (authorization !== undefined)
    return authorization === basic || authorization === `client_id:${clientId}, client_secret:${clientSecret}`
  return asked['client_id'] === clientId && asked['client_secret'] === clientSecret
}
