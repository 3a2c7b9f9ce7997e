/** What `#certificates` gives: what certificates and encrypted keys need of the runtime beyond WebCrypto. */

export interface ScryptCost {
  /** CPU and memory cost, a power of two. */
  readonly n: number
  readonly r: number
  readonly p: number
}

export type OldHash = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'

export interface CertificateRuntime {
  /** The trusted certificates of the operating system as PEM; `undefined` where the runtime does not tell. */
  systemAnchors(): readonly string[] | undefined
  /** RFC 7914; `undefined` where the runtime has none. */
  readonly scrypt:
    | ((password: Uint8Array, salt: Uint8Array, length: number, cost: ScryptCost) => Promise<Uint8Array>)
    | undefined
  /** Triple DES in CBC mode with padding, for old files; `undefined` where the runtime has none. Throws on bad padding. */
  readonly openTripleDes: ((key: Uint8Array, iv: Uint8Array, sealed: Uint8Array) => Uint8Array) | undefined
  /** The hash of the hash of … of `data`, `times` over. */
  hashRepeatedly(hash: OldHash, data: Uint8Array, times: number): Promise<Uint8Array>
}

/** The runtime's implementation; the import condition picks the file. */
export declare const runtime: CertificateRuntime
