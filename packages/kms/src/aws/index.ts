/** `@keywell/kms/aws`: AWS KMS. An asymmetric key has one version there; an alias is followed once, and then the ARN is used. */
import type { KeySource } from 'keywell'
import { parseKeyUri, onlyParameters, uriInvalid } from '../core/key-uri.ts'
import { importPeer } from '../core/peer.ts'
import type { KeyService } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { type KeysOptions, serviceKeys } from '../core/service-keys.ts'
import { type KmsSigner, serviceSigner } from '../core/service-signer.ts'
import { knownOptions, optionInvalid, type SignerOptions } from '../core/settings.ts'
import { jwkOfSpki } from '../core/spki-jwk.ts'
import { awsFailure } from './aws-failure.ts'
import { AWS_ALGORITHMS, joseAlgorithms } from './aws-algorithms.ts'
import type { AwsKmsClient, AwsOptions } from './aws-options.ts'

export type * from './aws-options.ts'

/**
 * A signer with a key in AWS KMS.
 * @param uri - `awskms:///` and a key id, an ARN or `alias/…`
 * @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING, ERR_SIGNER_*
 * @example const signer = await awsSigner('awskms:///alias/tokens', { client: new KMS({ maxAttempts: 1 }) })
 */
export async function awsSigner(uri: string, options: SignerOptions & AwsOptions = {}): Promise<KmsSigner> {
  const { client, region, ...rest } = options
  return serviceSigner(await awsService(uri, { client, region }), rest)
}

/** The public key of a key in AWS KMS, as a source for verifiers. @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING */
export async function awsKeys(uri: string, options: KeysOptions & AwsOptions = {}): Promise<KeySource> {
  const { client, region, ...rest } = options
  return serviceKeys(await awsService(uri, { client, region }), rest)
}

/** @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING */
export async function awsService(uri: string, options: AwsOptions = {}): Promise<KeyService> {
  const place = placeOf(uri)
  knownOptions(options, ['client', 'region'], 'aws')
  const isOwn = options.client === undefined
  const client =
    options.client === undefined ? await makeClient(options.region ?? place.region, place.endpoint) : options.client
  if (!isClient(client)) throw optionInvalid('aws.client', 'a KMS client with getPublicKey() and sign()', client)
  return serviceOf(client, place, isOwn)
}

interface Place {
  readonly name: string
  readonly keyId: string
  readonly region: string | undefined
  /** Where another server stands in for AWS, such as an emulator. */
  readonly endpoint: string | undefined
}

/** None, or one that nobody writes by leaving a slash out: requests go there, signed with the credentials. */
const HOST = /^(?:(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d{1,5})?)?$/

const EXPECTED = 'awskms:///KEY-ID, awskms:///alias/NAME or awskms:///ARN'

function placeOf(uri: string): Place {
  const parsed = parseKeyUri(uri)
  onlyParameters(parsed, [])
  const [host = '', ...rest] = parsed.path.split('/')
  const keyId = rest.join('/')
  const isGood = uri.startsWith('awskms://') && HOST.test(host) && /^[\w/:-]{1,2048}$/.test(keyId)
  if (!isGood)
    throw uriInvalid(EXPECTED, parsed.scheme, 'three slashes: between the second and the third a host can stand')
  const [, region] = /^arn:[\w-]+:kms:([\w-]+):/.exec(keyId) ?? []
  return { name: `awskms://${host}/${keyId}`, keyId, region, endpoint: host === '' ? undefined : `https://${host}` }
}

function serviceOf(client: AwsKmsClient, { name, keyId }: Place, isOwn: boolean): KeyService {
  return Object.freeze({
    name,
    publicKeys: async ({ signal }) => {
      const answer = await client.getPublicKey({ KeyId: keyId }, { abortSignal: signal }).catch(awsFailure)
      const { KeyId, PublicKey, KeyUsage, SigningAlgorithms } = answer
      if (KeyUsage !== 'SIGN_VERIFY') throw new ServiceFailure('refused', 'the key is not one that signs')
      if (KeyId === undefined || PublicKey === undefined)
        throw new ServiceFailure('unavailable', 'the answer lacks the key')
      return [{ version: KeyId, jwk: await jwkOfSpki(PublicKey), algorithms: joseAlgorithms(SigningAlgorithms ?? []) }]
    },
    sign: async ({ version, alg, data, digest }, { signal }) => {
      const row = AWS_ALGORITHMS.get(alg)
      if (row === undefined) throw new ServiceFailure('refused', `there is no ${alg} in AWS KMS`)
      const { aws: SigningAlgorithm, form } = row
      // A digest says nothing of the token, and has no limit of 4096 octets; EdDSA and ML-DSA take the message alone.
      const message = digest.length > 0 ? ({ Message: digest, MessageType: 'DIGEST' } as const) : raw(data)
      const input = { KeyId: version, ...message, SigningAlgorithm }
      const { KeyId, Signature } = await client.sign(input, { abortSignal: signal }).catch(awsFailure)
      return { octets: Signature ?? new Uint8Array(0), form, version: KeyId }
    },
    close: () => {
      if (isOwn) client.destroy?.()
    },
  } satisfies KeyService)
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html, `Message`. */
const MAX_MESSAGE = 4096

function raw(data: Uint8Array): { readonly Message: Uint8Array; readonly MessageType: 'RAW' } {
  if (data.length <= MAX_MESSAGE) return { Message: data, MessageType: 'RAW' }
  throw new ServiceFailure('refused', `more than ${MAX_MESSAGE} octets cannot be signed with this algorithm`)
}

async function makeClient(region: string | undefined, endpoint: string | undefined): Promise<unknown> {
  const { KMS } = await importPeer('@aws-sdk/client-kms')
  if (typeof KMS !== 'function') throw optionInvalid('aws.client', 'given: the installed SDK has no KMS client', KMS)
  // Attempts are made here, within the caller's deadline.
  const settings = {
    maxAttempts: 1,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  }
  const client: unknown = Reflect.construct(KMS, [settings])
  return client
}

function isClient(value: unknown): value is AwsKmsClient {
  if (typeof value !== 'object' || value === null) return false
  return ['getPublicKey', 'sign'].every((name) => typeof Reflect.get(value, name) === 'function')
}
