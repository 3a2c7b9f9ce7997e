/**
 * The npm package `oidc-provider` in the shape of somebody else: other paths, tokens with other claims, keys that rotate. Its
 * token endpoint gives what is asked for; nothing is signed by hand. Two grants: client credentials, and a user's password,
 * which stands for every way in which users sign in.
 */
import { createServer, type RequestListener } from 'node:http'
import { type AccessToken, type Client, type Context, Provider } from 'oidc-provider'
import { listenLocally, originOf } from '../gateway/local-server.ts'
import { isMembers, type Members, textAt } from './read.ts'
import { type SigningKeys, signingKeys } from './signing-keys.ts'

/** What is being signed. */
export interface TokenParts {
  header: Members
  payload: Members
}

export interface IssuerShape {
  readonly issuer: string
  /** Under the path of the issuer. */
  readonly routes: { readonly jwks: string; readonly token: string }
  readonly clientId: string
  readonly newKid: () => string
  /** The API that a token is asked for; without one it is opaque. */
  readonly apiOf: (asked: Members) => string | undefined
  /** Settings of `oidc-provider` for an API. */
  readonly settingsOf: (api: string) => object
  readonly shapeAccessToken: (parts: TokenParts, token: AccessToken) => void
  readonly idTokenClaims: (client: Client) => Members
  readonly middleware?: (context: Context, next: () => Promise<void>) => Promise<void>
}

export interface OidcIssuer extends AsyncDisposable {
  readonly issuer: string
  readonly clientId: string
  /** As it was built last: paths start at the issuer's. */
  readonly handler: RequestListener
  readonly keys: SigningKeys
  /** Asks the token endpoint, over HTTP. */
  ask(grant: Grant, asked?: Readonly<Record<string, string>>): Promise<TokenAnswer>
  rotate(): void
  revokePrevious(): void
  close(): Promise<void>
}

export type Grant = 'client_credentials' | 'password'

export interface TokenAnswer {
  readonly access: string
  /** Of a user who asked for `openid`. */
  readonly id: string | undefined
}

const CLIENT_SECRET = 'a-secret-that-is-worth-nothing-elsewhere'
const USER = 'alice@example.com'
const TTL_SECONDS = 3600

export async function startOidcIssuer(shape: IssuerShape): Promise<OidcIssuer> {
  const keys = signingKeys(shape.newKid)
  let answer = build(shape, keys)
  const rebuilt = (change: () => void) => (): void => {
    change()
    answer = build(shape, keys)
  }
  const handler: RequestListener = (request, response) => answer(request, response)
  const server = await listenLocally(createServer(handler))
  const { close } = server
  const endpoint = `${originOf(server)}${shape.routes.token}`
  return {
    issuer: shape.issuer,
    clientId: shape.clientId,
    handler,
    keys,
    ask: (grant, asked = {}) => ask(endpoint, { ...grantOf(grant, shape.clientId), ...asked }),
    rotate: rebuilt(keys.rotate),
    revokePrevious: rebuilt(keys.revokePrevious),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const grantOf = (grant: Grant, clientId: string): Readonly<Record<string, string>> => ({
  grant_type: grant,
  client_id: clientId,
  client_secret: CLIENT_SECRET,
  ...(grant === 'password' ? { username: USER } : {}),
})

async function ask(endpoint: string, asked: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const response = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(asked) })
  const answered: unknown = await response.json()
  if (!response.ok) throw new Error(`${endpoint}: ${response.status} ${JSON.stringify(answered)}`)
  const id = isMembers(answered) ? answered['id_token'] : undefined
  return { access: textAt(answered, 'access_token'), id: typeof id === 'string' ? id : undefined }
}

/** A provider knows its keys from its making: every rotation makes another one. */
function build(shape: IssuerShape, keys: SigningKeys): RequestListener {
  const { kid } = keys.current()
  const settingsOf = (api: string): Members => ({
    audience: api,
    scope: 'read write',
    accessTokenFormat: 'jwt',
    accessTokenTTL: TTL_SECONDS,
    jwt: { sign: { alg: 'RS256', kid } },
    ...shape.settingsOf(api),
  })
  const provider = new Provider(shape.issuer, {
    ...FIXED,
    clients: [{ ...CLIENT, client_id: shape.clientId }],
    jwks: { keys: keys.all().map(({ jwk }) => jwk) },
    routes: shape.routes,
    formats: {
      customizers: {
        jwt: (_: Context, token: AccessToken, parts: TokenParts) => shape.shapeAccessToken(parts, token),
      },
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: ({ oidc }: Context) => shape.apiOf(oidc.body),
        getResourceServerInfo: (_: Context, api: string) => settingsOf(api),
      },
    },
  })
  provider.registerGrantType('password', (context) => signIn(provider, shape, settingsOf, context), [
    'username',
    'scope',
  ])
  if (shape.middleware !== undefined) provider.use(shape.middleware)
  return provider.callback()
}

const CLIENT = {
  client_secret: CLIENT_SECRET,
  grant_types: ['client_credentials', 'password'],
  redirect_uris: [],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_post',
}

const FIXED = {
  scopes: ['openid', 'read', 'write'],
  ttl: { AccessToken: TTL_SECONDS, ClientCredentials: TTL_SECONDS, IdToken: TTL_SECONDS },
  findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
  cookies: { keys: ['unused'] },
  // Nothing that was given is ever looked up again.
  adapter: () => ({ upsert: async () => undefined, find: async () => undefined }),
}

async function signIn(
  provider: Provider,
  shape: IssuerShape,
  settingsOf: (api: string) => object,
  context: Context,
): Promise<void> {
  const { client, body } = context.oidc
  const accountId = textAt(body, 'username')
  const api = shape.apiOf(body)
  const access = new provider.AccessToken({ client, accountId, scope: 'read' })
  if (api !== undefined) access.resourceServer = new provider.ResourceServer(api, settingsOf(api))
  const id = new provider.IdToken({ sub: accountId }, { ctx: context })
  id.scope = 'openid'
  for (const [claim, value] of Object.entries(shape.idTokenClaims(client))) id.set(claim, value)
  context.body = {
    access_token: await access.save(),
    token_type: 'Bearer',
    expires_in: access.expiration,
    ...(String(body['scope']).split(' ').includes('openid') ? { id_token: await id.issue({ use: 'idtoken' }) } : {}),
  }
}
