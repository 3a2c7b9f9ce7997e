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
}

/** The runtime's implementation; the import condition picks the file. */
export declare const bytes: Bytes
