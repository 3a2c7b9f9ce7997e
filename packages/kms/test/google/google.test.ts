/** Google Cloud KMS by REST: the contract over its double, every algorithm, and what its API has of its own. */
import { staticJwks } from 'keywell'
import { verifyJws } from 'keywell/jws'
import { signJwt } from 'keywell/sign'
import { describe, expect, onTestFinished, test } from 'vitest'
import { crc32c } from '../../src/google/crc32c.ts'
import { googleKeys, type GoogleOptions, googleSigner } from '../../src/google/index.ts'
import { kmsSigner } from '../../src/index.ts'
import type { ServiceRig } from '../contract/rig.ts'
import { serviceContract } from '../contract/service-contract.ts'
import { type Damage, type GoogleAlgorithm, googleKmsDouble, type GoogleKmsDouble } from '../doubles/google-kms.ts'

const ownOf = ({ url, token }: GoogleKmsDouble): GoogleOptions => ({ endpoint: url, token: () => token })
const signs = ({ requests }: GoogleKmsDouble): GoogleKmsDouble['requests'] =>
  requests.filter(({ path }) => path.includes(':asymmetricSign'))

const rig = (algorithm: GoogleAlgorithm) => async (): Promise<ServiceRig> => {
  const double = await googleKmsDouble(algorithm)
  const uri = `gcpkms://${double.key}`
  return {
    signer: (options) => googleSigner(uri, { ...ownOf(double), ...options }),
    keys: (options) => googleKeys(uri, { ...ownOf(double), ...options }),
    fault: double.fault,
    signCalls: () => signs(double).length,
    hasRetryAfter: true,
    rotate: async () => double.rotate(),
    secrets: [double.token],
    close: double.close,
  }
}

serviceContract('Google Cloud KMS with a P-256 key', rig('EC_SIGN_P256_SHA256'))
serviceContract('Google Cloud KMS with an Ed25519 key', rig('EC_SIGN_ED25519'))

async function started(algorithm?: GoogleAlgorithm): Promise<GoogleKmsDouble> {
  const double = await googleKmsDouble(algorithm)
  onTestFinished(() => double.close())
  return double
}

const data = new TextEncoder().encode('header.payload')

describe('a signer with a key in Google Cloud KMS', () => {
  test.each([
    ['RSA_SIGN_PKCS1_2048_SHA256', 'RS256'],
    ['RSA_SIGN_PKCS1_4096_SHA512', 'RS512'],
    ['RSA_SIGN_PSS_2048_SHA256', 'PS256'],
    ['RSA_SIGN_PSS_4096_SHA512', 'PS512'],
    ['EC_SIGN_P256_SHA256', 'ES256'],
    ['EC_SIGN_P384_SHA384', 'ES384'],
    ['EC_SIGN_SECP256K1_SHA256', 'ES256K'],
    ['EC_SIGN_ED25519', 'EdDSA'],
  ] as const)('of kind %s signs %s without being told', async (algorithm, alg) => {
    const double = await started(algorithm)
    const signer = await googleSigner(`gcpkms://${double.key}`, ownOf(double))
    expect(signer.alg).toBe(alg)
    const jwt = await signJwt({ sub: 'alice' }, { signer })
    const keys = staticJwks({ keys: [await signer.publicJwk()] })
    await expect(verifyJws(jwt, { keys })).resolves.toMatchObject({ key: { alg } })
  })

  test('sends a digest with its checksum, and no word of the token', async () => {
    const double = await started()
    await (await googleSigner(`gcpkms://${double.key}`, ownOf(double))).sign(data)
    expect(Object.keys(signs(double)[0]?.json ?? {}).toSorted()).toEqual(['digest', 'digestCrc32c'])
  })

  test.each<Damage>(['signature', 'checksum', 'unverified'])(
    'asks again when the answer shows that something was damaged: %s',
    async (damage) => {
      const double = await started()
      const signer = await googleSigner(`gcpkms://${double.key}`, ownOf(double))
      double.damage(damage, 1)
      await expect(signer.sign(data)).resolves.toHaveLength(64)
      expect(signs(double)).toHaveLength(2)
      double.damage(damage, 3)
      await expect(signer.sign(data)).rejects.toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' })
    },
  )

  test.each<Damage>(['key', 'key-name'])('is made of no public key that was damaged: %s', async (damage) => {
    const double = await started()
    double.damage(damage, 1)
    await expect(googleSigner(`gcpkms://${double.key}`, ownOf(double))).resolves.toMatchObject({ alg: 'ES256' })
    double.damage(damage, 9)
    const unavailable = { code: 'ERR_SIGNER_UNAVAILABLE' }
    await expect(googleSigner(`gcpkms://${double.key}`, ownOf(double))).rejects.toMatchObject(unavailable)
  })

  test('gives out nothing that another version signed', async () => {
    const double = await started()
    const signer = await googleSigner(`gcpkms://${double.key}`, ownOf(double))
    double.damage('name', 1)
    await expect(signer.sign(data)).rejects.toMatchObject({ code: 'ERR_SIGNER_KEY_CHANGED' })
  })

  test.each(['cryptoKeyVersions/1', 'versions/1'])('signs with the version of the URI: %s', async (version) => {
    const double = await started()
    double.rotate()
    const signer = await kmsSigner(`gcpkms://${double.key}/${version}`, { google: ownOf(double) })
    expect(signer.version).toBe(`${double.key}/cryptoKeyVersions/1`)
  })

  test('is refused once its version is disabled', async () => {
    const double = await started()
    const signer = await googleSigner(`gcpkms://${double.key}`, ownOf(double))
    double.disable(1)
    await expect(signer.sign(data)).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
  })

  test('refuses a key that does not sign', async () => {
    const double = await started('RSA_DECRYPT_OAEP_2048_SHA256')
    const refused = { code: 'ERR_SIGNER_REFUSED' }
    await expect(googleSigner(`gcpkms://${double.key}`, ownOf(double))).rejects.toMatchObject(refused)
  })

  test.each([
    'gcpkms://',
    'gcpkms://projects/p/locations/l/keyRings/r',
    'gcpkms://projects/../locations/l/keyRings/r/cryptoKeys/k',
    'gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/0',
    'gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k:asymmetricSign',
    'gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k?x=1',
  ])('refuses the URI %s before anything is asked', async (uri) => {
    const refused = { code: 'ERR_OPTION_INVALID' }
    await expect(googleSigner(uri, { token: () => 't', endpoint: 'http://127.0.0.1:1' })).rejects.toMatchObject(refused)
  })

  test('shows no token that a header cannot hold', async () => {
    const double = await started()
    const own = { ...ownOf(double), token: () => 'ya29.secret\nX: y', retries: 0 }
    const error = await googleSigner(`gcpkms://${double.key}`, own).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
    expect(JSON.stringify(error) + String((error as Error).cause)).not.toContain('ya29')
  })
})

test('only versions that are enabled are published', async () => {
  const double = await started()
  double.rotate()
  double.rotate()
  double.disable(2)
  const keys = await googleKeys(`gcpkms://${double.key}`, ownOf(double))
  onTestFinished(() => keys.close())
  await keys.refresh('prefetch')
  expect(keys.status().keys?.keys).toHaveLength(2)
})

test('the checksum is the one of RFC 3720', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
})
