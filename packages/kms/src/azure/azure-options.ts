/** What Azure Key Vault and Managed HSM need beside the key URI. Types only. */

/** The part of `KeyClient` from `@azure/keyvault-keys` that is used. */
export interface AzureKeyClient {
  getKey(name: string, options: AzureKeyOptions): Promise<AzureKey>
  listPropertiesOfKeyVersions(name: string, options: AzureCallOptions): AsyncIterable<AzureProperties>
  getCryptographyClient(name: string, options: { readonly keyVersion: string }): AzureCryptographyClient
}

export interface AzureCryptographyClient {
  sign(algorithm: string, digest: Uint8Array, options: AzureCallOptions): Promise<AzureSignature>
}

export interface AzureCallOptions {
  readonly abortSignal: AbortSignal
}

export interface AzureKeyOptions extends AzureCallOptions {
  readonly version?: string
}

export interface AzureKey {
  readonly key?: object | undefined
  readonly properties: AzureProperties
}

export interface AzureProperties {
  readonly version?: string | undefined
  readonly enabled?: boolean | undefined
  readonly createdOn?: Date | undefined
}

export interface AzureSignature {
  readonly result: Uint8Array
  /** The key's id, with the version. */
  readonly keyID?: string | undefined
}

/** What the packages of `@azure/identity` call a TokenCredential. */
export interface AzureCredential {
  getToken(scope: string, options: AzureTokenOptions): Promise<{ readonly token: string } | null>
}

export interface AzureTokenOptions {
  readonly abortSignal: AbortSignal
  /** As the vault's challenge names it. */
  readonly tenantId?: string
}

export interface AzureOptions {
  /** Such as `new DefaultAzureCredential()`; then the REST API is called by `fetch`, and no client is needed. */
  readonly credential?: AzureCredential | undefined
  /** A client of one's own for the vault of the URI; set its `retryOptions.maxRetries` to 0, as the signer tries again by itself. */
  readonly client?: AzureKeyClient | undefined
  /** With `credential`: where the vault is. Default `https://` and the host of the URI. */
  readonly endpoint?: string | undefined
  /** With `credential`: for proxies and tests; default the runtime's. */
  readonly fetch?: typeof globalThis.fetch | undefined
}
