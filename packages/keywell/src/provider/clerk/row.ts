/** Clerk as a row of the table of providers: for people, and for the command. */
import { clerkKeys } from './keys.ts'
import type { Provider } from '../shared/provider.ts'

const MANUAL = 'Clerk docs, manual-jwt-verification'
const SESSIONS = 'Clerk docs, session-tokens'
const TEMPLATES = 'Clerk docs, jwt-templates'
const KEYS = 'clerk/javascript, backend/src/tokens/keys'

export const CLERK: Provider = {
  name: 'clerk',
  title: 'Clerk',
  call: "clerk({ frontendApi: 'clerk.acme.example', authorizedParties: ['https://acme.example'] })",
  checks: [
    '`iss` is the Frontend API of the instance, whichever way its key came: a key of one instance serves no other',
    '`azp` is one of the authorized parties; a token without it is refused',
    'the kind: `cat` and `typ` of the header, `sid`, and whether `sub` is a machine',
    '`sts` is not `pending`, unless `acceptPending` is true',
    'for machine tokens, that this machine is one of `scopes` or `aud`; for OAuth access tokens, `aud`',
  ],
  mistakes: [
    'Expecting `aud`: session tokens have none, and leaving `azp` unchecked lets other sites of the domain use them.',
    'Tokens made on a server, without a page, have no `azp`: accept them with `unchecked`, in a trust of their own.',
    'A key that is not found is most often of another instance: development tokens at a production backend.',
    'A template with its own signing key, or with HS256, is not signed by the instance and cannot be verified here.',
    'Taking any verified token for a session: machine and template tokens are signed with the same key.',
    'Remembering keys by `kid` alone: all instances of a process then share them.',
    'Reading `o.per` of version 2 as what the user may do: `o.fpm` says which feature has which permission.',
  ],
  facts: [
    ['issuer', '`https://{frontendApi}`; behind a proxy, its URL', SESSIONS],
    ['keys, public', '`https://{frontendApi}/.well-known/jwks.json`', MANUAL],
    ['keys, Backend API', '`https://api.clerk.com/v1/jwks` with `Authorization: Bearer {secretKey}`', MANUAL],
    ['keys, Backend API before', '`https://api.clerk.dev/v1/jwks`', 'Clerk docs, upgrade guide for Core 2'],
    ['key from the environment', '`CLERK_JWT_KEY`: SPKI in base64, PEM lines and line breaks optional', KEYS],
    ['kid', 'the id of the instance, `ins_…`', KEYS],
    ['publishable key', '`pk_test_` or `pk_live_` and base64 of the host and `$`', 'clerk/javascript, shared/src/keys'],
    ['algorithms', 'RS256; the SDK admits RS384 and RS512', 'clerk/javascript, backend/src/jwt/algorithms'],
    [
      'kinds, by `cat`',
      '`cl_B7d4PD111AAA` session, `cl_B7d4PD222AAA` template, `cl_B7d4PD333AAA` machine, `cl_I7d4PD111III` any',
      'clerk/javascript, backend/src/tokens/jwtCategories',
    ],
    [
      'kinds, otherwise',
      '`typ` `at+jwt` OAuth access; `sub` `mch_…` machine; opaque `mt_…`, `oat_…`, `ak_…`',
      'clerk/javascript, backend/src/tokens/machine',
    ],
    ['template tokens', '`azp`, `exp`, `iat`, `iss`, `jti`, `nbf`, `sub`, never `sid`', TEMPLATES],
    ['`azp`', 'the origin of the request; may be absent where that was empty', SESSIONS],
    ['pending', '`sts` is `pending` while the user is not done', MANUAL],
    ['session, version 2', '`v` 2; the organization in `o`: `id`, `slg`, `rol`, `per`, `fpm`', SESSIONS],
    [
      'session, version 1',
      '`org_id`, `org_role`, `org_slug`, `org_permissions`; deprecated since 2025-04-14',
      SESSIONS,
    ],
  ],
  asOf: '2026-11',
  unverified: [
    'what `iss` is on satellite domains: give it in `issuer` where it is another',
    'that `/.well-known/openid-configuration` is served: it is not asked for',
    'that OAuth access tokens always carry `aud`: where they do not, leave it out with `unchecked`',
  ],
  keyOptions: [
    { name: 'frontendApi', example: 'clerk.acme.example' },
    { name: 'publishableKey', example: 'pk_live_Y2xlcmsuYWNtZS5leGFtcGxlJA' },
    {
      name: 'secretKey',
      example: 'sk_live_…',
      variable: 'CLERK_SECRET_KEY',
      yieldsTo: ['publishableKey', 'frontendApi'],
    },
    {
      name: 'jwtKey',
      example: 'MIIBIjANBgkq…',
      variable: 'CLERK_JWT_KEY',
      yieldsTo: ['publishableKey', 'frontendApi', 'secretKey'],
    },
    {
      name: 'apiUrl',
      example: 'https://api.clerk.com',
      goesWith: 'secretKey',
      yieldsTo: ['publishableKey', 'frontendApi'],
    },
  ],
  /** One way only: what was said on purpose before secrets, which may just be in the environment. */
  keys: ({ publishableKey, frontendApi, secretKey, jwtKey, apiUrl }, source) => {
    if (publishableKey !== undefined || frontendApi !== undefined)
      return clerkKeys({ publishableKey, frontendApi }, source)
    return clerkKeys(secretKey === undefined ? { jwtKey } : { secretKey, apiUrl }, source)
  },
}
