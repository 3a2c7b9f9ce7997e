/** Azure AD B2C: a key set, and with a setting an issuer, for each policy; the token names its policy. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { RuleContext, TrustRule } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { guidOption, shapedOption } from './shared/ids.ts'
import type { MicrosoftClaims } from './shared/microsoft.ts'
import { hostOption, labelOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { ofPayload } from './shared/rules.ts'

export interface AzureAdB2cOptions {
  /** The part before `.onmicrosoft.com`, such as `contoso`. */
  readonly tenant: string
  /** The tenant's id, which is in `iss`. */
  readonly tenantId: string
  /** The user flow or custom policy, such as `B2C_1_signupsignin1`. For several, make a trust of each. */
  readonly policy: string
  /** The application id. */
  readonly audience: string | readonly string[] | Unchecked
  /** A custom domain that tokens are asked from, instead of `{tenant}.b2clogin.com`. */
  readonly domain?: string
}

export interface AzureAdB2cClaims extends MicrosoftClaims {
  /** The policy; `acr` with the older setting. */
  readonly tfp?: string
  readonly acr?: string
  readonly ver?: string
  readonly emails?: readonly string[]
}

/**
 * Tokens of one policy of an Azure AD B2C tenant.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see learn.microsoft.com/azure/active-directory-b2c/tokens-overview
 * @example createVerifier(azureAdB2c({ tenant: 'contoso', tenantId: '775527ff-9a37-4307-8b3d-cc311f58d925', policy: 'B2C_1_signupsignin1', audience: '90c0fe63-bcf2-44d5-8fb7-b8bbc0b29dc6' }))
 */
export const azureAdB2c: Preset<AzureAdB2cOptions, AzureAdB2cClaims, 'azure-ad-b2c'> = definePreset(
  ['tenant', 'tenantId', 'policy', 'audience', 'domain'],
  (options) => {
    const place = placeOf(options)
    const tenantId = guidOption('tenantId', options.tenantId)
    const spellings = [...new Set([place.policy, place.policy.toLowerCase()])]
    return {
      name: 'azure-ad-b2c',
      issuer: [
        `https://${place.host}/${tenantId}/v2.0/`,
        ...spellings.map((policy) => `https://${place.host}/tfp/${tenantId}/${policy}/v2.0/`),
      ],
      audience: options.audience,
      rules: [isOfPolicy(place.policy)],
      keys: (source) => remoteJwks(keysUrl(place), source),
      hints: HINTS,
    }
  },
)

interface Place {
  readonly host: string
  readonly tenant: string
  readonly policy: string
}

const POLICY = /^B2C_1A?_[\w.-]{1,120}$/i

function placeOf({ tenant, policy, domain }: { readonly [Option in 'tenant' | 'policy' | 'domain']?: unknown }): Place {
  const name = labelOption('tenant', tenant, { example: 'contoso', suffix: '.onmicrosoft.com' })
  return {
    host: domain === undefined ? `${name}.b2clogin.com` : hostOption('domain', domain, 'login.contoso.com'),
    tenant: name,
    policy: shapedOption('policy', policy, POLICY, 'a user flow or custom policy such as "B2C_1_signupsignin1"'),
  }
}

const keysUrl = ({ host, tenant, policy }: Place): string =>
  `https://${host}/${tenant}.onmicrosoft.com/${policy}/discovery/v2.0/keys`

const TOKENS = 'MicrosoftDocs/azure-docs, active-directory-b2c/tokens-overview.md'

/** Policies are told apart by name only: the plain issuer is the same for all, and they may share keys. */
const isOfPolicy = (policy: string): TrustRule => ({
  subject: 'tfp',
  meaning: 'claim',
  expected: policy,
  seen: (context: RuleContext) => ofPayload('tfp')(context) ?? ofPayload('acr')(context),
  accepts: (seen) => typeof seen === 'string' && seen.toLowerCase() === policy.toLowerCase(),
  hint: 'the token is of another policy, such as one that resets passwords: make a trust of each that is accepted',
  source: TOKENS,
})

const HINTS = {
  ERR_ISSUER_UNTRUSTED: 'iss has the host that was asked for the token: with a custom domain, give it as domain',
  ERR_KEY_NOT_FOUND: 'each policy has its own set of keys: the token may be of another policy or tenant',
} as const

export const AZURE_AD_B2C: Provider = {
  name: 'azure-ad-b2c',
  title: 'Azure AD B2C',
  call: "azureAdB2c({ tenant: 'contoso', tenantId: '775527ff-9a37-4307-8b3d-cc311f58d925', policy: 'B2C_1_signupsignin1', audience: '90c0fe63-bcf2-44d5-8fb7-b8bbc0b29dc6' })",
  checks: [
    '`iss` is the tenant at its host, slash included, with or without the policy',
    '`tfp`, or `acr` where that is missing, is the policy, whatever the case of its letters',
    '`aud` has the application id',
  ],
  mistakes: [
    'The plain issuer is the same for all policies: without a look at `tfp`, a token of any of them passes.',
    'The issuer ends in a slash.',
    '`login.microsoftonline.com` is not the host of B2C: that is `{tenant}.b2clogin.com` or a custom domain.',
    'Keys are under the policy: the URL of one policy may not have the keys of another.',
  ],
  facts: [
    ['issuer', '`https://{domain}/{tenantId}/v2.0/`', TOKENS],
    ['issuer, with policy', '`https://{domain}/tfp/{tenantId}/{policy}/v2.0/`, by a setting', TOKENS],
    ['keys', '`https://{tenant}.b2clogin.com/{tenant}.onmicrosoft.com/{policy}/discovery/v2.0/keys`', TOKENS],
    ['policy', '`tfp`; `acr` with the older setting', TOKENS],
    ['algorithm', 'RS256', TOKENS],
    ['availability', 'closed to new customers since 2025-05-01', 'learn.microsoft.com, Azure AD B2C overview'],
  ],
  asOf: '2026-11',
  unverified: [
    'the issuer `https://login.microsoftonline.com/{tenantId}/v2.0/`, found in old tokens: it is not accepted',
    'that every custom policy issues `tfp` or `acr`: a token without both is refused',
  ],
  keyOptions: [
    { name: 'tenant', example: 'contoso', isRequired: true },
    { name: 'policy', example: 'B2C_1_signupsignin1', isRequired: true },
    { name: 'domain', example: 'login.contoso.com' },
  ],
  keys: ({ tenant, policy, domain }, source) => remoteJwks(keysUrl(placeOf({ tenant, policy, domain })), source),
}
