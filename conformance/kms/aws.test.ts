/** `@keywell/kms/aws` with the real AWS SDK, at a server that speaks AWS KMS's API. */
import { KMS } from '@aws-sdk/client-kms'
import { staticJwks } from 'keywell'
import { verifyJws } from 'keywell/jws'
import { signJwt } from 'keywell/sign'
import { awsKeys, awsSigner } from '@keywell/kms/aws'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ServiceRig } from '../../packages/kms/test/contract/rig.ts'
import { serviceContract } from '../../packages/kms/test/contract/service-contract.ts'
import { awsKmsDouble, type AwsKmsDouble } from '../../packages/kms/test/doubles/aws-kms.ts'

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

const clientOf = (endpoint: string): KMS =>
  new KMS({
    endpoint,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET },
  })

const URI = 'awskms:///alias/tokens'

serviceContract('AWS KMS through its SDK', async (): Promise<ServiceRig> => {
  const double = await awsKmsDouble()
  const client = clientOf(double.url)
  return {
    signer: (options) => awsSigner(URI, { client, ...options }),
    keys: (options) => awsKeys(URI, { client, ...options }),
    fault: double.fault,
    signCalls: () => double.requests.filter(({ headers }) => headers['x-amz-target'] === 'TrentService.Sign').length,
    hasRetryAfter: false,
    replace: async () => double.replace(),
    secrets: [SECRET],
    close: async () => {
      client.destroy()
      await double.close()
    },
  }
})

type KeyKind = Parameters<typeof awsKmsDouble>[0]

async function started(kind: KeyKind): Promise<{ readonly double: AwsKmsDouble; readonly client: KMS }> {
  const double = await awsKmsDouble(kind)
  const client = clientOf(double.url)
  onTestFinished(async () => {
    client.destroy()
    await double.close()
  })
  return { double, client }
}

describe('a signer with a key in AWS KMS', () => {
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
    ['ed25519', 'EdDSA'],
    ['ed25519', 'Ed25519'],
  ] as const)('of kind %s signs %s', async (kind, alg) => {
    const { client } = await started(kind)
    const signer = await awsSigner(URI, { client, alg })
    const jwt = await signJwt({ sub: 'alice' }, { signer })
    const keys = staticJwks({ keys: [await signer.publicJwk()] })
    await expect(verifyJws(jwt, { keys })).resolves.toMatchObject({ key: { alg } })
  })

  test('follows an alias once, and then stays with the key', async () => {
    const { double, client } = await started('P-256')
    const signer = await awsSigner(URI, { client })
    double.rotate()
    await signer.sign(new Uint8Array(8))
    expect(signer.version).toBe(double.arn)
    expect(double.requests.at(-1)?.json).toMatchObject({ KeyId: double.arn, MessageType: 'DIGEST' })
    const next = await awsSigner(URI, { client })
    expect(next.kid).not.toBe(signer.kid)
  })

  test('takes a token of any length, save with Ed25519', async () => {
    const long = new Uint8Array(5000)
    const ecdsa = await started('P-256')
    await expect((await awsSigner(URI, { client: ecdsa.client })).sign(long)).resolves.toHaveLength(64)
    const eddsa = await started('ed25519')
    await expect((await awsSigner(URI, { client: eddsa.client })).sign(long)).rejects.toMatchObject({
      code: 'ERR_SIGNER_REFUSED',
    })
  })

  test('says that a key does not exist', async () => {
    const { client } = await started('P-256')
    const error = { code: 'ERR_SIGNER_REFUSED', detail: { reason: 'there is no such key' } }
    await expect(awsSigner('awskms:///alias/other', { client })).rejects.toMatchObject(error)
  })
})
