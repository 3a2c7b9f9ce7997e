/** Google Kubernetes Engine: the tokens of a cluster's service accounts, whose keys are public. */
import { remoteJwks } from '../source/remote/remote.ts'
import { googleProjectOption, shapedOption } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import {
  type KubernetesClaims,
  SERVICE_ACCOUNTS,
  type ServiceAccountOptions,
  serviceAccountPlan,
} from './shared/service-accounts.ts'

export interface GkeOptions extends ServiceAccountOptions {
  /** The id, such as `my-project`. */
  readonly project: string
  /** The cluster's region or zone, such as `europe-west1` or `europe-west1-b`. */
  readonly location: string
  /** The name, such as `my-cluster`. */
  readonly cluster: string
}

/**
 * Tokens of a Google Kubernetes Engine cluster's service accounts.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters/getJwks
 * @example createVerifier(gke({ project: 'my-project', location: 'europe-west1', cluster: 'main', audience: 'my-api' }))
 */
export const gke: Preset<GkeOptions, KubernetesClaims, 'gke'> = definePreset(
  ['project', 'location', 'cluster', ...SERVICE_ACCOUNTS.options],
  (options) => {
    const issuer = issuerOf(options)
    return {
      name: 'gke',
      issuer,
      ...serviceAccountPlan(options),
      keys: (source) => remoteJwks(`${issuer}/jwks`, source),
    }
  },
)

interface Cluster {
  readonly project?: unknown
  readonly location?: unknown
  readonly cluster?: unknown
}

function issuerOf({ project, location, cluster }: Cluster): string {
  const id = googleProjectOption('project', project)
  const place = shapedOption('location', location, /^[a-z]+-[a-z]+\d+(?:-[a-z])?$/, WHAT_LOCATION)
  const name = shapedOption('cluster', cluster, /^[a-z](?:[a-z\d-]{0,61}[a-z\d])?$/, WHAT_CLUSTER)
  return `https://container.googleapis.com/v1/projects/${id}/locations/${place}/clusters/${name}`
}

const WHAT_LOCATION = 'a region or zone such as "europe-west1" or "europe-west1-b"'
const WHAT_CLUSTER = 'the name of a cluster such as "my-cluster"'
const API = 'Google Kubernetes Engine API, projects.locations.clusters'

export const GKE: Provider = {
  name: 'gke',
  title: 'Google Kubernetes Engine',
  call: "gke({ project: 'my-project', location: 'europe-west1', cluster: 'main', audience: 'my-api', namespace: 'shop' })",
  checks: SERVICE_ACCOUNTS.checks,
  mistakes: [
    ...SERVICE_ACCOUNTS.mistakes,
    'The location is the cluster’s: a region for regional clusters, a zone for zonal ones.',
    'The API server’s own discovery document names an inner address for the keys: the public ones are at `{issuer}/jwks`.',
  ],
  facts: [
    [
      'issuer',
      '`https://container.googleapis.com/v1/projects/{project}/locations/{location}/clusters/{cluster}`',
      'sigstore/fulcio, config',
    ],
    ['keys', '`{issuer}/jwks`', API],
    ['discovery', '`{issuer}/.well-known/openid-configuration`', API],
  ],
  asOf: '2026-11',
  keyOptions: [
    { name: 'project', example: 'my-project', isRequired: true },
    { name: 'location', example: 'europe-west1', isRequired: true },
    { name: 'cluster', example: 'main', isRequired: true },
  ],
  keys: (options, source) => remoteJwks(`${issuerOf(options)}/jwks`, source),
}
