/** What `#certificates` gives: what certificates and encrypted keys need of the runtime beyond WebCrypto. */

export interface CertificateRuntime {
  /** The trusted certificates of the operating system as PEM; `undefined` where the runtime does not tell. */
  systemAnchors(): readonly string[] | undefined
}

/** The runtime's implementation; the import condition picks the file. */
export declare const runtime: CertificateRuntime
