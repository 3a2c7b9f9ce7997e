/** Standard base64 with padding, as `x5c` (RFC 7517 §4.7) and PEM have it; everywhere else there is base64url. */
import { encodeBase64url } from '../jose/base64url.ts'

export function encodeBase64(octets: Uint8Array): string {
  const text = encodeBase64url(octets).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** PEM (RFC 7468): lines of 64, ends with a line break. */
export function pemText(label: string, octets: Uint8Array): string {
  const lines = encodeBase64(octets).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
