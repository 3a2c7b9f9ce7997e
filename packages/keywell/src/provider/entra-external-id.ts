/** Microsoft Entra External ID: a tenant for customers, whose tokens name it by its id or by its name. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { guidOption } from './shared/ids.ts'
import { GRAPH_HINT, NOT_FOR_MICROSOFT, notGraph, type MicrosoftClaims } from './shared/microsoft.ts'
import { labelOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'

export interface EntraExternalIdOptions {
  /** The part before `.ciamlogin.com`, such as `contoso`. */
  readonly tenant: string
  /** The tenant's id. */
  readonly tenantId: string
  /** The client id of the API, or of the client for ID tokens. */
  readonly audience: string | readonly string[] | Unchecked
}

export interface EntraExternalIdClaims extends MicrosoftClaims {
  readonly tid?: string
  readonly ver?: string
  readonly roles?: readonly string[]
  readonly preferred_username?: string
}

/**
 * Tokens of an external tenant (Entra External ID, CIAM).
 * @throws KeywellError ERR_OPTION_INVALID
 * @see learn.microsoft.com/entra/external-id/customers
 * @example createVerifier(entraExternalId({ tenant: 'contoso', tenantId: 'aaaabbbb-0000-cccc-1111-dddd2222eeee', audience: '00001111-aaaa-2222-bbbb-3333cccc4444' }))
 */
export const entraExternalId: Preset<EntraExternalIdOptions, EntraExternalIdClaims, 'entra-external-id'> = definePreset(
  ['tenant', 'tenantId', 'audience'],
  (options) => {
    const { tenant, tenantId } = tenantOf(options)
    return {
      name: 'entra-external-id',
      issuer: [tenantId, tenant].map((label) => `https://${label}.ciamlogin.com/${tenantId}/v2.0`),
      audience: notGraph(options.audience),
      rules: [NOT_FOR_MICROSOFT],
      keys: (source) => remoteJwks(keysUrl({ tenant, tenantId }), source),
      hints: {
        ERR_ISSUER_UNTRUSTED:
          'iss is of another tenant, or of login.microsoftonline.com: see entraId for a workforce tenant',
        ERR_AUDIENCE_MISMATCH: `aud is the client id of the API; if it is Graph, ${GRAPH_HINT}`,
      },
    }
  },
)

interface Tenant {
  readonly tenant: string
  readonly tenantId: string
}

const tenantOf = ({ tenant, tenantId }: Readonly<Record<'tenant' | 'tenantId', unknown>>): Tenant => ({
  tenant: labelOption('tenant', tenant, { example: 'contoso', suffix: '.ciamlogin.com' }),
  tenantId: guidOption('tenantId', tenantId),
})

const keysUrl = ({ tenant, tenantId }: Tenant): string =>
  `https://${tenant}.ciamlogin.com/${tenantId}/discovery/v2.0/keys`

export const ENTRA_EXTERNAL_ID: Provider = {
  name: 'entra-external-id',
  title: 'Microsoft Entra External ID',
  call: "entraExternalId({ tenant: 'contoso', tenantId: 'aaaabbbb-0000-cccc-1111-dddd2222eeee', audience: '00001111-aaaa-2222-bbbb-3333cccc4444' })",
  checks: [
    '`iss` is the tenant, at `{tenantId}.ciamlogin.com` or at `{tenant}.ciamlogin.com`',
    '`aud` has the audience, which is never Microsoft Graph',
  ],
  mistakes: [
    'The authority that an application is configured with has the name of the tenant, `iss` most often its id: both are accepted.',
    'An external tenant is another than the workforce tenant that it was made from, with an id of its own.',
    'Tokens for Microsoft Graph are not for you: their signature cannot be verified by anybody else.',
  ],
  facts: [
    [
      'issuer',
      '`https://{tenant}.ciamlogin.com/{tenantId}/v2.0`',
      'learn.microsoft.com, custom authentication extensions overview',
    ],
    ['issuer, by id', '`https://{tenantId}.ciamlogin.com/{tenantId}/v2.0`', 'public configurations of its users'],
    ['keys', '`https://{tenant}.ciamlogin.com/{tenantId}/discovery/v2.0/keys`', 'public configurations of its users'],
    [
      'authority',
      '`https://{tenant}.ciamlogin.com`',
      'azuread.github.io, microsoft-authentication-library-for-objc, MSALCIAMAuthority',
    ],
  ],
  asOf: '2026-11',
  unverified: [
    'what `iss` is with a custom URL domain: use `oidc`',
    'that keys name their own issuer here too: each tenant has a URL of its own, so nothing relies on it',
  ],
  keyOptions: [
    { name: 'tenant', example: 'contoso', isRequired: true },
    { name: 'tenantId', example: 'aaaabbbb-0000-cccc-1111-dddd2222eeee', isRequired: true },
  ],
  keys: ({ tenant, tenantId }, source) => remoteJwks(keysUrl(tenantOf({ tenant, tenantId })), source),
}
