/** What the cases do not show of Kubernetes: whose service accounts, where the keys are, and the clouds' own issuers. */
import { describe, expect, test } from 'vitest'
import { aks, eks, gke, kubernetes, type KubernetesOptions } from '../../src/providers.ts'
import { specimens } from './specimens/kubernetes.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const audience = 'https://api.acme.example'
const issuer = 'https://cluster.acme.example'
const token = specimenOf(specimens, 'by issuer')
const trustOf = (options: Partial<KubernetesOptions>) => (source: object) =>
  kubernetes({ issuer, audience, ...options, source })

describe('whose service accounts', () => {
  test.each<[string, Partial<KubernetesOptions>]>([
    ['serviceAccount', { serviceAccount: 'checkout' }],
    ['serviceAccount', { serviceAccount: 'shop/checkout' }],
    ['serviceAccount', { serviceAccount: 'system:serviceaccount:shop:checkout' }],
    ['serviceAccount', { serviceAccount: 'shop:*' }],
    ['serviceAccount[1]', { serviceAccount: ['shop:checkout', ''] }],
    ['serviceAccount', { serviceAccount: [] }],
    ['namespace', { namespace: 'Shop' }],
    ['namespace', { namespace: 'shop:' }],
    ['namespace[0]', { namespace: ['shop.eu'] }],
    ['issuer', { issuer: '' }],
    ['issuer', { issuer: 'kubernetes/serviceaccount' }],
    ['apiServer', { apiServer: 'kubernetes.default.svc' }],
    ['apiServer', { apiServer: 'https://kubernetes.default.svc/' }],
  ])('a bad %s is refused where the preset is called: %j', (option, options) => {
    expect(refusedOption(() => kubernetes({ issuer, audience, ...options }))).toBe(option)
  })

  test('the audience is required, beside everything else', () => {
    // @ts-expect-error no audience
    expect(refusedOption(() => kubernetes({ issuer }))).toBe('audience')
  })

  test('a bad API server is refused beside keys from elsewhere too, which take any issuer', () => {
    const { keys } = kubernetes({ issuer, audience })
    const legacy = { issuer: 'kubernetes/serviceaccount', audience, keys }
    expect(kubernetes(legacy).issuer).toBe(legacy.issuer)
    expect(refusedOption(() => kubernetes({ ...legacy, apiServer: 'kubernetes.default.svc' }))).toBe('apiServer')
  })

  test('all of the cluster are accepted unless some are named', async () => {
    expect(await verdictOn(token, { claims: { sub: 'system:serviceaccount:other:any.thing' } })).toBe('accepted')
    const named = (letters: number) => ({ claims: { sub: `system:serviceaccount:other:${'a'.repeat(letters)}` } })
    expect(await verdictOn(token, named(253))).toBe('accepted')
    expect(await verdictOn(token, named(254))).toBe('ERR_TYPE_MISMATCH')
  })

  test('those that are named are accepted, and no other of their namespace', async () => {
    const only = trustOf({ serviceAccount: ['shop:checkout', 'shop:stock'] })
    expect(await verdictOn(token, {}, only)).toBe('accepted')
    expect(await verdictOn(token, { claims: { sub: 'system:serviceaccount:shop:check' } }, only)).toBe(
      'ERR_CLAIM_INVALID',
    )
  })

  test('a namespace is not the beginning of another', async () => {
    const shop = trustOf({ namespace: ['web', 'shop'] })
    expect(await verdictOn(token, {}, shop)).toBe('accepted')
    expect(await verdictOn(token, { claims: { sub: 'system:serviceaccount:shop-test:checkout' } }, shop)).toBe(
      'ERR_CLAIM_INVALID',
    )
  })

  test.each([undefined, '', 7, 'system:serviceaccount:shop', 'system:serviceaccount:shop:a:b', 'shop:checkout'])(
    'a subject that is no service account is of another kind: %j',
    async (sub) => {
      expect(await verdictOn(token, { claims: { sub } })).toBe('ERR_TYPE_MISMATCH')
    },
  )
})

describe('the issuers of the clouds', () => {
  const id = 'EXAMPLED539D4633E53DE1B71EXAMPLE'
  const place = { project: 'my-project', location: 'europe-west1', cluster: 'main', audience }
  const cluster =
    'https://westeurope.oic.prod-aks.azure.com/7fa18207-b300-4404-8081-662ebc77b08d/53aa724a-f0a4-4205-919e-9b467fa667e4'

  test.each<[string, () => unknown]>([
    ['region', () => eks({ region: 'Ireland', id, audience })],
    ['region', () => eks({ region: 'eu-west-1.evil.example/', id, audience })],
    ['id', () => eks({ region: 'eu-west-1', id: id.toLowerCase(), audience })],
    ['id', () => eks({ region: 'eu-west-1', id: `id/${id}`, audience })],
    ['project', () => gke({ ...place, project: '123456789' })],
    ['location', () => gke({ ...place, location: 'Belgium' })],
    ['cluster', () => gke({ ...place, cluster: 'projects/my-project' })],
    ['issuer', () => aks({ issuer: 'https://westeurope.oic.prod-aks.azure.com/', audience })],
    ['issuer', () => aks({ issuer: `${cluster}//`, audience })],
    ['issuer', () => aks({ issuer: cluster.replace('azure.com', 'azure.com.evil.example'), audience })],
    ['namespace', () => aks({ issuer: cluster, audience, namespace: '' })],
    ['serviceAccount', () => eks({ region: 'eu-west-1', id, audience, serviceAccount: 'checkout' })],
    ['serviceAccount', () => gke({ ...place, serviceAccount: 'checkout' })],
  ])('a bad %s is refused where the preset is called', (option, make) => {
    expect(refusedOption(make)).toBe(option)
  })

  test('clusters in China are at the domain of their partition', () => {
    expect(eks({ region: 'cn-north-1', id, audience }).issuer).toBe(
      `https://oidc.eks.cn-north-1.amazonaws.com.cn/id/${id}`,
    )
    expect(eks({ region: 'us-gov-west-1', id, audience }).issuer).toBe(
      `https://oidc.eks.us-gov-west-1.amazonaws.com/id/${id}`,
    )
  })

  test('a zone is a location as well as a region', () => {
    expect(gke({ ...place, location: 'us-central1-a' }).issuer).toContain('/locations/us-central1-a/')
  })

  test('an AKS issuer is taken in both spellings, whichever was given, and in its older form', () => {
    const both = [`${cluster}/`, cluster]
    expect(aks({ issuer: cluster, audience }).issuer).toEqual(both)
    expect(aks({ issuer: `${cluster}/`, audience }).issuer).toEqual(both)
    const older = 'https://oidc.prod-aks.azure.com/53aa724a-f0a4-4205-919e-9b467fa667e4'
    expect(aks({ issuer: older, audience }).issuer).toEqual([`${older}/`, older])
  })
})
