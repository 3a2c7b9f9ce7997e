/** `@keywell/kms/azure`: Azure Key Vault and Managed HSM. Keys come as JWKs and signatures as JWS has them; digests are signed. */
import type { KeySource } from 'keywell'
import { importPeer } from '../core/peer.ts'
import type { KeyService, ServiceKey } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { type KeysOptions, serviceKeys } from '../core/service-keys.ts'
import { type KmsSigner, serviceSigner } from '../core/service-signer.ts'
import { knownOptions, optionInvalid, type SignerOptions } from '../core/settings.ts'
import { type AzureCalls, clientCalls } from './azure-calls.ts'
import { AZURE_ALGORITHMS, readKey } from './azure-keys.ts'
import type { AzureCredential, AzureKeyClient, AzureOptions } from './azure-options.ts'
import { type AzurePlace, azurePlace } from './azure-place.ts'
import { restCalls } from './azure-rest.ts'

export type * from './azure-options.ts'

/**
 * A signer with a key in Azure Key Vault: with the version that the URI names, or the newest that is enabled.
 * @param uri - `azurekms://VAULT.vault.azure.net/KEY` or `azurekms://VAULT.vault.azure.net/KEY/VERSION`
 * @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING, ERR_SIGNER_*
 * @example const signer = await azureSigner('azurekms://acme.vault.azure.net/tokens', { credential: new DefaultAzureCredential() })
 */
export async function azureSigner(uri: string, options: SignerOptions & AzureOptions = {}): Promise<KmsSigner> {
  const { credential, client, endpoint, fetch, ...rest } = options
  return serviceSigner(await azureService(uri, { credential, client, endpoint, fetch }), rest)
}

/** The public keys of all versions that are enabled, as a source for verifiers. @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING */
export async function azureKeys(uri: string, options: KeysOptions & AzureOptions = {}): Promise<KeySource> {
  const { credential, client, endpoint, fetch, ...rest } = options
  return serviceKeys(await azureService(uri, { credential, client, endpoint, fetch }), rest)
}

/** @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING */
export async function azureService(uri: string, options: AzureOptions = {}): Promise<KeyService> {
  const place = azurePlace(uri)
  knownOptions(options, ['credential', 'client', 'endpoint', 'fetch'], 'azure')
  const calls = await callsOf(place, options)
  return Object.freeze({
    name: place.name,
    publicKeys: ({ signal }) => readKeys(calls, place, signal),
    sign: async (request, { signal }) => {
      if (!AZURE_ALGORITHMS.includes(request.alg))
        throw new ServiceFailure('refused', `there is no ${request.alg} in Key Vault`)
      const answer = await calls.sign(request, signal)
      return answer === undefined ? { octets: new Uint8Array(0), form: 'raw' } : { ...answer, form: 'raw' }
    },
  } satisfies KeyService)
}

async function callsOf({ host, key }: AzurePlace, options: AzureOptions): Promise<AzureCalls> {
  const { client, endpoint = `https://${host}`, fetch = globalThis.fetch } = options
  if (!/^https?:\/\/[^/?#]+$/.test(endpoint) || !URL.canParse(endpoint))
    throw optionInvalid('azure.endpoint', 'the URL of the vault without a path', endpoint)
  if (client !== undefined) {
    if (isClient(client)) return clientCalls(client, key)
    throw optionInvalid('azure.client', 'a KeyClient', client)
  }
  const credential: unknown = options.credential ?? (await makeCredential())
  if (isCredential(credential)) return restCalls({ fetch, vault: endpoint, credential }, key)
  throw optionInvalid('azure.credential', 'a credential with getToken()', credential)
}

/** What finds the identity of a machine, of a pipeline or of whoever is logged in. */
async function makeCredential(): Promise<unknown> {
  const { DefaultAzureCredential: Credential } = await importPeer('@azure/identity')
  if (typeof Credential !== 'function') throw optionInvalid('azure.credential', 'given', Credential)
  const credential: unknown = Reflect.construct(Credential, [])
  return credential
}

const isClient = (value: unknown): value is AzureKeyClient =>
  ['getKey', 'listPropertiesOfKeyVersions', 'getCryptographyClient'].every((name) => hasMethod(value, name))

const isCredential = (value: unknown): value is AzureCredential => hasMethod(value, 'getToken')

const hasMethod = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function'

/** Each costs a call; a key with more versions that are enabled should have old ones disabled. */
const MAX_VERSIONS = 20

async function readKeys(calls: AzureCalls, place: AzurePlace, signal: AbortSignal): Promise<readonly ServiceKey[]> {
  const versions = place.version === undefined ? await newestFirst(calls, signal) : [place.version]
  return Promise.all(
    versions.map(async (expected) => {
      const { members, version } = await calls.key(expected, signal)
      if (version === expected) return readKey(members, version)
      throw new ServiceFailure('unavailable', 'the answer is not the version that was asked for')
    }),
  )
}

async function newestFirst(calls: AzureCalls, signal: AbortSignal): Promise<readonly string[]> {
  const versions = await calls.versions(signal)
  if (versions.length > MAX_VERSIONS)
    throw new ServiceFailure('refused', `more than ${MAX_VERSIONS} versions of the key are enabled`)
  return versions.toSorted((one, other) => other.createdMs - one.createdMs).map(({ version }) => version)
}
