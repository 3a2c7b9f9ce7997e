/**
 * AWS KMS as a loopback server: GetPublicKey and Sign over JSON 1.1, with their checks and errors. Written from the API
 * reference, docs.aws.amazon.com/kms/latest/APIReference (API_GetPublicKey, API_Sign, CommonErrors), and the developer
 * guide's pages on key specs and on aliases. It checks no request signature.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Fault } from '../contract/rig.ts'
import { ecdsaOverDigest, pkcs1OverDigest, pssOverDigest } from './digest-signature.ts'
import { digestOf, heldSign, holdKey, type KeyKind } from './held-key.ts'
import { type HttpAnswer, httpDouble, type HttpDouble, type HttpRequest } from './http-double.ts'

export interface AwsKmsDouble extends HttpDouble {
  /** The alias of the key under test; it can be put to another one. */
  readonly alias: string
  readonly arn: string
  /** Points the alias at a new key, which is how asymmetric keys are rotated there. */
  rotate(): void
  /** Lets other servers of the region answer with another key under the same ARN, which AWS itself would never do. */
  replace(): void
}

const ACCOUNT = 'arn:aws:kms:eu-central-1:111122223333:key/'

export async function awsKmsDouble(kind: KeyKind = 'P-256'): Promise<AwsKmsDouble> {
  const keys = new Map<string, KeyObject>()
  const add = (): string => {
    const arn = `${ACCOUNT}1234abcd-12ab-34cd-56ef-${String(keys.size + 1).padStart(12, '0')}`
    keys.set(arn, holdKey(kind))
    return arn
  }
  const state = { current: add() }
  const double = await httpDouble({
    isSign: ({ headers }) => headers['x-amz-target'] === 'TrentService.Sign',
    answer: async (request, fault) => {
      const id = String(request.json['KeyId'])
      const arn = id === 'alias/tokens' ? state.current : id
      const key = keys.get(arn)
      if (!String(request.headers.authorization).startsWith('AWS4-HMAC-SHA256 '))
        return failed('MissingAuthenticationTokenException')
      if (key === undefined) return failed('NotFoundException', `Key '${id}' does not exist`)
      if (request.headers['x-amz-target'] === 'TrentService.GetPublicKey') return describe(arn, key, kind)
      if (request.headers['x-amz-target'] !== 'TrentService.Sign') return failed('UnknownOperationException')
      return fault === undefined ? signed({ arn, key, kind }, request) : failing({ arn, key, kind }, request, fault)
    },
  })
  return {
    ...double,
    alias: 'alias/tokens',
    arn: state.current,
    rotate: () => {
      state.current = add()
    },
    replace: () => void keys.set(state.current, holdKey(kind)),
  }
}

interface Held {
  readonly arn: string
  readonly key: KeyObject
  readonly kind: KeyKind
}

const answered = (json: object): HttpAnswer => ({ status: 200, headers: TYPE, json })

const TYPE = { 'content-type': 'application/x-amz-json-1.1' }

/** 400 for most errors; 500 where KMS itself is at fault. */
const failed = (type: string, message = '', status = 400): HttpAnswer => ({
  status,
  headers: { ...TYPE, 'x-amzn-requestid': '2f3a' },
  json: { __type: type, message },
})

const RSA = ['RSASSA_PKCS1_V1_5', 'RSASSA_PSS'].flatMap((scheme) =>
  [256, 384, 512].map((bits) => `${scheme}_SHA_${bits}`),
)

const ALGORITHMS: Readonly<Record<KeyKind, readonly string[]>> = {
  rsa: RSA,
  'P-256': ['ECDSA_SHA_256'],
  'P-384': ['ECDSA_SHA_384'],
  'P-521': ['ECDSA_SHA_512'],
  secp256k1: ['ECDSA_SHA_256'],
  ed25519: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'],
}

function describe(arn: string, key: KeyObject, kind: KeyKind): HttpAnswer {
  const PublicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  return answered({ KeyId: arn, PublicKey, KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ALGORITHMS[kind] })
}

function signed({ arn, key, kind }: Held, { json }: HttpRequest): HttpAnswer {
  const { Message, MessageType = 'RAW', SigningAlgorithm } = json
  const message = Buffer.from(String(Message), 'base64')
  const algorithm = String(SigningAlgorithm)
  if (!ALGORITHMS[kind].includes(algorithm)) return failed('InvalidKeyUsageException')
  if (message.length < 1 || message.length > 4096) return failed('ValidationException', 'Message is too long')
  if (kind === 'ed25519' && MessageType !== 'RAW') return failed('ValidationException', 'RAW only')
  const octets =
    MessageType === 'DIGEST' ? signDigest(key, message, algorithm) : heldSign(key, message, parameters(algorithm))
  if (octets === undefined) return failed('ValidationException', 'Digest is invalid length for algorithm')
  return answered({ KeyId: arn, Signature: octets.toString('base64'), SigningAlgorithm: algorithm })
}

const parameters = (algorithm: string): { hash?: string; padding: 'pss' | 'pkcs1' } => ({
  ...(algorithm.startsWith('ED25519') ? {} : { hash: `sha${algorithm.slice(-3)}` }),
  padding: algorithm.includes('PSS') ? 'pss' : 'pkcs1',
})

function signDigest(key: KeyObject, digest: Buffer, algorithm: string): Buffer | undefined {
  if (digest.length !== Number(algorithm.slice(-3)) / 8) return undefined
  if (algorithm.startsWith('ECDSA')) return ecdsaOverDigest(key, digest)
  return algorithm.includes('PSS') ? pssOverDigest(key, digest) : pkcs1OverDigest(key, digest)
}

function failing(held: Held, request: HttpRequest, fault: Fault): HttpAnswer {
  const good = (json: object = {}): Buffer => {
    const answer = signed(held, { ...request, json: { ...request.json, ...json } }).json as { Signature: string }
    return Buffer.from(answer.Signature, 'base64')
  }
  const withSignature = (octets: Buffer): HttpAnswer =>
    answered({ KeyId: held.arn, Signature: octets.toString('base64') })
  switch (fault.kind) {
    case 'throttle':
      return failed('ThrottlingException', 'You have exceeded the rate at which you may call KMS.')
    case 'outage':
      return failed('KMSInternalException', 'The request failed due to an internal error.', 500)
    case 'refuse':
      return failed(
        'AccessDeniedException',
        'User: arn:aws:iam::111122223333:user/x is not authorized to perform: kms:Sign',
      )
    case 'garbage':
      return withSignature(good().fill(7, 8))
    case 'truncated':
      return withSignature(good().subarray(0, -3))
    case 'other-data':
      return withSignature(good({ Message: digestOf('sha256', Buffer.from('other')).toString('base64') }))
    default:
      return answered({ KeyId: held.arn })
  }
}
