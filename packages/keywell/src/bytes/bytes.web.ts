/** `#bytes` where there is no Buffer: browsers, workers, edge runtimes. Plain loops over two tables. */
import type { Bytes, CompactOctets } from './bytes.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const INVALID = 64

const SEXTETS: Uint8Array = new Uint8Array(128).fill(INVALID)
for (let index = 0; index < ALPHABET.length; index++) SEXTETS[ALPHABET.charCodeAt(index)] = index

const sextet = (text: string, index: number): number => SEXTETS[text.charCodeAt(index)] ?? INVALID

const encoder = new TextEncoder()

function decodeBase64url(text: string): Uint8Array | undefined {
  const rest = text.length % 4
  if (rest === 1) return undefined
  const decoded = new Uint8Array(Math.floor((text.length * 3) / 4))
  let seen = 0
  let bits = 0
  let out = 0
  for (let index = 0; index < text.length; index++) {
    const value = sextet(text, index)
    seen |= value
    bits = ((bits << 6) | value) & 0xff_ff_ff
    const phase = index % 4
    if (phase === 1) decoded[out++] = bits >> 4
    else if (phase === 2) decoded[out++] = bits >> 2
    else if (phase === 3) decoded[out++] = bits
  }
  // Bits left over in the last character must be zero, or two texts would mean the same bytes (RFC 4648 §3.5).
  const looseBits = rest === 2 ? 0b1111 : rest === 3 ? 0b11 : 0
  return seen >= INVALID || (bits & looseBits) !== 0 ? undefined : decoded
}

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
