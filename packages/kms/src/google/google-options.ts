/** What Google Cloud KMS needs beside the key URI. Types only. */

/** The part of `KeyManagementServiceClient` from `@google-cloud/kms` that is used; each answer is the first of a list. */
export interface GoogleKmsClient {
  listCryptoKeyVersions(
    request: GoogleList,
    options: GoogleCallOptions,
  ): Promise<readonly [readonly object[], ...unknown[]]>
  getPublicKey(request: { readonly name: string }, options: GoogleCallOptions): Promise<readonly [object, ...unknown[]]>
  asymmetricSign(request: GoogleSign, options: GoogleCallOptions): Promise<readonly [object, ...unknown[]]>
  close?(): Promise<void>
}

export interface GoogleList {
  readonly parent: string
  readonly filter: string
}

/** It takes no AbortSignal; a call that nobody awaits ends by its own timeout. */
export interface GoogleCallOptions {
  readonly timeout: number
  /** None of its own: attempts are made here, within the caller's deadline. */
  readonly retry: { readonly retryCodes: number[] }
}

/** Checksums are CRC-32C of what they stand beside. */
export interface GoogleSign {
  readonly name: string
  readonly digest?: { readonly sha256?: Uint8Array; readonly sha384?: Uint8Array; readonly sha512?: Uint8Array }
  readonly digestCrc32c?: { readonly value: number }
  readonly data?: Uint8Array
  readonly dataCrc32c?: { readonly value: number }
}

export interface GoogleOptions {
  /** A client of one's own. It is not closed with the signer. */
  readonly client?: GoogleKmsClient | undefined
  /**
   * Gives an OAuth access token with the scope `https://www.googleapis.com/auth/cloudkms` for each call; then the REST API
   * is called by `fetch`, and no client is needed.
   */
  readonly token?: (() => string | Promise<string>) | undefined
  /** With `token`: where the API is. Default `https://cloudkms.googleapis.com`. */
  readonly endpoint?: string | undefined
  /** With `token`: for proxies and tests; default the runtime's. */
  readonly fetch?: typeof globalThis.fetch | undefined
}
