/** `@keywell/kms`: a key URI in, a Signer or a KeySource out. Loads the adapter that the URI names, and no other. */
import type { KeySource } from 'keywell'
import { type AdapterOptions, openService } from './adapters.ts'
import { type KeysOptions, serviceKeys } from './core/service-keys.ts'
import { type KmsSigner, serviceSigner } from './core/service-signer.ts'
import { optionInvalid, type SignerOptions } from './core/settings.ts'

export type { AdapterOptions } from './adapters.ts'
export type { KeysOptions } from './core/service-keys.ts'
export type { KmsSigner } from './core/service-signer.ts'
export type { KeyOptions, KidOf, SignerOptions } from './core/settings.ts'

export interface KmsSignerOptions extends SignerOptions, AdapterOptions {}

export interface KmsKeysOptions extends KeysOptions, AdapterOptions {}

/**
 * A signer for the key that `uri` names. The public key is read at once and its version pinned; every signature is
 * verified before it is given out.
 * @param uri - `awskms:///alias/tokens`, `hashivault://tokens`, `file:/etc/tokens/key.json`, `env:SIGNING_KEY`, …
 * @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING, ERR_SIGNER_UNAVAILABLE, ERR_SIGNER_THROTTLED, ERR_SIGNER_REFUSED
 * @example
 * const signer = await kmsSigner('awskms:///alias/tokens')
 * const token = await signJwt({ scope: 'read' }, { signer, issuer, audience, expiresInSeconds: 300 })
 */
export async function kmsSigner(uri: string, options: KmsSignerOptions = {}): Promise<KmsSigner> {
  const [adapter, rest] = apart(options)
  return serviceSigner(await openService(uri, adapter), rest)
}

/**
 * The public keys that `uri` names, as a source for verifiers: all versions that its service still holds valid.
 * @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING
 * @example const verifier = createVerifier({ issuer, audience, keys: await kmsKeys('hashivault://tokens') })
 */
export async function kmsKeys(uri: string, options: KmsKeysOptions = {}): Promise<KeySource> {
  const [adapter, rest] = apart(options)
  return serviceKeys(await openService(uri, adapter), rest)
}

function apart<T extends AdapterOptions>(options: T): readonly [AdapterOptions, Omit<T, keyof AdapterOptions>] {
  // `null` and a name in the place of options come from plain JavaScript.
  if (typeof options !== 'object' || options === null) throw optionInvalid('options', 'an object', options)
  const { aws, azure, google, pkcs11, vault, ...rest } = options
  return [{ aws, azure, google, pkcs11, vault }, rest]
}
