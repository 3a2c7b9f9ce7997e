/** Kubernetes: the tokens of a cluster's service accounts, by its issuer or straight from its API server. */
import { nonEmptyString, optional } from '../errors/index.ts'
import type { KeySource } from '../source/key-source.ts'
import { discoverJwks } from '../source/remote/discover.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import { baseUrlOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import {
  KEP,
  type KubernetesClaims,
  SERVICE_ACCOUNTS,
  type ServiceAccountOptions,
  serviceAccountPlan,
} from './shared/service-accounts.ts'

export interface KubernetesOptions extends ServiceAccountOptions {
  /** The cluster's `--service-account-issuer`, exactly as tokens carry it in `iss`. */
  readonly issuer: string
  /**
   * Where the keys are asked for when the issuer's own URL is not reachable, such as `https://kubernetes.default.svc`
   * within the cluster. It wants the cluster's authority (`source.http.ca`) and, unless anonymous requests are allowed, a
   * token (`source.headers`).
   */
  readonly apiServer?: string
}

/**
 * Tokens of a Kubernetes cluster's service accounts. For `eks`, `gke` and `aks` see the presets of those names.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see kubernetes.io/docs/tasks/configure-pod-container/configure-service-account
 * @example createVerifier(kubernetes({ issuer: 'https://cluster.acme.example', audience: 'https://api.acme.example' }))
 */
export const kubernetes: Preset<KubernetesOptions, KubernetesClaims, 'kubernetes'> = definePreset(
  ['issuer', ...SERVICE_ACCOUNTS.options, 'apiServer'],
  (options, admitted) => {
    const server = optional(serverOption(admitted), 'apiServer', options.apiServer)
    return {
      name: 'kubernetes',
      issuer: nonEmptyString('issuer', options.issuer),
      ...serviceAccountPlan(options),
      keys: (source) => keysOf(options.issuer, server, source),
    }
  },
)

const serverOption =
  (admitted: RemoteOptions) =>
  (option: string, value: unknown): string =>
    baseUrlOption(option, value, admitted)

const keysOf = (issuer: string, server: string | undefined, source: RemoteOptions): KeySource =>
  server === undefined ? discoverJwks(issuer, source) : remoteJwks(`${server}/openid/v1/jwks`, source)

const SERVER = 'kubernetes/kubernetes, pkg/serviceaccount'
const CONFIGURE = 'Kubernetes docs, Configure Service Accounts for Pods'

export const KUBERNETES: Provider = {
  name: 'kubernetes',
  title: 'Kubernetes service accounts',
  call: "kubernetes({ issuer: 'https://cluster.acme.example', audience: 'https://api.acme.example', namespace: 'shop' })",
  checks: SERVICE_ACCOUNTS.checks,
  mistakes: [
    ...SERVICE_ACCOUNTS.mistakes,
    'The discovery document often names an inner address for the keys: give `apiServer` then.',
    'Discovery and keys are for known callers only, unless `system:service-account-issuer-discovery` is bound to others.',
  ],
  facts: [
    ['issuer', 'as `--service-account-issuer` says', CONFIGURE],
    [
      'issuer, usual',
      '`https://kubernetes.default.svc.cluster.local`, with keys at an inner address',
      'discovery documents in public repositories',
    ],
    ['discovery', '`{issuer}/.well-known/openid-configuration`', SERVER],
    ['keys', '`/openid/v1/jwks` of the API server', SERVER],
    ['subject', '`system:serviceaccount:{namespace}:{name}`', KEP],
    ['tokens of secrets', '`iss` is `kubernetes/serviceaccount`, without `aud` and `exp`', SERVER],
    ['access', 'the cluster role `system:service-account-issuer-discovery`', CONFIGURE],
  ],
  asOf: '2026-11',
  keyOptions: [
    { name: 'issuer', example: 'https://cluster.acme.example', isRequired: true },
    { name: 'apiServer', example: 'https://kubernetes.default.svc' },
  ],
  keys: ({ issuer, apiServer }, source) =>
    keysOf(nonEmptyString('issuer', issuer), optional(serverOption(source), 'apiServer', apiServer), source),
}
