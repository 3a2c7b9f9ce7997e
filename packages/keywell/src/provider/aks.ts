/** Azure Kubernetes Service: the tokens of a cluster's service accounts, under either spelling of the issuer. */
import { remoteJwks } from '../source/remote/remote.ts'
import { shapedOption, UUID_SHAPE } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import {
  type KubernetesClaims,
  SERVICE_ACCOUNTS,
  type ServiceAccountOptions,
  serviceAccountPlan,
} from './shared/service-accounts.ts'

export interface AksOptions extends ServiceAccountOptions {
  /** The cluster's `oidcIssuerProfile.issuerUrl`, with or without the slash at its end; tokens with either are accepted. */
  readonly issuer: string
}

/**
 * Tokens of an Azure Kubernetes Service cluster's service accounts.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see learn.microsoft.com/azure/aks/use-oidc-issuer
 * @example
 * const issuer = 'https://westeurope.oic.prod-aks.azure.com/7fa18207-b300-4404-8081-662ebc77b08d/53aa724a-f0a4-4205-919e-9b467fa667e4/'
 * createVerifier(aks({ issuer, audience: 'my-api' }))
 */
export const aks: Preset<AksOptions, KubernetesClaims, 'aks'> = definePreset(
  ['issuer', ...SERVICE_ACCOUNTS.options],
  (options) => {
    const base = baseOf(options.issuer)
    return {
      name: 'aks',
      issuer: [`${base}/`, base],
      ...serviceAccountPlan(options),
      keys: (source) => remoteJwks(`${base}${JWKS}`, source),
    }
  },
)

const JWKS = '/openid/v1/jwks'
const ISSUER = new RegExp(
  `^https://(?:[a-z\\d]+\\.oic\\.prod-aks\\.azure\\.com/${UUID_SHAPE}|oidc\\.prod-aks\\.azure\\.com)/${UUID_SHAPE}/?$`,
)

/** Without the slash. */
function baseOf(issuer: unknown): string {
  const url = shapedOption(
    'issuer',
    issuer,
    ISSUER,
    'as the cluster shows it, "https://{region}.oic.prod-aks.azure.com/…"',
  )
  return url.endsWith('/') ? url.slice(0, -1) : url
}

const USE = 'Microsoft Learn, AKS, Create an OpenID Connect provider'
const EXAMPLE =
  'https://westeurope.oic.prod-aks.azure.com/7fa18207-b300-4404-8081-662ebc77b08d/53aa724a-f0a4-4205-919e-9b467fa667e4/'

export const AKS: Provider = {
  name: 'aks',
  title: 'Azure Kubernetes Service',
  call: `aks({ issuer: '${EXAMPLE}', audience: 'my-api', namespace: 'shop' })`,
  checks: ['`iss` is the cluster, with the slash at its end or without', ...SERVICE_ACCOUNTS.checks.slice(1)],
  mistakes: [
    ...SERVICE_ACCOUNTS.mistakes,
    'The issuer that the cluster shows ends in a slash; settings of other products have lost it at times.',
    'Tokens with the audience `api://AzureADTokenExchange` are for Entra ID: do not take them as your own.',
  ],
  facts: [
    ['issuer', '`https://{region}.oic.prod-aks.azure.com/{tenant}/{uuid}/`', USE],
    ['issuer, older', '`https://oidc.prod-aks.azure.com/{uuid}/`', 'sigstore/fulcio, config'],
    ['issuer, slash', 'with and without', 'sigstore/fulcio, config'],
    ['keys', '`/openid/v1/jwks` below the issuer', USE],
  ],
  asOf: '2026-11',
  unverified: ['the issuers of clusters in sovereign clouds: refused here; use `kubernetes`'],
  keyOptions: [{ name: 'issuer', example: EXAMPLE, isRequired: true }],
  keys: ({ issuer }, source) => remoteJwks(`${baseOf(issuer)}${JWKS}`, source),
}
