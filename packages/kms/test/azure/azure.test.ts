/** Azure Key Vault by REST: the contract over its double, every algorithm, and its challenge. */
import { staticJwks } from 'keywell'
import { verifyJws } from 'keywell/jws'
import { signJwt } from 'keywell/sign'
import { describe, expect, onTestFinished, test } from 'vitest'
import { azureKeys, type AzureCredential, type AzureOptions, azureSigner } from '../../src/azure/index.ts'
import { kmsSigner } from '../../src/index.ts'
import type { ServiceRig } from '../contract/rig.ts'
import { serviceContract } from '../contract/service-contract.ts'
import {
  type AzureKind,
  azureKeyVaultDouble,
  type AzureKeyVaultDouble,
  TENANT,
  tokenFor,
} from '../doubles/azure-key-vault.ts'

const URI = 'azurekms://acme.vault.azure.net/tokens'

/** A credential that notes what it was asked for. */
function credential(): AzureCredential & { readonly scopes: readonly string[] } {
  const scopes: string[] = []
  return {
    scopes,
    getToken: async (scope, { tenantId }) => {
      scopes.push(scope)
      return { token: tokenFor(tenantId) }
    },
  }
}

const ownOf = ({ url }: AzureKeyVaultDouble): AzureOptions => ({ endpoint: url, credential: credential() })

const isSign = ({ path, headers }: AzureKeyVaultDouble['requests'][number]): boolean =>
  path.includes('/sign?') && headers.authorization !== undefined

const rig = (kind: AzureKind, alg?: 'PS256') => async (): Promise<ServiceRig> => {
  const double = await azureKeyVaultDouble(kind)
  const own = { ...ownOf(double), ...(alg === undefined ? {} : { alg }) }
  return {
    signer: (options) => azureSigner(URI, { ...own, ...options }),
    keys: (options) => azureKeys(URI, { ...own, ...options }),
    fault: double.fault,
    signCalls: () => double.requests.filter(isSign).length,
    hasRetryAfter: true,
    rotate: async () => double.rotate(),
    replace: async () => double.replace(),
    secrets: [double.token],
    close: double.close,
  }
}

serviceContract('Azure Key Vault with a P-256 key', rig('P-256'))
serviceContract('Azure Key Vault with an RSA key', rig('rsa', 'PS256'))

async function started(kind?: AzureKind): Promise<AzureKeyVaultDouble> {
  const double = await azureKeyVaultDouble(kind)
  onTestFinished(() => double.close())
  return double
}

const data = new TextEncoder().encode('header.payload')

describe('a signer with a key in Azure Key Vault', () => {
  test.each([
    ['rsa', 'RS256'],
    ['rsa', 'RS384'],
    ['rsa', 'RS512'],
    ['rsa', 'PS256'],
    ['rsa', 'PS384'],
    ['rsa', 'PS512'],
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
    ['secp256k1', 'ES256K'],
  ] as const)('of kind %s signs %s', async (kind, alg) => {
    const signer = await azureSigner(URI, { ...ownOf(await started(kind)), alg })
    const jwt = await signJwt({ sub: 'alice' }, { signer })
    const keys = staticJwks({ keys: [await signer.publicJwk()] })
    await expect(verifyJws(jwt, { keys })).resolves.toMatchObject({ key: { alg } })
  })

  test('signs with the newest version that is enabled, on whichever page it is', async () => {
    const double = await started()
    for (let versions = 0; versions < 4; versions++) double.rotate()
    const newest = await azureSigner(URI, ownOf(double))
    double.disable(newest.version)
    const next = await azureSigner(URI, ownOf(double))
    expect(new Set([double.first, newest.version, next.version]).size).toBe(3)
    await expect(newest.sign(data)).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
  })

  test.each([
    ['operations', { code: 'ERR_SIGNER_REFUSED', detail: { reason: 'the key is not one that signs' } }],
    ['version', { code: 'ERR_SIGNER_UNAVAILABLE' }],
    ['link', { code: 'ERR_SIGNER_REFUSED', detail: { reason: expect.stringContaining('another server') } }],
  ] as const)('is not made when this is amiss: %s', async (what, error) => {
    const double = await started('rsa')
    double.rotate()
    double.rotate()
    double.amiss(what)
    await expect(azureSigner(URI, { ...ownOf(double), alg: 'RS256' })).rejects.toMatchObject(error)
  })

  test('signs with the version of the URI', async () => {
    const double = await started()
    double.rotate()
    const signer = await kmsSigner(`${URI}/${double.first}`, { azure: ownOf(double) })
    expect(signer.version).toBe(double.first)
  })

  test.each(['azurekms://', 'azurekms://vault', 'azurekms://v.net/a/b/c', 'azurekms://v.net/../a', `${URI}?x=1`])(
    'refuses the URI %s before anything is asked',
    async (uri) => {
      const own = { credential: credential(), endpoint: 'http://127.0.0.1:1' }
      await expect(azureSigner(uri, own)).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
    },
  )
})

describe('the challenge of a vault', () => {
  test('is met once, with a token for its resource and tenant', async () => {
    const double = await started()
    const identity = credential()
    const signer = await azureSigner(URI, { endpoint: double.url, credential: identity })
    await signer.sign(data)
    expect(new Set(identity.scopes)).toEqual(new Set([`${double.url}/.default`]))
    expect(double.requests.filter(({ headers }) => headers.authorization === undefined)).toHaveLength(1)
  })

  test('is met again when the vault has moved to another tenant', async () => {
    const double = await started()
    const signer = await azureSigner(URI, ownOf(double))
    double.move('11111111-2222-3333-4444-555555555555')
    await expect(signer.sign(data)).resolves.toHaveLength(64)
    double.move(TENANT)
    await expect(signer.sign(data)).resolves.toHaveLength(64)
  })

  test('for another resource than the vault gets no token', async () => {
    const double = await started()
    double.challenge('https://graph.microsoft.com')
    const identity = credential()
    const refused = azureSigner(URI, { endpoint: double.url, credential: identity })
    await expect(refused).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
    expect(identity.scopes).toEqual([])
  })

  test('that a token does not meet is a refusal, after one try', async () => {
    const double = await started()
    const own = { endpoint: double.url, credential: { getToken: async () => ({ token: 'wrong' }) } }
    await expect(azureSigner(URI, own)).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
    expect(double.requests).toHaveLength(2)
  })

  test('shows no token that a header cannot hold', async () => {
    const double = await started()
    const own = { endpoint: double.url, credential: { getToken: async () => ({ token: 'eyJ.secret\nX: y' }) } }
    const error = await azureSigner(URI, own).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
    expect(JSON.stringify(error) + String((error as Error).cause)).not.toContain('eyJ')
  })
})
