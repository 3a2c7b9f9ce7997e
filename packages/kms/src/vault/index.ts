/** `@keywell/kms/vault`: the transit engine of HashiCorp Vault and of OpenBao, which share its API. */
import type { KeySource } from 'keywell'
import { decodeBase64url, encodeBase64 } from '../core/base64.ts'
import type { KeyService } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { type KeysOptions, serviceKeys } from '../core/service-keys.ts'
import { type KmsSigner, serviceSigner } from '../core/service-signer.ts'
import type { SignerOptions } from '../core/settings.ts'
import { signParameters } from './vault-algorithms.ts'
import { vaultKeys as readKeys } from './vault-keys.ts'
import { type VaultCall, vaultHttp } from './vault-http.ts'
import type { VaultOptions } from './vault-options.ts'
import { vaultPlace } from './vault-place.ts'

export type { VaultOptions } from './vault-options.ts'

/**
 * A signer with a key in Vault's or OpenBao's transit engine.
 * @param uri - `hashivault://NAME`, or `hashivault://NAME?version=3` for a version that is not the latest
 * @throws KeywellError ERR_OPTION_INVALID, ERR_SIGNER_*
 * @example const signer = await vaultSigner('hashivault://tokens', { address: 'https://vault.example.com:8200', token })
 */
export async function vaultSigner(uri: string, options: SignerOptions & VaultOptions = {}): Promise<KmsSigner> {
  const { address, token, namespace, mount, fetch, ...rest } = options
  return serviceSigner(vaultService(uri, { address, token, namespace, mount, fetch }), rest)
}

/**
 * The public keys of all versions that still verify (`min_decryption_version` and up), as a source for verifiers.
 * @throws KeywellError ERR_OPTION_INVALID
 */
export function vaultKeys(uri: string, options: KeysOptions & VaultOptions = {}): KeySource {
  const { address, token, namespace, mount, fetch, ...rest } = options
  return serviceKeys(vaultService(uri, { address, token, namespace, mount, fetch }), rest)
}

/** @throws KeywellError ERR_OPTION_INVALID */
export function vaultService(uri: string, options: VaultOptions = {}): KeyService {
  const place = vaultPlace(uri)
  const call = vaultHttp(options)
  return Object.freeze({
    name: place.name,
    publicKeys: async ({ signal }) => {
      const answer = await call({ verb: 'GET', path: `keys/${place.key}`, signal })
      return readKeys(answer, place.version)
    },
    sign: async ({ version, alg, data }, { signal }) => {
      const parameters = signParameters(alg)
      if (parameters === undefined) throw new ServiceFailure('refused', `there is no ${alg} in transit`)
      const body = { ...parameters, input: encodeBase64(data), key_version: Number(version) }
      return readSignature(await call({ verb: 'POST', path: `sign/${place.key}`, body, signal }))
    },
  } satisfies KeyService)
}

/** `vault:v3:…`; the octets as base64url, as `marshaling_algorithm: jws` has them for keys of every type. */
const SIGNATURE = /^\w+:v(\d{1,9}):([\w-]+)$/

function readSignature({ signature }: Awaited<ReturnType<VaultCall>>): Awaited<ReturnType<KeyService['sign']>> {
  const [, version, text = ''] = SIGNATURE.exec(typeof signature === 'string' ? signature : '') ?? []
  return { octets: decodeBase64url(text) ?? new Uint8Array(0), form: 'raw', version }
}
