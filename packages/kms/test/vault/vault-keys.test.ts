/** What `GET transit/keys/NAME` may hold, apart from what the double answers. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { vaultKeys } from '../../src/vault/vault-keys.ts'
import { vaultSigner } from '../../src/vault/index.ts'
import { vaultDouble } from '../doubles/vault.ts'

const public_key = Buffer.from(new Uint8Array(32).fill(7)).toString('base64')
const answer = {
  type: 'ed25519',
  min_decryption_version: 2,
  keys: { 1: { public_key }, 2: { public_key }, 10: { public_key }, 9: { public_key } },
}

describe('the versions of a key', () => {
  const versions = (value: object, pinned?: number): readonly string[] =>
    vaultKeys({ ...answer, ...value }, pinned).map(({ version }) => version)

  test('come with the latest first, by number, without those that no longer verify', () => {
    expect(versions({})).toEqual(['10', '9', '2'])
  })

  test('are whole numbers: any other name would ask for the latest, as JSON has no Infinity', () => {
    expect(versions({ keys: { Infinity: { public_key }, 2.5: { public_key }, 3: { public_key } } })).toEqual(['3'])
  })

  test('are the one that is named, and none where that does not exist', () => {
    expect(versions({}, 9)).toEqual(['9'])
    expect(versions({}, 3)).toEqual([])
  })

  test.each([
    ['a key derived for each context', { derived: true }],
    ['a type without signatures', { type: 'aes256-gcm96' }],
    ['a hybrid type', { type: 'hybrid' }],
    ['no keys', { keys: undefined }],
    ['a version without a public key', { keys: { 2: 1_700_000_000 } }],
    ['an Ed25519 key of the wrong size', { keys: { 2: { public_key: 'AAAA' } } }],
    ['an Ed25519 key in PEM', { keys: { 2: { public_key: '-----BEGIN PUBLIC KEY-----' } } }],
  ])('are refused: %s', (_, value) => {
    expect(() => versions(value)).toThrow(expect.objectContaining({ name: 'ServiceFailure' }))
  })
})

test.each([
  ['VAULT_ADDR', 'VAULT_TOKEN'],
  ['BAO_ADDR', 'BAO_TOKEN'],
])('address and token come from %s and %s where no options are given', async (address, token) => {
  const double = await vaultDouble()
  Object.assign(process.env, { [address]: double.url, [token]: double.token })
  onTestFinished(async () => {
    Reflect.deleteProperty(process.env, address)
    Reflect.deleteProperty(process.env, token)
    await double.close()
  })
  await expect(vaultSigner('hashivault://tokens')).resolves.toMatchObject({ alg: 'ES256' })
})
