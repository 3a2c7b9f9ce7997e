/** Keycloak: a realm's access and ID tokens, told apart by the claim `typ`. */
import { oneOf, optional } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { baseUrlOption, loopbackOf } from './shared/options.ts'
import { defineKindPreset, type KindPreset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsOneOf, whereGiven } from './shared/rules.ts'

export interface KeycloakOptions {
  /** Where users sign in, as `iss` has it: `https://sso.acme.example`, or with `/auth` at its end before version 17. */
  readonly baseUrl: string
  readonly realm: string
  /** The client id of this API, by an audience mapper; for ID tokens, the client id. `account` is what comes without one. */
  readonly audience: string | readonly string[] | Unchecked
  /** The clients that may have asked for the token, by `azp`; any unless given. */
  readonly clientId?: string | readonly string[]
  /** Where keys are fetched from, when that is not `baseUrl`, such as inside a cluster. */
  readonly internalUrl?: string
}

interface CommonClaims extends JwtPayload {
  /** The client that asked for the token. */
  readonly azp?: string
  readonly sid?: string
  readonly acr?: string
  readonly auth_time?: number
  readonly preferred_username?: string
  readonly email?: string
  readonly email_verified?: boolean
}

export interface KeycloakAccessClaims extends CommonClaims {
  readonly typ: 'Bearer' | 'DPoP'
  /** Space-separated. */
  readonly scope?: string
  readonly realm_access?: { readonly roles?: readonly string[] }
  /** By client id. */
  readonly resource_access?: Readonly<Record<string, { readonly roles?: readonly string[] }>>
  readonly 'allowed-origins'?: readonly string[]
}

export interface KeycloakIdClaims extends CommonClaims {
  readonly typ: 'ID'
  readonly nonce?: string
  readonly at_hash?: string
  readonly name?: string
}

/**
 * Access tokens of a Keycloak realm, or its ID tokens with `tokenUse: 'id'`.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see keycloak.org/securing-apps/oidc-layers
 * @example createVerifier(keycloak({ baseUrl: 'https://sso.acme.example', realm: 'acme', audience: 'orders-api' }))
 */
export const keycloak: KindPreset<
  KeycloakOptions,
  'tokenUse',
  { access: KeycloakAccessClaims; id: KeycloakIdClaims },
  'keycloak',
  'access'
> = defineKindPreset(
  'tokenUse',
  ['baseUrl', 'realm', 'audience', 'clientId', 'internalUrl'],
  (options: KeycloakOptions & { readonly tokenUse?: unknown; readonly source?: RemoteOptions }) => {
    const kind = optional(oneOf('access', 'id'), 'tokenUse', options.tokenUse) ?? 'access'
    const loopback = loopbackOf(options.source)
    const realm = realmOption(options.realm)
    const issuer = realmUrl(baseUrlOption('baseUrl', options.baseUrl, loopback), realm)
    const place = options.internalUrl === undefined ? issuer : realmUrl(internal(options.internalUrl, loopback), realm)
    const isKind = claimIsOneOf('typ', TYPES[kind], { meaning: 'kind', hint: KIND_HINT, source: TOKEN_UTIL })
    return {
      name: `keycloak-${kind}`,
      issuer,
      audience: options.audience,
      rules: [isKind, ...whereGiven('clientId', options.clientId, isOfClient)],
      keys: (source) => remoteJwks(`${place}${CERTS}`, source),
      hints: HINTS,
    }
  },
)

/** The claim, not the header's `typ`. */
const TYPES = { access: ['Bearer', 'DPoP'], id: ['ID'] } as const

const TOKEN_UTIL = 'keycloak/keycloak, TokenUtil.java'
const WELL_KNOWN = 'keycloak/keycloak, OIDCWellKnownProvider.java'
const CERTS = '/protocol/openid-connect/certs'

const REALM = /^[\w.~-]{1,255}$/

const realmOption = (realm: unknown): string =>
  shapedOption('realm', realm, REALM, 'a realm of letters, digits, "-", "_", "." and "~"')

const realmUrl = (baseUrl: string, realm: string): string => `${baseUrl}/realms/${realm}`

const internal = (url: string, loopback: RemoteOptions): string => baseUrlOption('internalUrl', url, loopback)

const isOfClient = (clients: readonly string[]): ReturnType<typeof claimIsOneOf> =>
  claimIsOneOf('azp', clients, {
    meaning: 'audience',
    hint: 'the token was asked for by another client: list its id in clientId if it may call this',
    source: 'OpenID Connect Core 1.0 §2',
  })

const KIND_HINT =
  'by its claim typ: an access token has "Bearer", an ID token "ID"; a refresh token is for Keycloak itself only'

const HINTS = {
  ERR_AUDIENCE_MISMATCH:
    'aud is "account" unless the client has an audience mapper that adds the client id of this API',
  ERR_CLAIM_MISSING:
    'without an audience mapper a token may have no aud at all: add one that has the client id of this API',
  ERR_ISSUER_UNTRUSTED: 'iss is the hostname that the token was asked from: set KC_HOSTNAME, so that it is one',
} as const

export const KEYCLOAK: Provider = {
  name: 'keycloak',
  title: 'Keycloak',
  call: "keycloak({ baseUrl: 'https://sso.acme.example', realm: 'acme', audience: 'orders-api' })",
  checks: [
    '`iss` is the realm',
    'the claim `typ` is `Bearer` or `DPoP`, or `ID` with `tokenUse: "id"`',
    '`aud` has the audience',
    '`azp` is one of the clients, where `clientId` is given',
  ],
  mistakes: [
    'Access tokens have `aud` `account`, or none, until an audience mapper adds the client id of the API.',
    'The claim `typ` tells kinds, not the header: an ID token sent to an API is refused by it.',
    '`iss` is the hostname of the request, so a token asked for inside a cluster can have another one: set `KC_HOSTNAME`, and give `internalUrl` where keys are fetched from elsewhere.',
    'Before version 17 the base URL ends in `/auth`.',
    'The set has keys for encryption too (`use` `enc`): they verify nothing and are passed over.',
  ],
  facts: [
    ['issuer', '`{baseUrl}/realms/{realm}`, by the frontend URL', WELL_KNOWN],
    ['keys', '`{baseUrl}/realms/{realm}/protocol/openid-connect/certs`, by the backend URL', WELL_KNOWN],
    ['kinds', 'claim `typ`: `Bearer`, `DPoP`, `ID`, `Refresh`, `Offline`, `Logout`', TOKEN_UTIL],
    ['keys listed', '`sig` and `enc` (RSA-OAEP) in one set', 'jpadilla/pyjwt, sets from Keycloak'],
  ],
  asOf: '2026-11',
  unverified: ['how a realm whose name needs escaping is written in `iss`: such names are refused; use `oidc`'],
  keyOptions: [
    { name: 'baseUrl', example: 'https://sso.acme.example', isRequired: true },
    { name: 'realm', example: 'acme', isRequired: true },
  ],
  keys: ({ baseUrl, realm }, source) =>
    remoteJwks(
      `${realmUrl(baseUrlOption('baseUrl', baseUrl, loopbackOf(source)), realmOption(realm))}${CERTS}`,
      source,
    ),
}
