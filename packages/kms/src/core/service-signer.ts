/** A KeyService → a Signer. Gives out no signature that it has not verified with the key that its kid names. */
import { type Algorithm, type AlgorithmFacts, KeywellError } from 'keywell'
import { type Jwk, thumbprint } from 'keywell/jwk'
import { type SignatureCheck, signatureCheck, type Signer, type SignOptions } from 'keywell/sign'
import { createGuard, type Guard } from './guard.ts'
import { namedJwk, signingAlgorithm } from './named-key.ts'
import type { KeyService, ServiceKey, ServiceSignature } from './service.ts'
import { ServiceFailure, signerError } from './service-failure.ts'
import { knownOptions, SIGNER_OPTIONS, type SignerOptions, signerSettings } from './settings.ts'
import { rawFromDer } from './signature-octets.ts'

/** A signer whose private key stays where it is. */
export interface KmsSigner extends Signer {
  readonly kid: string
  /** The version it signs with, for as long as it lives: an ARN, a resource name, a number. */
  readonly version: string
  /** Ends what is under way, and lets go of sessions and sockets. */
  close(): Promise<void>
}

/** The public key may be asked for while a process starts and credentials are fetched, so it gets more time. */
const READ_PATIENCE = 5

/**
 * A signer for the service's current key version, read once and pinned: a later rotation changes nothing for it, and
 * shows as an error where the service cannot sign with that version any more.
 * @throws KeywellError ERR_SIGNER_*, ERR_OPTION_INVALID, ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED
 */
export async function serviceSigner(service: KeyService, options: SignerOptions = {}): Promise<KmsSigner> {
  try {
    knownOptions(options, SIGNER_OPTIONS)
    const settings = signerSettings(options)
    const guard = createGuard(service.name, settings)
    const key = await currentKey(service, guard, settings.signal)
    const algorithm = signingAlgorithm(key, settings.alg)
    const jwk = await namedJwk(key, { ...options, alg: algorithm.name })
    const check = await signatureCheck(jwk, algorithm.name)
    return signerOf({ service, guard, key, algorithm, jwk, check })
  } catch (error) {
    await service.close?.()
    throw error
  }
}

interface Pinned {
  readonly service: KeyService
  readonly guard: Guard
  readonly key: ServiceKey
  readonly algorithm: AlgorithmFacts
  readonly jwk: Jwk
  readonly check: SignatureCheck
}

function signerOf(pinned: Pinned): KmsSigner {
  const { service, guard, key, algorithm, jwk } = pinned
  return Object.freeze({
    alg: algorithm.name,
    kid: String(jwk['kid']),
    version: key.version,
    publicJwk: async () => jwk,
    // A copy: the caller may use the memory again while the service is asked.
    sign: (data: Uint8Array, { signal }: SignOptions = {}) => signed(pinned, new Uint8Array(data), signal),
    close: async () => {
      guard.close()
      await service.close?.()
    },
  })
}

async function currentKey(service: KeyService, guard: Guard, signal: AbortSignal | undefined): Promise<ServiceKey> {
  const options = { signal, patience: READ_PATIENCE }
  const [key] = await guard.call((context) => service.publicKeys(context), options)
  if (key !== undefined) return key
  throw signerError(service.name, new ServiceFailure('refused', 'there is no key version to sign with'))
}

async function signed(
  pinned: Pinned,
  data: Uint8Array<ArrayBuffer>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { service, guard, key, algorithm } = pinned
  const digest = await digestOf(algorithm, data)
  const request = Object.freeze({ version: key.version, alg: algorithm.name, data, digest })
  const answer = await guard.call((context) => service.sign(request, context), { signal })
  if (answer.version !== undefined && answer.version !== key.version) throw keyChanged(pinned, answer.version)
  const octets = joseOctets(answer, algorithm)
  if (octets === undefined) throw rejected(pinned, 'it is no signature of this algorithm')
  if (await pinned.check(data, octets)) return octets
  await noticeOtherKey(pinned, signal)
  throw rejected(pinned, 'it does not verify with the public key')
}

const HASHES = { sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' } as const

async function digestOf({ hash }: AlgorithmFacts, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (hash === undefined) return new Uint8Array(0)
  return new Uint8Array(await crypto.subtle.digest(HASHES[hash], data))
}

/** `undefined` for what cannot be a signature; whether it is one, the check says. */
function joseOctets({ octets, form }: ServiceSignature, { signatureBytes }: AlgorithmFacts): Uint8Array | undefined {
  if (!(octets instanceof Uint8Array)) return undefined
  if (form === 'der') return signatureBytes === undefined ? undefined : rawFromDer(octets, signatureBytes / 2)
  return new Uint8Array(octets)
}

/** Under a name that stays, another key may have been put; then a new signer helps, and no search for garbled octets. */
async function noticeOtherKey(pinned: Pinned, signal: AbortSignal | undefined): Promise<void> {
  const { service, guard, key } = pinned
  const read = guard.call((context) => service.publicKeys(context), { signal })
  const keys = await read.catch(() => [])
  const same = keys.find(({ version }) => version === key.version)
  if (same !== undefined && (await isOther(same.jwk, key.jwk))) throw keyChanged(pinned, same.version)
}

/** One that cannot be read any more is another one too. */
async function isOther(now: Jwk, then: Jwk): Promise<boolean> {
  const print = await thumbprint(now).catch(() => undefined)
  return print !== (await thumbprint(then))
}

function keyChanged({ service, key }: Pinned, received: string): KeywellError {
  const detail = { signer: service.name, expected: key.version, received }
  return new KeywellError('ERR_SIGNER_KEY_CHANGED', 'the key changed after this signer was made', detail)
}

function rejected({ service, algorithm }: Pinned, reason: string): KeywellError {
  const detail: { signer: string; alg: Algorithm; reason: string } = {
    signer: service.name,
    alg: algorithm.name,
    reason,
  }
  return new KeywellError('ERR_SIGNATURE_REJECTED', `the service's answer was refused: ${reason}`, detail)
}
