/**
 * Opens compact tokens without allocating: the bytes go into scratch memory that the next token overwrites. This is a
 * sixth of what verification costs beside the signature itself (bench/), and all of it strict.
 */
import { Buffer, isUtf8 } from 'node:buffer'
import type { CompactOctets } from './bytes.ts'

/** Longer tokens are rare, and are given memory of their own. */
const SCRATCH_BYTES = 8 * 1024

/** Three bytes for each character, so that text which is not ASCII cannot be cut to the length of ASCII. */
const dataScratch = Buffer.allocUnsafeSlow(3 * SCRATCH_BYTES)
const payloadScratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)
const signatureScratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)

/** Views of the scratch memory by length: making one costs as much as filling it. */
const dataViews: Uint8Array[] = []
const signatureViews: Uint8Array[] = []

interface Opened extends CompactOctets {
  readonly token: string
  readonly payloadEnd: number
}

let last: Opened | undefined

/** See `Bytes.openCompact`. */
export function openCompact(token: string, headerEnd: number, payloadEnd: number): CompactOctets | undefined {
  if (last !== undefined && last.payloadEnd === payloadEnd && last.token === token) return last
  last = undefined
  if (token.length > SCRATCH_BYTES) return openLong(token, headerEnd, payloadEnd)
  if (!isAsciiBase64url(token)) return undefined
  const payload = readPayload(token.slice(headerEnd + 1, payloadEnd))
  const signature = token.slice(payloadEnd + 1)
  const size = signatureScratch.write(signature, 'base64url')
  if (payload === false || !isWhole(signature, size)) return undefined
  const data = (dataViews[payloadEnd] ??= dataScratch.subarray(0, payloadEnd))
  last = { token, payloadEnd, payload, data, signature: (signatureViews[size] ??= signatureScratch.subarray(0, size)) }
  return last
}

/** Writes the token to the scratch memory: as many bytes as characters means ASCII. Buffer also reads "+" and "/". */
const isAsciiBase64url = (token: string): boolean =>
  dataScratch.write(token, 'utf8') === token.length && !token.includes('+') && !token.includes('/')

/** The text; `undefined` when it is no UTF-8, `false` when it is no base64url. */
function readPayload(segment: string): string | undefined | false {
  const size = payloadScratch.write(segment, 'base64url')
  if (!isWhole(segment, size)) return false
  const text = payloadScratch.toString('utf8', 0, size)
  // Decoding puts U+FFFD where bytes are invalid; only then is a closer look needed.
  return text.includes('\uFFFD') && !isUtf8(payloadScratch.subarray(0, size)) ? undefined : text
}

/** Low bits of the last character that no byte takes, by length modulo 4 (RFC 4648 §3.5). */
const LOOSE_BITS: readonly number[] = [0, 0, 0b1111, 0b11]

/** Buffer skips what it does not know and stops at "=", so fewer bytes than characters call for mean a bad one. */
function isWhole(segment: string, size: number): boolean {
  const rest = segment.length % 4
  return rest !== 1 && size === Math.floor((segment.length * 3) / 4) && hasNoLooseBits(segment, LOOSE_BITS[rest] ?? 0)
}

const SEXTETS = new Map(
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', (character, value) => [
    character.charCodeAt(0),
    value,
  ]),
)

const hasNoLooseBits = (segment: string, mask: number): boolean =>
  mask === 0 || ((SEXTETS.get(segment.charCodeAt(segment.length - 1)) ?? mask) & mask) === 0

function openLong(token: string, headerEnd: number, payloadEnd: number): CompactOctets | undefined {
  const payload = decodeStrict(token.slice(headerEnd + 1, payloadEnd))
  const signature = decodeStrict(token.slice(payloadEnd + 1))
  if (payload === undefined || signature === undefined) return undefined
  const text = isUtf8(payload) ? payload.toString('utf8') : undefined
  return { payload: text, data: Buffer.from(token.slice(0, payloadEnd), 'latin1'), signature }
}

/** Encoding again and comparing refuses whatever Buffer skipped, padding and loose bits alike. */
export function decodeStrict(text: string): Buffer | undefined {
  const decoded = Buffer.from(text, 'base64url')
  return decoded.toString('base64url') === text ? decoded : undefined
}
