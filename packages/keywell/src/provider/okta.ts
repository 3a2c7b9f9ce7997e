/** Okta: custom authorization servers and the org's own, whose access tokens nobody but Okta can verify. */
import { optional, optionInvalid } from '../errors/index.ts'
import { discoverJwks } from '../source/remote/discover.ts'
import type { KeySource } from '../source/key-source.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import type { JwtPayload, TrustRule } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { domainsOption, hostOption, type OneOrMoreDomains } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { headerRule, ofPayload } from './shared/rules.ts'

/** `domain` is the org's, such as `acme.okta.com`, or its custom domain; never the `-admin` host. */
export type OktaOptions = OktaServer & OneOrMoreDomains

export interface OktaServer {
  /** The id of a custom authorization server, such as `default` or `aus1example`; the org's own server unless given. */
  readonly authorizationServer?: string
  /** Of the authorization server, such as `api://default`; for ID tokens, the client id. */
  readonly audience: string | readonly string[] | Unchecked
  /** Accepts tokens of this client only, and asks for its keys: an app can be pinned to a key that is listed for it alone. */
  readonly clientId?: string
}

/** Access tokens of custom authorization servers, and ID tokens. */
export interface OktaClaims extends JwtPayload {
  readonly ver?: number
  /** The client of an access token. */
  readonly cid?: string
  /** The user of an access token; absent for client credentials. */
  readonly uid?: string
  readonly scp?: readonly string[]
  readonly auth_time?: number
  readonly groups?: readonly string[]
  readonly idp?: string
  readonly amr?: readonly string[]
  readonly nonce?: string
  readonly preferred_username?: string
}

/**
 * Tokens of an Okta authorization server. Of the org's own server, only ID tokens can be verified.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see developer.okta.com/docs/guides/validate-access-tokens
 * @example createVerifier(okta({ domain: 'acme.okta.com', authorizationServer: 'default', audience: 'api://default' }))
 */
export const okta: Preset<OktaOptions, OktaClaims, 'okta'> = definePreset(
  ['domain', 'domains', 'authorizationServer', 'audience', 'clientId'],
  (options) => {
    const domains = domainsOption(options, EXAMPLE)
    domains.forEach((domain, place) =>
      refuseAdmin(options.domains === undefined ? 'domain' : `domains[${place}]`, domain),
    )
    const server = optional(serverOption, 'authorizationServer', options.authorizationServer)
    const clientId = optional(clientOption, 'clientId', options.clientId)
    return {
      name: 'okta',
      issuer: domains.map((domain) => issuerOf(domain, server)),
      audience: options.audience,
      // Okta signs tokens with RS256 and nothing else.
      algorithms: ['RS256'],
      rules: clientId === undefined ? [NOT_INTERNAL] : [NOT_INTERNAL, isOfClient(clientId)],
      keys: (source) => keysOf(issuerOf(domains[0], server), clientId, source),
      hints: server === undefined ? ORG_HINTS : HINTS,
    }
  },
)

const EXAMPLE = 'acme.okta.com'

const issuerOf = (domain: string, server: string | undefined): string =>
  server === undefined ? `https://${domain}` : `https://${domain}/oauth2/${server}`

/** Through the metadata, whose `jwks_uri` names the client where a client asks for it. */
const keysOf = (issuer: string, clientId: string | undefined, source: RemoteOptions): KeySource =>
  discoverJwks(issuer, clientId === undefined ? source : { ...source, query: { client_id: clientId } })

function refuseAdmin(option: string, domain: string): string {
  const [host = '', ...rest] = domain.split('.')
  const isAdmin = host.endsWith('-admin') && /^(?:okta|oktapreview|okta-emea)\.com$/.test(rest.join('.'))
  if (!isAdmin) return domain
  const hint = `the host without "-admin": "${[host.slice(0, -'-admin'.length), ...rest].join('.')}"`
  throw optionInvalid(option, 'the host that tokens come from, not the admin console', domain, { hint })
}

const serverOption = (option: string, value: unknown): string =>
  shapedOption(option, value, /^[A-Za-z\d_-]{1,100}$/, 'the id of an authorization server such as "default"')

const clientOption = (option: string, value: unknown): string =>
  shapedOption(option, value, /^[\w-]{1,100}$/, 'a client id such as "0oa1example"')

const INTROSPECT =
  "an access token of Okta's org server cannot be verified locally: introspect it, or use a custom authorization server"

/** RFC 7515 §4.1.9: the type, with or without `application/`. */
const NOT_INTERNAL: TrustRule = headerRule('typ', {
  meaning: 'kind',
  expected: 'no token that Okta keeps for itself (okta-internal-at+jwt)',
  accepts: (typ) => typeof typ !== 'string' || !/(?:^|\/)okta-internal-at\+jwt$/i.test(typ),
  hint: INTROSPECT,
  source: 'Okta docs, authorization servers',
})

const isOfClient = (clientId: string): TrustRule => ({
  subject: 'cid',
  meaning: 'audience',
  expected: [clientId],
  // An ID token names its client in aud.
  seen: (context) => ofPayload('cid')(context) ?? ofPayload('aud')(context),
  accepts: (seen) => [seen].flat().includes(clientId),
  hint: 'the token was given to another client; leave clientId out to accept all of them',
  source: 'Okta docs, validate access tokens',
})

const HINTS = {
  ERR_ISSUER_UNTRUSTED:
    'iss is https://{domain}/oauth2/{authorizationServer}, with the domain that the token was asked from',
  ERR_AUDIENCE_MISMATCH: 'the audience is a setting of the authorization server, such as api://default',
} as const

const ORG_HINTS = {
  ERR_ISSUER_UNTRUSTED: "tokens of a custom authorization server need its id: authorizationServer: 'default'",
  ERR_KEY_NOT_FOUND: INTROSPECT,
} as const

export const OKTA: Provider = {
  name: 'okta',
  title: 'Okta',
  call: "okta({ domain: 'acme.okta.com', authorizationServer: 'default', audience: 'api://default' })",
  checks: [
    '`iss` is `https://{domain}/oauth2/{authorizationServer}`, or `https://{domain}` for the org server',
    '`aud` has the audience; RS256 alone is accepted',
    '`cid` (in ID tokens `aud`) is the client, where `clientId` is given',
    "access tokens of the org's own server (`typ` `application/okta-internal-at+jwt`) are refused with the way out",
  ],
  mistakes: [
    "Access tokens of the org's own server are signed with keys that are not published: introspect them, or use a custom authorization server.",
    'The admin console (`acme-admin.okta.com`) issues no tokens.',
    'The issuer of a custom server has `/oauth2/` in it: `https://acme.okta.com/oauth2/default`.',
    'Keys change four times a year without notice: never pin one in code.',
    'With a custom domain, `iss` follows the domain that the token was asked from: list both in `domains`.',
  ],
  facts: [
    ['issuer, custom server', '`https://{domain}/oauth2/{authorizationServer}`', 'Okta docs, authorization servers'],
    ['issuer, org server', '`https://{domain}`', 'Okta docs, authorization servers'],
    [
      'keys',
      '`{issuer}/v1/keys`; of the org server `https://{domain}/oauth2/v1/keys`; found by discovery',
      'Okta docs, authorization servers',
    ],
    [
      'discovery',
      '`/.well-known/openid-configuration` after the issuer, `/.well-known/oauth-authorization-server` before its path or after it',
      'Okta API reference, custom authorization server',
    ],
    [
      '`client_id` in the discovery URL',
      'gives a `jwks_uri` with the keys of that client',
      'Okta API reference, custom authorization server; key rotation',
    ],
    ['algorithm', 'RS256', 'Okta docs, validate access tokens'],
    ['rotation', 'four times a year; two or three keys are listed, in no order', 'Okta docs, key rotation'],
    ['admin hosts', '`-admin` of okta.com, oktapreview.com and okta-emea.com', 'okta/okta-jwt-verifier-js, lib.js'],
  ],
  asOf: '2026-11',
  unverified: ['hosts of okta-gov.com and okta.mil: they work like any other domain here'],
  keyOptions: [
    { name: 'domain', example: EXAMPLE, isRequired: true },
    { name: 'authorizationServer', example: 'default' },
    { name: 'clientId', example: '0oa1example' },
  ],
  keys: ({ domain, authorizationServer, clientId }, source) =>
    keysOf(
      issuerOf(
        refuseAdmin('domain', hostOption('domain', domain, EXAMPLE)),
        optional(serverOption, 'authorizationServer', authorizationServer),
      ),
      optional(clientOption, 'clientId', clientId),
      source,
    ),
}
