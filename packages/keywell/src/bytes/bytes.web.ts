/** `#bytes` where there is no Buffer: browsers, workers, edge runtimes. Plain loops over a table. */
import { ALPHABET, decodeBytes, decodedLength } from './base64url.ts'
import type { Bytes, CompactOctets } from './bytes.ts'

const encoder = new TextEncoder()

function decodeBase64url(text: string): Uint8Array | undefined {
  const octets = encoder.encode(text)
  const decoded = new Uint8Array(decodedLength(octets.length))
  return decodeBytes(viewOf(octets), 0, octets.length, viewOf(decoded)) < 0 ? undefined : decoded
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

function encodeBase64url(input: Uint8Array): string {
  let text = ''
  for (let index = 0; index < input.length; index += 3) {
    const left = input.length - index
    const bits = ((input[index] ?? 0) << 16) | ((input[index + 1] ?? 0) << 8) | (input[index + 2] ?? 0)
    text += ALPHABET.charAt(bits >> 18) + ALPHABET.charAt((bits >> 12) & 63)
    if (left > 1) text += ALPHABET.charAt((bits >> 6) & 63)
    if (left > 2) text += ALPHABET.charAt(bits & 63)
  }
  return text
}

function decodeUtf8(input: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input)
  } catch {
    return undefined
  }
}

function openCompact(token: string, headerEnd: number, payloadEnd: number): CompactOctets | undefined {
  const payload = decodeBase64url(token.slice(headerEnd + 1, payloadEnd))
  const signature = decodeBase64url(token.slice(payloadEnd + 1))
  if (payload === undefined || signature === undefined) return undefined
  return { payload: decodeUtf8(payload), data: encoder.encode(token.slice(0, payloadEnd)), signature }
}

export const bytes: Bytes = {
  decodeBase64url,
  encodeBase64url,
  encodeAscii: (text) => encoder.encode(text),
  encodeUtf8: (text) => encoder.encode(text),
  decodeUtf8,
  openCompact,
}
