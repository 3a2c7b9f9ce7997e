/** Microsoft Entra ID: two versions of tokens, one or many tenants, and keys that say which issuer they serve. */
import { oneOf, optional, optionInvalid } from '../errors/index.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { KeySource } from '../source/key-source.ts'
import type { IssuerTemplate, TrustRule } from '../verify/trust.ts'
import { isUnchecked, type Unchecked } from '../verify/unchecked.ts'
import { guidOption, isGuid } from './shared/ids.ts'
import { GRAPH_HINT, NOT_FOR_MICROSOFT, notGraph, type MicrosoftClaims } from './shared/microsoft.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimRule } from './shared/rules.ts'
import { oneOrSeveral } from './shared/several.ts'

export interface EntraIdOptions {
  /** The one tenant whose tokens are accepted, by its id. */
  readonly tenantId?: string
  /** Instead of `tenantId`: the tenants that are let in; `unchecked('…')` lets in all, personal accounts too. */
  readonly tenantIds?: readonly string[] | Unchecked
  /** In v2.0 tokens the client id of the API, in v1.0 tokens its Application ID URI or client id; in ID tokens the client id. */
  readonly audience: string | readonly string[] | Unchecked
  /** Of the tokens, by `requestedAccessTokenVersion` in the API's manifest, where null means 1.0. Default `2.0`. */
  readonly version?: '1.0' | '2.0'
  /** Default `public`. */
  readonly cloud?: 'public' | 'us-government' | 'china'
  /** The application whose signing keys are its own, as with claims mapping; beside `tenantId` only. */
  readonly appId?: string
}

export interface EntraIdClaims extends MicrosoftClaims {
  /** The tenant. */
  readonly tid: string
  readonly ver?: '1.0' | '2.0'
  readonly roles?: readonly string[]
  readonly groups?: readonly string[]
  /** The client, in v2.0 tokens. */
  readonly azp?: string
  /** The client, in v1.0 tokens. */
  readonly appid?: string
  /** `app` in tokens of an application alone; optional. */
  readonly idtyp?: string
  readonly preferred_username?: string
}

/**
 * Tokens of Microsoft Entra ID (formerly Azure AD) for one API or client.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see learn.microsoft.com/entra/identity-platform/access-tokens
 * @example createVerifier(entraId({ tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47', audience: '6e74172b-be56-4843-9ff4-e66a39bb12e3' }))
 */
export const entraId: Preset<EntraIdOptions, EntraIdClaims, 'entra-id'> = definePreset(
  ['tenantId', 'tenantIds', 'audience', 'version', 'cloud', 'appId'],
  (options) => {
    const tenants = tenantsOf(options)
    const place = placeOf(options, tenants)
    return {
      name: 'entra-id',
      issuer: issuerOf(place, tenants),
      audience: notGraph(options.audience),
      rules: tenants === undefined ? [NOT_FOR_MICROSOFT, TENANT] : [NOT_FOR_MICROSOFT],
      keys: (source) => keysOf(place, source),
      hints: HINTS,
    }
  },
)

const VERSIONS = ['1.0', '2.0'] as const
const CLOUDS = {
  public: 'login.microsoftonline.com',
  'us-government': 'login.microsoftonline.us',
  china: 'login.partner.microsoftonline.cn',
} as const

/** The tenants that are let in; `undefined` for all. */
function tenantsOf({ tenantId, tenantIds }: EntraIdOptions): readonly string[] | undefined {
  if (tenantId === undefined && isUnchecked(tenantIds)) return undefined
  return oneOrSeveral(['tenantId', tenantId], ['tenantIds', tenantIds], tenantOption)
}

const NICKNAMES: readonly unknown[] = ['common', 'organizations', 'consumers']

function tenantOption(option: string, value: unknown): string {
  if (!NICKNAMES.includes(value)) return guidOption(option, value)
  const hint = "list the tenants in tenantIds, or let in all by tenantIds: unchecked('why')"
  throw optionInvalid(option, 'the id of a tenant', value, { hint })
}

interface Place {
  readonly host: string
  readonly version: (typeof VERSIONS)[number]
  /** As in the URL of the keys: a tenant's id, or `common`. */
  readonly tenant: string
  readonly appId: string | undefined
}

function placeOf(
  { version, cloud, appId }: { readonly [Option in 'version' | 'cloud' | 'appId']?: unknown },
  tenants: readonly string[] | undefined,
): Place {
  const [only, ...others] = tenants ?? []
  const tenant = only === undefined || others.length > 0 ? 'common' : only
  const chosen = optional(oneOf('public', 'us-government', 'china'), 'cloud', cloud) ?? 'public'
  const form = optional(oneOf(...VERSIONS), 'version', version) ?? '2.0'
  if (form === '1.0' && chosen !== 'public') throw optionInvalid('version', '"2.0" in this cloud', form)
  if (appId !== undefined && tenant === 'common') throw optionInvalid('appId', 'absent with several tenants', appId)
  return { host: CLOUDS[chosen], version: form, tenant, appId: optional(guidOption, 'appId', appId) }
}

/** Bound to `tid`, also for one tenant, so that keys are held to the issuer that they name. */
function issuerOf({ host, version }: Place, tenants: readonly string[] | undefined): IssuerTemplate {
  const second = `https://${host}/{tenantid}/v2.0`
  return {
    claims: { tenantid: 'tid' },
    ...(version === '2.0'
      ? { template: second }
      : { template: 'https://sts.windows.net/{tenantid}/', keyIssuers: [second] }),
    ...(tenants === undefined ? {} : { values: { tenantid: tenants } }),
  }
}

/** The common set changes between subsets of its keys within the hour. */
const GRACE_SECONDS = 3600

function keysOf({ host, version, tenant, appId }: Place, source: RemoteOptions): KeySource {
  const query = appId === undefined ? '' : `?appid=${appId}`
  const url = `https://${host}/${tenant}/discovery/${version === '2.0' ? 'v2.0/' : ''}keys${query}`
  return remoteJwks(url, { removalGraceSeconds: GRACE_SECONDS, ...source })
}

const ACCESS_TOKENS = 'MicrosoftDocs/entra-docs, access-tokens.md'
const TENANT: TrustRule = claimRule('tid', {
  meaning: 'claim',
  expected: 'a GUID',
  accepts: isGuid,
  source: ACCESS_TOKENS,
})

const HINTS = {
  ERR_ISSUER_UNTRUSTED:
    'sts.windows.net in iss is a v1.0 token: version: "1.0"; another tenant has to be listed in tenantIds',
  ERR_AUDIENCE_MISMATCH: `aud is the client id (v2.0) or the Application ID URI (v1.0) of the API; if it is Graph, ${GRAPH_HINT}`,
  ERR_KEY_NOT_FOUND: 'an application with claims mapping signs with keys of its own: give its id as appId',
} as const

export const ENTRA_ID: Provider = {
  name: 'entra-id',
  title: 'Microsoft Entra ID',
  call: "entraId({ tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47', audience: '6e74172b-be56-4843-9ff4-e66a39bb12e3' })",
  checks: [
    '`iss` is that of the version, with the tenant that `tid` names, and the tenant is one of those given',
    '`tid` is a GUID, also where every tenant is let in',
    'a key that names its `issuer` signs for that issuer only: personal accounts have keys of their own',
    '`aud` has the audience, which is never Microsoft Graph',
  ],
  mistakes: [
    'Whether an API gets v1.0 or v2.0 tokens is a setting of the API (null means 1.0), not of the endpoint that was asked.',
    'Tokens for Microsoft Graph are not for you: their signature cannot be verified by anybody else.',
    'Letting in all tenants lets in personal accounts, tenant `9188040d-6c67-4c5b-b112-36a304b66dad`, too.',
    '`sub` and `oid` are unique within a tenant: keep users by `tid` and `oid`.',
    'An ID token for a client has the same `aud` as an access token for an API of the same id: ask for `scp` or `roles` in an API.',
  ],
  facts: [
    ['issuer, v2.0', '`https://login.microsoftonline.com/{tid}/v2.0`', ACCESS_TOKENS],
    ['issuer, v1.0', '`https://sts.windows.net/{tid}/`', ACCESS_TOKENS],
    ['keys, v2.0', '`https://login.microsoftonline.com/{tid or common}/discovery/v2.0/keys`', ACCESS_TOKENS],
    ['keys, v1.0', '`https://login.microsoftonline.com/{tid or common}/discovery/keys`', ACCESS_TOKENS],
    ['keys of an application', '`?appid={client id}` after the URL of the keys', ACCESS_TOKENS],
    ['issuer of a key', 'a template with `{tenantid}`, or one tenant; v2.0 only', ACCESS_TOKENS],
    [
      'issuers of keys for v1.0 tokens',
      'the v2.0 issuer of the same tenant counts',
      'AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet, AadTokenValidationParametersExtension.cs',
    ],
    ['clouds', '`login.microsoftonline.us`, `login.partner.microsoftonline.cn`', 'entra-docs, national clouds'],
    ['Graph', 'seven values of `aud`', 'learn.microsoft.com, troubleshoot signature validation errors'],
    ['keys listed', '8 to 12 in the common set, which come and go within the hour', 'sets recorded over five months'],
  ],
  asOf: '2026-11',
  unverified: [
    'which issuer v1.0 tokens carry in the clouds of the US government and China: version 1.0 is refused there',
    'that every token with a `nonce` in its header is for an API of Microsoft: it is refused as such',
  ],
  keyOptions: [
    { name: 'tenantId', example: '72f988bf-86f1-41af-91ab-2d7cd011db47' },
    { name: 'version', example: '1.0' },
    { name: 'cloud', example: 'us-government' },
    { name: 'appId', example: '6e74172b-be56-4843-9ff4-e66a39bb12e3' },
  ],
  keys: ({ tenantId, version, cloud, appId }, source) =>
    keysOf(
      placeOf({ version, cloud, appId }, tenantId === undefined ? undefined : [tenantOption('tenantId', tenantId)]),
      source,
    ),
}
