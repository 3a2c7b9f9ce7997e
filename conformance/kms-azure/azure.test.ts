/** `@keywell/kms/azure` with Microsoft's own client, at a server that speaks the REST API of Key Vault. */
import { createRequire } from 'node:module'
import type * as Sdk from '@azure/keyvault-keys'
import { azureKeys, type AzureKeyClient, azureSigner } from '@keywell/kms/azure'
import { staticJwks } from 'keywell'
import { verifyJws } from 'keywell/jws'
import { signJwt } from 'keywell/sign'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ServiceRig } from '../../packages/kms/test/contract/rig.ts'
import { serviceContract } from '../../packages/kms/test/contract/service-contract.ts'
import { type AzureKind, azureKeyVaultDouble, tokenFor } from '../../packages/kms/test/doubles/azure-key-vault.ts'

/** Not by import, as for the other SDKs. */
const { KeyClient }: typeof Sdk = createRequire(import.meta.url)('@azure/keyvault-keys')

const URI = 'azurekms://acme.vault.azure.net/tokens'

function clientOf(url: string): AzureKeyClient {
  const getToken = async (_scopes: unknown, options?: { tenantId?: string }) => ({
    token: tokenFor(options?.tenantId),
    expiresOnTimestamp: Date.now() + 3_600_000,
  })
  return new KeyClient(
    url,
    { getToken },
    {
      allowInsecureConnection: true,
      disableChallengeResourceVerification: true,
      retryOptions: { maxRetries: 0 },
    },
  )
}

serviceContract('Azure Key Vault through its SDK', async (): Promise<ServiceRig> => {
  const double = await azureKeyVaultDouble()
  const client = clientOf(double.url)
  return {
    signer: (options) => azureSigner(URI, { client, ...options }),
    keys: (options) => azureKeys(URI, { client, ...options }),
    fault: double.fault,
    signCalls: () =>
      double.requests.filter(({ path, headers }) => path.includes('/sign?') && headers.authorization !== undefined)
        .length,
    hasRetryAfter: true,
    rotate: async () => double.rotate(),
    replace: async () => double.replace(),
    secrets: [double.token],
    close: double.close,
  }
})

describe('a signer with a key in Azure Key Vault', () => {
  test.each<[AzureKind, 'RS256' | 'PS384' | 'ES384' | 'ES512' | 'ES256K']>([
    ['rsa', 'RS256'],
    ['rsa', 'PS384'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
    ['secp256k1', 'ES256K'],
  ])('of kind %s signs %s', async (kind, alg) => {
    const double = await azureKeyVaultDouble(kind)
    onTestFinished(() => double.close())
    const signer = await azureSigner(URI, { client: clientOf(double.url), alg })
    const jwt = await signJwt({ sub: 'alice' }, { signer })
    const keys = staticJwks({ keys: [await signer.publicJwk()] })
    await expect(verifyJws(jwt, { keys })).resolves.toMatchObject({ key: { alg } })
  })
})
