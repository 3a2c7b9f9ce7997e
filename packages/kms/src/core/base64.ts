/** Octets ↔ base64 and base64url, strictly, with what every runtime has. */

export function encodeBase64(octets: Uint8Array): string {
  let text = ''
  for (const octet of octets) text += String.fromCharCode(octet)
  return btoa(text)
}

export const encodeBase64url = (octets: Uint8Array): string =>
  encodeBase64(octets).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/
const BASE64URL = /^[\w-]*$/

/** `undefined` for anything but base64 with its padding (RFC 4648 §4). */
export const decodeBase64 = (text: string): Uint8Array | undefined => (BASE64.test(text) ? octetsOf(text) : undefined)

/** `undefined` for anything but base64url without padding (RFC 4648 §5). */
export function decodeBase64url(text: string): Uint8Array | undefined {
  if (!BASE64URL.test(text) || text.length % 4 === 1) return undefined
  return octetsOf(text.replaceAll('-', '+').replaceAll('_', '/'))
}

const octetsOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
