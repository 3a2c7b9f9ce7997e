/** SuperTokens as a row of the table of providers: for people, and for the command. */
import type { Provider } from '../shared/provider.ts'
import { superTokensKeys } from './places.ts'

const NODE = 'supertokens/supertokens-node'
const CORE = 'supertokens/supertokens-core'
const VERIFY = 'SuperTokens docs, unified-login/verify-tokens'

export const SUPER_TOKENS: Provider = {
  name: 'super-tokens',
  title: 'SuperTokens',
  call: "superTokens({ apiDomain: 'https://api.acme.example' })",
  checks: [
    '`iss` is `{apiDomain}{apiBasePath}`',
    'the kind: `stt` 0 or absent with `sessionHandle` for sessions, without it for machines, 1 and 2 for OAuth tokens',
    '`sub` of sessions and of ID tokens',
    'for sessions, which have no `aud`, the tenant where `tenantId` is given, by `tId`',
    'for OAuth access tokens `aud` or `client_id`, for ID tokens `aud`',
    'for tokens of versions 1 and 2, only with `acceptLegacyTokens`: `expiryTime`, `userId` and `sessionHandle`',
  ],
  mistakes: [
    'A core that speaks plain `http`, as in a cluster, is not asked for keys: leave out `core`, or put TLS in front.',
    'Taking any verified token for a session: OAuth and machine tokens are signed with keys of the same set.',
    'Leaving out `tenantId` where tenants must be kept apart: all tenants of an app share its keys and its issuer.',
    'Verifying a session from a cookie without protection from CSRF: the token alone does not tell who sends it.',
    'Ignoring `st-ev`, `st-mfa` and the like: a session can be verified and its user not yet.',
    'Machine tokens of `createJWT` may live for a hundred years: `maxLifetimeSeconds` bounds that.',
    'Reading an answer with status 200 as keys: errors come as `{"status":"GENERAL_ERROR"}` with 200 too.',
    'Expecting one key: static and dynamic ones are listed, and tokens of both kinds are about.',
  ],
  facts: [
    [
      'issuer',
      '`{apiDomain}{apiBasePath}`, base path `/auth` by default, no slash at its end',
      `${NODE}, recipe/openid`,
    ],
    ['keys, API', '`{apiDomain}{apiBasePath}/jwt/jwks.json`', `${NODE}, recipe/jwt/constants`],
    ['keys, core', '`{core}/.well-known/jwks.json`, without API key', `${CORE}, JWKSPublicAPI`],
    [
      'keys, core with several apps',
      '`{core}/appid-{appId}/.well-known/jwks.json`',
      'SuperTokens core driver interface',
    ],
    ['cores', 'several, separated by `;`', `${NODE}, supertokens`],
    ['algorithm', 'RS256', `${CORE}, SigningKeys`],
    ['kid', '`s-{uuid}` static, `d-{milliseconds}` dynamic; others from before core 5', `${CORE}, JWTSigningKey`],
    [
      'rotation',
      'dynamic keys every 168 hours, published 60 seconds before they sign',
      `${CORE}, AccessTokenSigningKey`,
    ],
    ['caching', '`max-age` until the next key, `must-revalidate`', `${CORE}, JWKSPublicAPI`],
    ['kinds', '`stt` 0 or absent session, 1 OAuth access, 2 OAuth ID', VERIFY],
    [
      'session tokens',
      '`version` 3 and up in the header; `sessionHandle`, `tId`, `rsub`, no `aud`',
      `${NODE}, recipe/session`,
    ],
    [
      'tokens of versions 1 and 2',
      'header in padded base64 without `kid`; `userId`, `expiryTime` and `timeCreated` in milliseconds',
      `${NODE}, recipe/session/jwt`,
    ],
    [
      'machine tokens',
      '`createJWT`: no session, static key, 100 years by default',
      'SuperTokens docs, microservice auth',
    ],
    ['errors', '`{"status":"GENERAL_ERROR","message"}` with status 200', 'SuperTokens frontend driver interface'],
  ],
  asOf: '2026-11',
  unverified: [
    'that OAuth access tokens may have several audiences in one string, separated by spaces, as the SDK reads them',
    'what `iss` is where other services make tokens through the core: give it in `issuer`',
  ],
  keyOptions: [
    { name: 'apiDomain', example: 'https://api.acme.example' },
    { name: 'apiBasePath', example: '/auth' },
    { name: 'connectionUri', example: 'https://core.acme.example' },
    { name: 'appId', example: 'acme', goesWith: 'connectionUri' },
  ],
  keys: ({ apiDomain, apiBasePath, connectionUri, appId }, source) => {
    const core = connectionUri === undefined ? undefined : { connectionUri, ...(appId === undefined ? {} : { appId }) }
    return superTokensKeys({ apiDomain, apiBasePath, core }, source)
  },
}
