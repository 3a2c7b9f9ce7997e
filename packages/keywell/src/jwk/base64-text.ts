/** Base64 with line breaks, as PEM and OpenSSH have it (RFC 4648 §4); either alphabet is read, one is written. */
import { decodeBase64url, encodeBase64url } from '../jose/base64url.ts'

/** The octets, or `undefined` when the text is no base64. White space is skipped, padding may be missing. */
export function decodeBase64Text(text: string): Uint8Array | undefined {
  const compact = text
    .replaceAll(/[\r\n\t ]/g, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
  return decodeBase64url(compact.replace(/={1,2}$/, ''))
}

/** Standard base64 with padding, on one line. */
export function encodeBase64Text(octets: Uint8Array): string {
  const text = encodeBase64url(octets).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}
