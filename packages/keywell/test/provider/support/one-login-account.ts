/** A stand-in for a OneLogin account, from its pages: tokens for credentials, keys for tokens. Knows what it was asked. */
import type { Fetch } from '../../../src/index.ts'
import { type Jwk, publicJwk } from '../../../src/jwk.ts'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly body: string | undefined
}

export interface Account {
  readonly asked: Asked[]
  readonly fetch: Fetch
  /** What it answers by path, before anything else. */
  readonly instead: Map<string, () => Response>
  /** Of the list. */
  keys: readonly (readonly [Jwk, string])[]
  /** Known by their kid only. */
  hidden: readonly Jwk[]
  /** What Generate Token gives. */
  token: string
  /** What the list takes; the token that it gives, unless said otherwise. */
  accepted: string | undefined
  /** Beside the token. */
  grant: Readonly<Record<string, unknown>>
}

const HOST = 'https://acme.onelogin.com'
const LIST = '/oidc/2/signing_keys'

export function oneLoginAccount(keys: Account['keys']): Account {
  const account: Account = {
    asked: [],
    instead: new Map(),
    keys,
    hidden: [],
    token: 'first-token',
    accepted: undefined,
    grant: { token_type: 'bearer', expires_in: 36_000 },
    fetch: async (url, { method, headers, body }) => {
      const path = url.replace(HOST, '')
      account.asked.push({ method, path, authorization: headers['authorization'], body })
      return account.instead.get(path)?.() ?? answer(account, path, headers['authorization'])
    },
  }
  return account
}

function answer(account: Account, path: string, authorization: string | undefined): Response {
  const { token, grant, accepted, keys, hidden } = account
  if (path === '/auth/oauth2/v2/token') return Response.json({ access_token: token, ...grant })
  if (path === '/auth/oauth2/token')
    return Response.json({ status: { error: false, code: 200 }, data: [{ access_token: token, ...grant }] })
  if (authorization !== `bearer ${accepted ?? token}`)
    return Response.json({ message: 'Unauthorized', statusCode: 401, name: 'UnauthorizedError' }, { status: 401 })
  const items = keys.map(([jwk, status]) => asListed(jwk, status))
  if (path === LIST) return Response.json(items)
  const one = [...items, ...hidden.map((jwk) => asListed(jwk, 'active'))].find(({ kid }) => path === `${LIST}/${kid}`)
  return one === undefined ? new Response('{}', { status: 404 }) : Response.json(one)
}

/** As in OneLogin's list, without `alg`. */
function asListed(jwk: Jwk, status: string): Jwk {
  const { alg: _, ...members } = publicJwk(jwk)
  return { ...members, kty: jwk.kty, use: 'sig', status }
}
