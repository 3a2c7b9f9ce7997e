/** `@keywell/kms/google` with Google's own client, at a server that speaks the REST API of Cloud KMS. */
import { createRequire } from 'node:module'
import type * as Sdk from '@google-cloud/kms'
import { googleKeys, type GoogleKmsClient, googleSigner } from '@keywell/kms/google'
import { staticJwks } from 'keywell'
import { verifyJws } from 'keywell/jws'
import { signJwt } from 'keywell/sign'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ServiceRig } from '../../packages/kms/test/contract/rig.ts'
import { serviceContract } from '../../packages/kms/test/contract/service-contract.ts'
import {
  type GoogleAlgorithm,
  googleKmsDouble,
  type GoogleKmsDouble,
} from '../../packages/kms/test/doubles/google-kms.ts'

/** CommonJS. */
const { KeyManagementServiceClient }: typeof Sdk = createRequire(import.meta.url)('@google-cloud/kms')

type GoogleAuth = NonNullable<NonNullable<ConstructorParameters<typeof KeyManagementServiceClient>[0]>['auth']>

/** REST instead of gRPC, without TLS, with a token at hand instead of a service account. */
function clientOf({ url, token }: GoogleKmsDouble): GoogleKmsClient & { close(): Promise<void> } {
  const authorized = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token}`)
    // What else the client puts there is for another implementation of fetch.
    const { method = 'GET', body = null, signal = null } = init
    return fetch(input, { method, body, signal, headers })
  }
  const auth = {
    fetch: authorized,
    getClient: async () => ({ fetch: authorized, getRequestHeaders: async () => ({}) }),
    getProjectId: async () => 'acme',
    getUniverseDomain: async () => 'googleapis.com',
  }
  const { hostname: apiEndpoint, port } = new URL(url)
  const place = { fallback: true, protocol: 'http', apiEndpoint, port: Number(port) }
  return new KeyManagementServiceClient({ ...place, auth: auth as unknown as GoogleAuth })
}

serviceContract('Google Cloud KMS through its SDK', async (): Promise<ServiceRig> => {
  const double = await googleKmsDouble()
  const client = clientOf(double)
  const uri = `gcpkms://${double.key}`
  return {
    signer: (options) => googleSigner(uri, { client, ...options }),
    keys: (options) => googleKeys(uri, { client, ...options }),
    fault: double.fault,
    signCalls: () => double.requests.filter(({ path }) => path.includes(':asymmetricSign')).length,
    hasRetryAfter: false,
    rotate: async () => double.rotate(),
    secrets: [double.token],
    close: async () => {
      await client.close()
      await double.close()
    },
  }
})

describe('a signer with a key in Google Cloud KMS', () => {
  test.each<[GoogleAlgorithm, string]>([
    ['RSA_SIGN_PKCS1_2048_SHA256', 'RS256'],
    ['RSA_SIGN_PSS_2048_SHA256', 'PS256'],
    ['EC_SIGN_P384_SHA384', 'ES384'],
    ['EC_SIGN_ED25519', 'EdDSA'],
  ])('of kind %s signs %s', async (algorithm, alg) => {
    const double = await googleKmsDouble(algorithm)
    const client = clientOf(double)
    onTestFinished(async () => {
      await client.close()
      await double.close()
    })
    const signer = await googleSigner(`gcpkms://${double.key}`, { client })
    const jwt = await signJwt({ sub: 'alice' }, { signer })
    const keys = staticJwks({ keys: [await signer.publicJwk()] })
    await expect(verifyJws(jwt, { keys })).resolves.toMatchObject({ key: { alg } })
  })
})
