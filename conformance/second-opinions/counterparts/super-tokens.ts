/**
 * SuperTokens, written from its documentation: what an app (the backend SDK) and a core publish, and the tokens they sign.
 * No code of theirs runs here; `opinions/super-tokens-sdk.ts` puts the real SDK on top of this core.
 *
 * Written from these pages, as they were in November 2026:
 * - keys of the app, `{apiDomain}{apiBasePath}/jwt/jwks.json`, and the claims of a session:
 *   https://supertokens.com/docs/additional-verification/session-verification/protect-api-routes
 * - `stt`, and OAuth2 tokens: https://supertokens.com/docs/authentication/unified-login/verify-tokens
 * - keys of the core, its `Cache-Control`, kids `s-…` (static) and `d-…` (dynamic): the core driver interface,
 *   https://app.swaggerhub.com/apis/supertokens/CDI
 */
import { type KeyObject, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Hosts } from '../gateway/gateway.ts'
import { listenLocally, originOf } from '../gateway/local-server.ts'
import { signed, standardBase64 } from './forge.ts'
import type { Members } from './read.ts'
import { makeRsaKey, publicJwk, type RsaKey } from './signing-keys.ts'

export type SuperTokensKind = 'session' | 'oauth-access' | 'oauth-id' | 'm2m' | 'legacy'

export interface SuperTokensCounterpart extends AsyncDisposable {
  /** For `startGateway`: the app, and the core. */
  readonly hosts: Hosts
  readonly apiDomain: string
  readonly apiBasePath: string
  /** `{apiDomain}{apiBasePath}`. */
  readonly issuer: string
  readonly coreDomain: string
  /** The core once more, as plain HTTP on this machine: how an SDK reaches it. */
  readonly coreOrigin: string
  readonly clientId: string
  /** `session`: five as of now, `tId` public; `m2m` is of the static key, the others of the dynamic one. */
  token(kind: SuperTokensKind, claims?: Members): string
  signingKey(which?: 'dynamic' | 'static'): RsaKey
  /** A new dynamic key; the one before stays published, as it does for twice a token's validity. */
  rotate(): void
  /** From now on the app answers 200 with `GENERAL_ERROR` instead of keys, or no more. */
  fail(isFailing: boolean): void
  close(): Promise<void>
}

const HOST = 'api.example.com'
const CORE_HOST = 'core.example.com'
const BASE_PATH = '/auth'
const CLIENT = 'stcl_9b1f6c'
const ISSUER = `https://${HOST}${BASE_PATH}`

export async function startSuperTokens(): Promise<SuperTokensCounterpart> {
  const fixed = makeRsaKey(`s-${randomUUID()}`)
  const dynamic = [makeRsaKey(`d-${Date.now() - 60_000}`)]
  let isFailing = false
  const latest = (): RsaKey => dynamic.at(-1) ?? fixed
  const keys = (): Members => ({ keys: [...dynamic.toReversed(), fixed].map(publicJwk) })
  const app = answering(
    new Map([
      [`${BASE_PATH}/jwt/jwks.json`, () => (isFailing ? FAILURE : keys())],
      [`${BASE_PATH}/.well-known/openid-configuration`, () => METADATA],
    ]),
  )
  const core = answering(
    new Map([
      ['/.well-known/jwks.json', keys],
      ['/apiversion', () => ({ versions: ['5.4'] })],
      // Asked about old tokens that the SDK has found no key for.
      ['/recipe/session/verify', () => ({ status: 'TRY_REFRESH_TOKEN', message: 'not a token of this core' })],
    ]),
  )
  const server = await listenLocally(createServer(core))
  return {
    hosts: { [HOST]: app, [CORE_HOST]: core },
    apiDomain: `https://${HOST}`,
    apiBasePath: BASE_PATH,
    issuer: ISSUER,
    coreDomain: `https://${CORE_HOST}`,
    coreOrigin: originOf(server),
    clientId: CLIENT,
    token: (kind, claims = {}) => make(kind, kind === 'm2m' ? fixed : latest(), claims),
    signingKey: (which = 'dynamic') => (which === 'static' ? fixed : latest()),
    rotate: () => void dynamic.push(makeRsaKey(`d-${Date.now()}`)),
    fail: (failing) => void (isFailing = failing),
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  }
}

const METADATA = Object.freeze({
  issuer: ISSUER,
  jwks_uri: `${ISSUER}/jwt/jwks.json`,
  id_token_signing_alg_values_supported: ['RS256'],
})

const FAILURE = Object.freeze({ status: 'GENERAL_ERROR', message: 'keys cannot be had' })

/** Seconds until the core makes its next key; all that its `Cache-Control` says. */
const CACHE_CONTROL = 'max-age=3600, must-revalidate'

function answering(documents: ReadonlyMap<string, () => Members>) {
  return ({ url = '' }: IncomingMessage, response: ServerResponse): void => {
    const document = documents.get(url.split('?')[0] ?? '')
    if (document === undefined) return void response.writeHead(404).end('Not found')
    const headers = { 'content-type': 'application/json', 'cache-control': CACHE_CONTROL }
    return void response.writeHead(200, headers).end(JSON.stringify(document()))
  }
}

const HOUR = 3600

function make(kind: SuperTokensKind, { kid, privateKey }: RsaKey, claims: Members): string {
  if (kind === 'legacy') return legacy(privateKey, claims)
  const iat = Math.floor(Date.now() / 1000)
  const header = { kid, typ: 'JWT', ...(kind === 'session' ? { version: '5' } : {}), alg: 'RS256' }
  const payload = { iss: ISSUER, iat, exp: iat + HOUR, ...CLAIMS[kind](), ...claims }
  return signed({ header, payload, privateKey })
}

const USER = '1f4a7c2e-8f0d-4f53-9d8e-3a8a4c7d2b10'

const CLAIMS: Readonly<Record<Exclude<SuperTokensKind, 'legacy'>, () => Members>> = {
  session: () => ({
    sub: USER,
    rsub: USER,
    tId: 'public',
    sessionHandle: randomUUID(),
    refreshTokenHash1: 'c0ffee',
    parentRefreshTokenHash1: null,
    antiCsrfToken: null,
    stt: 0,
    'st-ev': { v: true, t: Date.now() },
  }),
  'oauth-access': () => ({
    ...OAUTH,
    aud: [],
    client_id: CLIENT,
    scp: ['profile', 'openid'],
    stt: 1,
  }),
  'oauth-id': () => ({ ...OAUTH, aud: [CLIENT], nonce: 'n', stt: 2 }),
  // `createJWT` of the JWT recipe: the payload is the caller's own, the validity 100 years.
  m2m: () => ({ sub: 'billing', exp: Math.floor(Date.now() / 1000) + 100 * 365 * 24 * HOUR }),
}

const OAUTH = { sub: USER, rsub: USER, tId: 'public', sessionHandle: 'h-1', jti: 'j-1' }

/** Versions 1 and 2: no kid, times in milliseconds, segments in standard base64. */
function legacy(privateKey: KeyObject, claims: Members): string {
  const now = Date.now()
  const header = { alg: 'RS256', typ: 'JWT', version: '2' }
  const payload = {
    sessionHandle: randomUUID(),
    userId: USER,
    refreshTokenHash1: 'c0ffee',
    userData: {},
    expiryTime: now + HOUR * 1000,
    timeCreated: now,
    ...claims,
  }
  return signed({ header, payload, privateKey }, standardBase64)
}
