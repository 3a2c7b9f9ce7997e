/** What needs no SDK of `@keywell/kms/aws`: URIs, clients and the meaning of errors. With the SDK, see conformance/kms. */
import { createPublicKey } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { AWS_ALGORITHMS } from '../../src/aws/aws-algorithms.ts'
import { awsFailure } from '../../src/aws/aws-failure.ts'
import type { AwsKmsClient } from '../../src/aws/aws-options.ts'
import { awsKeys, awsService, awsSigner } from '../../src/aws/index.ts'
import { heldSign, holdKey } from '../doubles/held-key.ts'

const ARN = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

function client(over: Partial<AwsKmsClient> = {}): AwsKmsClient {
  const key = holdKey('ed25519')
  return {
    getPublicKey: async () => ({
      KeyId: ARN,
      PublicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }),
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: ['ED25519_SHA_512'],
    }),
    sign: async ({ KeyId, Message }) => ({ KeyId, Signature: heldSign(key, Message, {}) }),
    ...over,
  }
}

test.each([
  'awskms:///alias/tokens',
  `awskms:///${ARN}`,
  'awskms:///1234abcd-12ab-34cd-56ef-1234567890ab',
  'awskms:///mrk-1234abcd12ab34cd56ef1234567890ab',
])('%s is a key URI, and its own name', async (uri) => {
  await expect(awsService(uri, { client: client() })).resolves.toMatchObject({ name: uri })
})

test.each([
  'awskms://',
  'awskms:///',
  'awskms:///a b',
  'awskms:alias/x',
  'awskms://alias/x',
  'awskms:/alias/x',
  'awskms://:80/x',
  'awskms:///alias/x?version=1',
  'gcpkms:///alias/x',
])('%s is none', async (uri) => {
  await expect(awsSigner(uri, { client: client() })).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
})

test.each([
  ['a client without sign()', { client: { getPublicKey: async () => ({}) } }],
  ['no client', { client: 7 }],
  ['an unknown option', { client: client(), profile: 'x' }],
])('%s is refused', async (_, options) => {
  await expect(awsSigner('awskms:///alias/x', options as object)).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
})

test('the client of a caller is left open, and its abort signal is passed on', async () => {
  let isDestroyed = false
  const signals: AbortSignal[] = []
  const own = client()
  const signer = await awsSigner('awskms:///alias/tokens', {
    client: client({
      ...own,
      sign: (input, options) => (signals.push(options.abortSignal), own.sign(input, options)),
      destroy: () => {
        isDestroyed = true
      },
    }),
  })
  await signer.sign(new Uint8Array(8))
  await signer.close()
  expect([signals.length, isDestroyed]).toEqual([1, false])
})

test('a key that is made for encryption is refused', async () => {
  const own = client()
  const getPublicKey: AwsKmsClient['getPublicKey'] = async (...given) => ({
    ...(await own.getPublicKey(...given)),
    KeyUsage: 'ENCRYPT_DECRYPT',
  })
  const keys = awsSigner('awskms:///alias/tokens', { client: client({ getPublicKey }) })
  await expect(keys).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
})

test('keys are a source that says where they come from', async () => {
  const keys = await awsKeys('awskms:///alias/tokens', { client: client() })
  await keys.refresh('prefetch')
  expect(keys.status()).toMatchObject({ source: 'awskms:///alias/tokens' })
  keys.close()
})

describe('an error of AWS', () => {
  const named = (name: string, more: object = {}): Error => Object.assign(new Error('x'), { name }, more)

  test.each([
    ['ThrottlingException', named('ThrottlingException'), 'throttled'],
    ['KMSInternalException', named('KMSInternalException'), 'unavailable'],
    ['DisabledException', named('DisabledException'), 'refused'],
    ['an unknown name with status 400', named('NewException', { $metadata: { httpStatusCode: 400 } }), 'refused'],
    ['an unknown name with status 503', named('NewException', { $metadata: { httpStatusCode: 503 } }), 'unavailable'],
    ['an unknown name with status 429', named('NewException', { $metadata: { httpStatusCode: 429 } }), 'throttled'],
    ['a broken connection', named('Error', { code: 'ECONNRESET' }), 'unavailable'],
    ['no error at all', 'x', 'unavailable'],
  ])('%s has its kind', (_, error, kind) => {
    expect(() => awsFailure(error)).toThrow(expect.objectContaining({ kind }))
  })

  test('keeps a Retry-After that came with it, and nothing else of the answer', () => {
    const response = { headers: { 'retry-after': '9', 'x-amz-security-token': 'secret' } }
    const error = named('ThrottlingException', { $response: response })
    expect(() => awsFailure(error)).toThrow(expect.objectContaining({ retryAfterSeconds: 9 }))
    expect(() => awsFailure(error)).toThrow(
      expect.not.objectContaining({ cause: expect.objectContaining({ $response: response }) }),
    )
  })
})

test('every asymmetric algorithm that AWS has a name for is in the table once', () => {
  expect([...AWS_ALGORITHMS.keys()]).toHaveLength(15)
})

test('of what AWS says the first line is kept, as canonical requests with session tokens follow', async () => {
  const said = 'The request signature does not match.\n\nThe Canonical String was\nx-amz-security-token:IQoJc2VjcmV0'
  const cause = Object.assign(new Error(said), { name: 'InvalidSignatureException' })
  const own = client({ getPublicKey: () => Promise.reject(cause) })
  const error: unknown = await awsSigner('awskms:///alias/x', { client: own }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
  expect(inspect(error, { depth: 9 })).toContain('does not match')
  expect(inspect(error, { depth: 9 })).not.toContain('IQoJc2VjcmV0')
})
