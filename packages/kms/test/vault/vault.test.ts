/** Vault's transit engine: the contract over its double, every kind of key, and what its API has of its own. */
import { staticJwks } from 'keywell'
import { verifyJws } from 'keywell/jws'
import { signJwt } from 'keywell/sign'
import { describe, expect, onTestFinished, test } from 'vitest'
import { kmsSigner } from '../../src/index.ts'
import { vaultKeys, vaultSigner } from '../../src/vault/index.ts'
import type { ServiceRig } from '../contract/rig.ts'
import { serviceContract } from '../contract/service-contract.ts'
import { type TransitType, vaultDouble, type VaultDouble } from '../doubles/vault.ts'

const rig = (type: TransitType, alg?: 'PS256') => async (): Promise<ServiceRig> => {
  const double = await vaultDouble(type)
  const own = { address: double.url, token: double.token }
  return {
    signer: (options) =>
      vaultSigner('hashivault://tokens', { ...own, ...(alg === undefined ? {} : { alg }), ...options }),
    keys: (options) => vaultKeys('hashivault://tokens', { ...own, ...options }),
    fault: double.fault,
    signCalls: () => double.requests.filter(({ path }) => path.includes('/sign/')).length,
    hasRetryAfter: true,
    rotate: async () => double.rotate(),
    replace: async () => double.recreate(),
    secrets: [double.token],
    close: double.close,
  }
}

serviceContract('Vault with a P-256 key', rig('ecdsa-p256'))
serviceContract('Vault with an RSA key', rig('rsa-2048', 'PS256'))

async function started(type: TransitType = 'ecdsa-p256', mount?: string): Promise<VaultDouble> {
  const double = await vaultDouble(type, mount)
  onTestFinished(() => double.close())
  return double
}

const lastSign = ({ requests }: VaultDouble): object | undefined =>
  requests.findLast(({ path }) => path.includes('/sign/'))?.json

describe('a signer with a key in Vault', () => {
  test.each([
    ['rsa-2048', 'RS256'],
    ['rsa-2048', 'RS384'],
    ['rsa-2048', 'RS512'],
    ['rsa-2048', 'PS256'],
    ['rsa-2048', 'PS384'],
    ['rsa-2048', 'PS512'],
    ['ecdsa-p256', 'ES256'],
    ['ecdsa-p384', 'ES384'],
    ['ecdsa-p521', 'ES512'],
    ['ed25519', 'EdDSA'],
    ['ed25519', 'Ed25519'],
  ] as const)('of type %s signs %s', async (type, alg) => {
    const { url: address, token } = await started(type)
    const signer = await vaultSigner('hashivault://tokens', { address, token, alg })
    const jwt = await signJwt({ sub: 'alice' }, { signer })
    const keys = staticJwks({ keys: [await signer.publicJwk()] })
    await expect(verifyJws(jwt, { keys })).resolves.toMatchObject({ key: { alg } })
  })

  test('asks for the pinned version in the form that JOSE has', async () => {
    const double = await started('rsa-2048')
    const signer = await vaultSigner('hashivault://tokens', { address: double.url, token: double.token, alg: 'PS256' })
    double.rotate()
    await signer.sign(new Uint8Array(8))
    expect(lastSign(double)).toMatchObject({ key_version: 1, marshaling_algorithm: 'jws', salt_length: 'hash' })
  })

  test('signs with the version that the URI names', async () => {
    const double = await started()
    double.rotate()
    const vault = { address: double.url, token: double.token }
    const signer = await kmsSigner('openbao://tokens?version=1', { vault })
    expect(signer.version).toBe('1')
  })

  test('is refused once its version is archived', async () => {
    const double = await started()
    const signer = await vaultSigner('hashivault://tokens', { address: double.url, token: double.token })
    double.rotate()
    double.minDecryptionVersion(2)
    await expect(signer.sign(new Uint8Array(8))).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
  })

  test('asks for a token with each call, so that it may be renewed', async () => {
    const double = await started()
    let token = double.token
    const signer = await vaultSigner('hashivault://tokens', { address: double.url, token: () => token })
    token = 'hvs.expired'
    await expect(signer.sign(new Uint8Array(8))).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
  })

  test('goes to the mount and the namespace that it is given', async () => {
    const double = await started('ecdsa-p256', 'team/keys')
    const own = { address: double.url, token: double.token, mount: 'team/keys', namespace: 'ns1/' }
    await vaultSigner('hashivault://tokens', own)
    expect(double.requests[0]?.headers['x-vault-namespace']).toBe('ns1/')
  })

  test('refuses a type of key that JOSE has no signature for', async () => {
    const { url: address, token } = await started('aes256-gcm96')
    await expect(vaultSigner('hashivault://tokens', { address, token })).rejects.toMatchObject({
      code: 'ERR_SIGNER_REFUSED',
    })
  })

  test('needs to be told which algorithm, where an RSA key allows several', async () => {
    const { url: address, token } = await started('rsa-2048')
    const error = { code: 'ERR_OPTION_INVALID', detail: { option: 'alg' } }
    await expect(vaultSigner('hashivault://tokens', { address, token })).rejects.toMatchObject(error)
  })

  test.each([
    'hashivault://',
    'hashivault://a/b',
    'hashivault://../sys/seal',
    'hashivault://tokens?version=0',
    'hashivault://tokens?versoin=1',
    'hashivault://tokens#x',
  ])('refuses the URI %s before anything is asked', async (uri) => {
    const own = { address: 'http://127.0.0.1:1', token: 't' }
    await expect(vaultSigner(uri, own)).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
  })

  test.each([
    ['address', { address: 'vault.example' }],
    ['address', { address: 'http://vault.example/v1?token=x' }],
    ['mount', { mount: '../sys' }],
    ['token', { token: '' }],
    ['tokn', { tokn: 'x' }],
  ])('refuses a bad %s', async (_, bad) => {
    const own = { address: 'http://127.0.0.1:1', token: 't', ...bad }
    await expect(vaultSigner('hashivault://tokens', own)).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
  })

  test('shows no token that a server or what stands before it sends back', async () => {
    const answer = { errors: ['bad request', 'x-vault-token: hvs.secret'] }
    const fetch = async (): Promise<Response> => Response.json(answer, { status: 400 })
    const refused = vaultSigner('hashivault://tokens', { address: 'https://vault.example', token: 'hvs.secret', fetch })
    const error = await refused.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
    expect(String((error as Error).cause)).toContain('HTTP status 400')
    expect(JSON.stringify(error) + String((error as Error).cause)).not.toContain('hvs.secret')
  })

  test('shows no token that a header cannot hold', async () => {
    const { url: address } = await started()
    const refused = vaultSigner('hashivault://tokens', { address, token: 'hvs.secret\nX: y', retries: 0 })
    const error = await refused.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
    expect(JSON.stringify(error) + String((error as Error).cause)).not.toContain('hvs.secret')
  })
})

describe('the keys of Vault', () => {
  test('are those that still verify, without the archived ones', async () => {
    const double = await started()
    double.rotate()
    double.rotate()
    double.minDecryptionVersion(2)
    const keys = vaultKeys('hashivault://tokens', { address: double.url, token: double.token })
    onTestFinished(() => keys.close())
    await keys.refresh('prefetch')
    expect(keys.status().keys?.keys).toHaveLength(2)
  })
})

test.each([
  [{ mount: 3 }, 'vault.mount'],
  [{ mount: null }, 'vault.mount'],
  [{ namespace: 3 }, 'vault.namespace'],
  [{ fetch: 'x' }, 'vault.fetch'],
])('the option %j is refused by name', async (own, option) => {
  const vault = { address: 'http://127.0.0.1:1', token: 't', ...own }
  // @ts-expect-error plain JavaScript
  const made = kmsSigner('hashivault://tokens', { vault })
  await expect(made).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID', detail: { option } })
})
