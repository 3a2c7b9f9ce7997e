/** `@keywell/kms/google`: Google Cloud KMS. Checks each checksum, both ways; versions are immutable there. */
import type { KeySource } from 'keywell'
import { jwkFromPem } from 'keywell/jwk'
import { importPeer } from '../core/peer.ts'
import type { KeyService, ServiceKey, ServiceSignature, SignRequest } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { type KeysOptions, serviceKeys } from '../core/service-keys.ts'
import { type KmsSigner, serviceSigner } from '../core/service-signer.ts'
import { knownOptions, optionInvalid, type SignerOptions } from '../core/settings.ts'
import { crc32c } from './crc32c.ts'
import { digestName, isEcdsa, joseAlgorithms } from './google-algorithms.ts'
import { clientCalls, type GoogleAnswer, type GoogleCalls, numberOf, octetsOf, restCalls } from './google-calls.ts'
import type { GoogleKmsClient, GoogleOptions, GoogleSign } from './google-options.ts'
import { type GooglePlace, googlePlace } from './google-place.ts'

export type * from './google-options.ts'

/**
 * A signer with a key in Google Cloud KMS: with the version that the URI names, or the newest that is enabled.
 * @param uri - `gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/1`
 * @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING, ERR_SIGNER_*
 * @example const signer = await googleSigner(uri, { token: () => auth.getAccessToken() })
 */
export async function googleSigner(uri: string, options: SignerOptions & GoogleOptions = {}): Promise<KmsSigner> {
  const { client, token, endpoint, fetch, ...rest } = options
  return serviceSigner(await googleService(uri, { client, token, endpoint, fetch }), rest)
}

/** The public keys of all versions that are enabled, as a source for verifiers. @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING */
export async function googleKeys(uri: string, options: KeysOptions & GoogleOptions = {}): Promise<KeySource> {
  const { client, token, endpoint, fetch, ...rest } = options
  return serviceKeys(await googleService(uri, { client, token, endpoint, fetch }), rest)
}

/** @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING */
export async function googleService(uri: string, options: GoogleOptions = {}): Promise<KeyService> {
  const place = googlePlace(uri)
  knownOptions(options, ['client', 'token', 'endpoint', 'fetch'], 'google')
  const calls = await callsOf(options)
  return Object.freeze({
    name: place.name,
    publicKeys: ({ signal }) => readKeys(calls, place, signal),
    sign: (request, { signal }) => sign(calls, request, signal),
    close: () => calls.close(),
  } satisfies KeyService)
}

const ENDPOINT = 'https://cloudkms.googleapis.com'

async function callsOf({
  client,
  token,
  endpoint = ENDPOINT,
  fetch = globalThis.fetch,
}: GoogleOptions): Promise<GoogleCalls> {
  if (!/^https?:\/\/[^/?#]+$/.test(endpoint) || !URL.canParse(endpoint))
    throw optionInvalid('google.endpoint', 'a URL without a path', endpoint)
  if (token !== undefined && typeof token !== 'function')
    throw optionInvalid('google.token', 'a function that gives an access token', token)
  if (token !== undefined) return restCalls({ fetch, endpoint, token })
  const used: unknown = client ?? (await makeClient())
  if (isClient(used)) return clientCalls(used, client === undefined)
  throw optionInvalid('google.client', 'a KeyManagementServiceClient', used)
}

async function makeClient(): Promise<unknown> {
  const { KeyManagementServiceClient: Client } = await importPeer('@google-cloud/kms')
  if (typeof Client !== 'function') throw optionInvalid('google.client', 'given: the installed SDK has none', Client)
  const client: unknown = Reflect.construct(Client, [])
  return client
}

function isClient(value: unknown): value is GoogleKmsClient {
  if (typeof value !== 'object' || value === null) return false
  const names = ['listCryptoKeyVersions', 'getPublicKey', 'asymmetricSign']
  return names.every((name) => typeof Reflect.get(value, name) === 'function')
}

/** Each costs a call; a key with more versions that are enabled should have old ones disabled. */
const MAX_VERSIONS = 20

async function readKeys(calls: GoogleCalls, { key, version }: GooglePlace, signal: AbortSignal): Promise<ServiceKey[]> {
  const names = version === undefined ? await versionsOf(calls, key, signal) : [version]
  return Promise.all(names.map(async (name) => readKey(name, await calls.publicKey(name, signal))))
}

async function versionsOf(calls: GoogleCalls, key: string, signal: AbortSignal): Promise<readonly string[]> {
  const versions = (await calls.list(key, signal)).map(({ name }) => String(name))
  if (versions.length > MAX_VERSIONS)
    throw new ServiceFailure('refused', `more than ${MAX_VERSIONS} versions of the key are enabled`)
  return versions.toSorted((one, other) => numberAtEnd(other) - numberAtEnd(one))
}

const numberAtEnd = (name: string): number => Number(name.slice(name.lastIndexOf('/') + 1))

function readKey(expected: string, { name, pem, pemCrc32c, algorithm }: GoogleAnswer): ServiceKey {
  const algorithms = joseAlgorithms(String(algorithm))
  if (algorithms === undefined) throw new ServiceFailure('refused', 'the algorithm of the key has no place in JOSE')
  if (typeof pem !== 'string' || name !== expected) throw damaged('the answer is not the key that was asked for')
  if (numberOf(pemCrc32c) !== crc32c(new TextEncoder().encode(pem))) throw damaged('the checksum of the key is wrong')
  return { version: expected, jwk: jwkFromPem(pem), algorithms }
}

async function sign(calls: GoogleCalls, request: SignRequest, signal: AbortSignal): Promise<ServiceSignature> {
  const answer = await calls.sign(signRequest(request), signal)
  const form = isEcdsa(request.alg) ? 'der' : 'raw'
  const octets = octetsOf(answer['signature'])
  // Nothing to check; the core refuses it.
  if (octets === undefined || octets.length === 0) return { octets: new Uint8Array(0), form }
  const isVerified = answer['verifiedDigestCrc32c'] === true || answer['verifiedDataCrc32c'] === true
  if (!isVerified) throw damaged('what was signed was not checked by Cloud KMS')
  if (numberOf(answer['signatureCrc32c']) !== crc32c(octets)) throw damaged('the checksum of the signature is wrong')
  return { octets, form, version: String(answer['name']) }
}

function signRequest(request: SignRequest): GoogleSign {
  const { version: name, digest, data } = request
  const hash = digestName(request)
  if (hash === undefined) return { name, data, dataCrc32c: { value: crc32c(data) } }
  return { name, digest: { [hash]: digest }, digestCrc32c: { value: crc32c(digest) } }
}

/** On the way, so another attempt may arrive whole. */
const damaged = (reason: string): ServiceFailure => new ServiceFailure('unavailable', reason)
