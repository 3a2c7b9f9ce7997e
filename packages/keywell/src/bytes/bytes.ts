/** What the three parts of a compact token spell. Valid until the next call: the memory may be used again. */
export interface CompactOctets {
  /** The payload as text; `undefined` when its bytes are no valid UTF-8. */
  readonly payload: string | undefined
  /** The signing input (RFC 7515 §5.2): the text up to the second dot, one byte per character. */
  readonly data: Uint8Array
  readonly signature: Uint8Array
}

/** What `#bytes` gives: text ↔ bytes at the speed of each runtime. Strict: never repairs its input. */
export interface Bytes {
  /** Unpadded base64url (RFC 7515 §2), or `undefined` unless `text` is exactly what encoding the result gives. */
  decodeBase64url(text: string): Uint8Array | undefined
  encodeBase64url(bytes: Uint8Array): string
  /** One byte per character. The caller has made sure that `text` is ASCII. */
  encodeAscii(text: string): Uint8Array
  encodeUtf8(text: string): Uint8Array
  /** The text, a BOM kept as U+FEFF, or `undefined` when the bytes are no valid UTF-8 (RFC 3629). */
  decodeUtf8(bytes: Uint8Array): string | undefined
  /**
   * Opens a compact token whose dots are at `headerEnd` and `payloadEnd`; the header is the caller's to check.
   * `undefined` when payload or signature are no strict base64url. Asking twice in a row for one token costs nothing.
   */
  openCompact(token: string, headerEnd: number, payloadEnd: number): CompactOctets | undefined
}

/** The runtime's implementation; the import condition picks the file. */
export declare const bytes: Bytes
