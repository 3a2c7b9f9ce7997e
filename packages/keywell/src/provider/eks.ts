/** Amazon EKS: the tokens of a cluster's service accounts, whose keys are public. */
import { remoteJwks } from '../source/remote/remote.ts'
import { awsRegionOption, shapedOption } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import {
  type KubernetesClaims,
  SERVICE_ACCOUNTS,
  type ServiceAccountOptions,
  serviceAccountPlan,
} from './shared/service-accounts.ts'

export interface EksOptions extends ServiceAccountOptions {
  /** Of the cluster, such as `eu-west-1`. */
  readonly region: string
  /** What the cluster's OpenID Connect provider URL ends in, such as `EXAMPLED539D4633E53DE1B71EXAMPLE`. */
  readonly id: string
}

/**
 * Tokens of an Amazon EKS cluster's service accounts.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.aws.amazon.com/eks/latest/userguide/irsa-fetch-keys.html
 * @example createVerifier(eks({ region: 'eu-west-1', id: 'EXAMPLED539D4633E53DE1B71EXAMPLE', audience: 'my-api' }))
 */
export const eks: Preset<EksOptions, KubernetesClaims, 'eks'> = definePreset(
  ['region', 'id', ...SERVICE_ACCOUNTS.options],
  (options) => {
    const issuer = issuerOf(options.region, options.id)
    return {
      name: 'eks',
      issuer,
      ...serviceAccountPlan(options),
      keys: (source) => remoteJwks(`${issuer}/keys`, source),
    }
  },
)

/** China is a partition with a domain of its own. */
function issuerOf(region: unknown, id: unknown): string {
  const place = awsRegionOption('region', region)
  const cluster = shapedOption('id', id, /^[A-Z\d]{1,64}$/, 'the id that the provider URL ends in, in upper case')
  return `https://oidc.eks.${place}.amazonaws.com${place.startsWith('cn-') ? '.cn' : ''}/id/${cluster}`
}

const KEYS = 'Amazon EKS User Guide, Fetch signing keys to validate OIDC tokens'

export const EKS: Provider = {
  name: 'eks',
  title: 'Amazon EKS',
  call: "eks({ region: 'eu-west-1', id: 'EXAMPLED539D4633E53DE1B71EXAMPLE', audience: 'my-api', namespace: 'shop' })",
  checks: SERVICE_ACCOUNTS.checks,
  mistakes: [
    ...SERVICE_ACCOUNTS.mistakes,
    'Tokens with the audience `sts.amazonaws.com` are for AWS: do not take them as your own.',
    'The keys change every seven days, and asking too often is throttled: keep one verifier.',
  ],
  facts: [
    ['issuer', '`https://oidc.eks.{region}.amazonaws.com/id/{id}`', KEYS],
    [
      'issuer, China',
      '`https://oidc.eks.{region}.amazonaws.com.cn/id/{id}`',
      'infrastructure code in public repositories',
    ],
    ['keys', '`{issuer}/keys`', KEYS],
    ['rotation', 'every 7 days', KEYS],
  ],
  asOf: '2026-11',
  unverified: ['the issuer of clusters at `oidc-eks.{region}.api.aws`: refused here; use `kubernetes`'],
  keyOptions: [
    { name: 'region', example: 'eu-west-1', isRequired: true },
    { name: 'id', example: 'EXAMPLED539D4633E53DE1B71EXAMPLE', isRequired: true },
  ],
  keys: ({ region, id }, source) => remoteJwks(`${issuerOf(region, id)}/keys`, source),
}
