/** Strict base64url (RFC 7515 §2, RFC 4648 §5): no padding, no other alphabet, no loose bits, nothing skipped. */
import { bytes } from '#bytes'

/** The bytes that `text` spells, or `undefined` when it is not their one spelling. */
export const decodeBase64url = (text: string): Uint8Array | undefined => bytes.decodeBase64url(text)

/** Unpadded base64url. */
export const encodeBase64url = (input: Uint8Array): string => bytes.encodeBase64url(input)

/** Says why `decodeBase64url` refused a text. Linear, and only on the way to an error. */
export function whyNotBase64url(text: string): string {
  if (text.includes('=')) return 'base64url here has no padding ("=")'
  if (/[+/]/.test(text)) return 'standard base64 ("+", "/") instead of base64url'
  if (/\s/.test(text)) return 'white space inside'
  if (/[^\w-]/.test(text)) return 'a character outside base64url'
  if (text.length % 4 === 1) return 'cut off: no base64url text has this length'
  return 'the last character has bits that must be zero'
}
