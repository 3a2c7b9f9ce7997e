/** Service accounts of Kubernetes, its own and the clouds', from the pages that src/provider/{kubernetes,eks,gke,aks}.ts name. */
import { aks, eks, gke, kubernetes } from '../../../src/providers.ts'
import type { PublishedKey, Specimen } from '../support/specimen.ts'

const audience = 'https://api.acme.example'
const issuers = {
  cluster: 'https://cluster.acme.example',
  inner: 'https://kubernetes.default.svc.cluster.local',
  eks: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
  gke: 'https://container.googleapis.com/v1/projects/my-project/locations/europe-west1/clusters/main',
  aks: 'https://westeurope.oic.prod-aks.azure.com/7fa18207-b300-4404-8081-662ebc77b08d/53aa724a-f0a4-4205-919e-9b467fa667e4',
}

const claims = {
  aud: [audience],
  sub: 'system:serviceaccount:shop:checkout',
  'kubernetes.io': {
    namespace: 'shop',
    serviceaccount: { name: 'checkout', uid: 'a709ef71-30e2-489a-bd19-ade97031b9db' },
    pod: { name: 'checkout-0', uid: '900f80ed-bafe-49f0-9ae2-c5f0a3ac2cbe' },
  },
}

const common = {
  alg: 'RS256',
  kid: (n) => `OAjVVaejWFc0Yt9ykr0_8lMMuRNs67OXTWHsN02Pky${n}`,
  wrongAudience: { claims: { aud: ['https://kubernetes.default.svc'] } },
  wrongIssuer: { claims: { iss: 'kubernetes/serviceaccount' } },
  wrongKind: { claims: { sub: 'system:node:worker-1' } },
} as const satisfies Partial<Specimen>

const at =
  (url: string) =>
  (keys: readonly PublishedKey[]): Readonly<Record<string, unknown>> => ({
    [url]: { keys: keys.map(({ jwk }) => jwk) },
  })

export const specimens: readonly Specimen[] = [
  {
    ...common,
    provider: 'kubernetes',
    kind: 'by issuer',
    trust: (source) => kubernetes({ issuer: issuers.cluster, audience, source }),
    serve: (keys) => ({
      [`${issuers.cluster}/.well-known/openid-configuration`]: {
        issuer: issuers.cluster,
        // Wherever the document says.
        jwks_uri: 'https://keys.acme.example/cluster',
      },
      ...at('https://keys.acme.example/cluster')(keys),
    }),
    claims: { ...claims, iss: issuers.cluster },
  },
  {
    ...common,
    provider: 'kubernetes',
    kind: 'by API server',
    trust: (source) =>
      kubernetes({ issuer: issuers.inner, apiServer: 'https://kubernetes.default.svc', audience, source }),
    serve: at('https://kubernetes.default.svc/openid/v1/jwks'),
    claims: { ...claims, iss: issuers.inner },
  },
  {
    ...common,
    provider: 'eks',
    trust: (source) => eks({ region: 'eu-west-1', id: 'EXAMPLED539D4633E53DE1B71EXAMPLE', audience, source }),
    serve: at(`${issuers.eks}/keys`),
    claims: { ...claims, iss: issuers.eks },
  },
  {
    ...common,
    provider: 'gke',
    trust: (source) => gke({ project: 'my-project', location: 'europe-west1', cluster: 'main', audience, source }),
    serve: at(`${issuers.gke}/jwks`),
    claims: { ...claims, iss: issuers.gke },
  },
  ...['', '/'].map(
    (slash) =>
      ({
        ...common,
        provider: 'aks',
        kind: slash === '' ? 'without the slash' : 'with the slash',
        trust: (source) => aks({ issuer: `${issuers.aks}/`, audience, source }),
        serve: at(`${issuers.aks}/openid/v1/jwks`),
        claims: { ...claims, iss: `${issuers.aks}${slash}` },
      }) satisfies Specimen,
  ),
]
