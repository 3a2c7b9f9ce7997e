/** What is made of optional packages when nothing is passed: the right export, set up right, and closed where that is ours. */
import { expect, test, vi } from 'vitest'
import { kmsSigner } from '../src/index.ts'

const { calls } = vi.hoisted(() => ({ calls: [] as string[] }))

vi.mock('@google-cloud/kms', () => ({
  KeyManagementServiceClient: class {
    async listCryptoKeyVersions(): Promise<never> {
      calls.push('google: list')
      throw Object.assign(new Error('Could not load the default credentials'), { code: 16 })
    }
    async getPublicKey(): Promise<never> {
      throw new Error('not asked')
    }
    async asymmetricSign(): Promise<never> {
      throw new Error('not asked')
    }
    async close(): Promise<void> {
      calls.push('google: close')
    }
  },
}))

vi.mock('@azure/identity', () => ({
  DefaultAzureCredential: class {
    async getToken(scope: string, { tenantId }: { tenantId: string }): Promise<null> {
      calls.push(`azure: ${scope} of ${tenantId}`)
      return null
    }
  },
}))

/** CommonJS, as `import` gives it. */
vi.mock('pkcs11js', () => ({
  default: {
    PKCS11: class {
      load(path: string): void {
        calls.push(`pkcs11: load ${path}`)
      }
      C_Initialize({ flags }: { flags: number }): void {
        calls.push(`pkcs11: initialize ${flags}`)
      }
      C_Finalize(): void {
        calls.push('pkcs11: finalize')
      }
      C_GetSlotList(): readonly never[] {
        return []
      }
    },
  },
}))

const failed = async (uri: string, options: Parameters<typeof kmsSigner>[1] = {}): Promise<unknown> => {
  calls.length = 0
  return kmsSigner(uri, { retries: 0, ...options }).catch((error: unknown) => error)
}

test("Google's client finds its credentials by itself, and is closed", async () => {
  const error = await failed('gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k')
  expect(error).toMatchObject({
    code: 'ERR_SIGNER_REFUSED',
    detail: { reason: 'the credentials are not valid for Google' },
  })
  expect(calls).toEqual(['google: list', 'google: close'])
})

test("Azure's credential is asked for what the challenge of the vault names", async () => {
  const challenge = 'Bearer authorization="https://login.microsoftonline.com/acme", resource="https://vault.azure.net"'
  const fetch = async (): Promise<Response> =>
    Response.json({}, { status: 401, headers: { 'www-authenticate': challenge } })
  const error = await failed('azurekms://acme.vault.azure.net/tokens', { azure: { fetch } })
  expect(error).toMatchObject({ code: 'ERR_SIGNER_REFUSED', detail: { reason: 'the credential gave no token' } })
  expect(calls).toEqual(['azure: https://vault.azure.net/.default of acme'])
})

test('the library of a token is loaded by pkcs11js, for use by several threads, and let go when the token is not there', async () => {
  const error = await failed('pkcs11:token=t;object=k', { pkcs11: { library: '/x.so' } })
  expect(error).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' })
  expect(calls).toEqual(['pkcs11: load /x.so', 'pkcs11: initialize 2', 'pkcs11: finalize'])
})
