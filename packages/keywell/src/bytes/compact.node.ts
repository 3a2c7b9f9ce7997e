/**
 * Opens compact tokens without allocating: the bytes go into scratch memory that the next token overwrites. This is a
 * sixth of what verification costs beside the signature itself (bench/), and all of it strict.
 */
import { Buffer, isUtf8 } from 'node:buffer'
import { decodeBytes } from './base64url.ts'
import type { CompactOctets } from './bytes.ts'

/** Longer tokens are rare, and are given memory of their own. */
const SCRATCH_BYTES = 8 * 1024

/** Three bytes for each character, so that text which is not ASCII cannot be cut to the length of ASCII. */
const tokenScratch = Buffer.allocUnsafeSlow(3 * SCRATCH_BYTES)
const payloadScratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)
const signatureScratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)

/** The same memory, to read and write several bytes at once. */
const tokenView = viewOf(tokenScratch)
const payloadView = viewOf(payloadScratch)
const signatureView = viewOf(signatureScratch)

/** Parts of the scratch memory by length: making one costs as much as filling it. */
const dataViews: Uint8Array[] = []
const signatureViews: Uint8Array[] = []

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

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
  // As many bytes as characters means ASCII.
  if (tokenScratch.write(token, 'utf8') !== token.length) return undefined
  const payloadSize = decodeBytes(tokenView, headerEnd + 1, payloadEnd, payloadView)
  const size = decodeBytes(tokenView, payloadEnd + 1, token.length, signatureView)
  if (payloadSize < 0 || size < 0) return undefined
  const data = (dataViews[payloadEnd] ??= tokenScratch.subarray(0, payloadEnd))
  const signature = (signatureViews[size] ??= signatureScratch.subarray(0, size))
  last = { token, payloadEnd, payload: readPayload(payloadSize), data, signature }
  return last
}

/** The text, or `undefined` when it is no UTF-8. */
function readPayload(size: number): string | undefined {
  const text = payloadScratch.toString('utf8', 0, size)
  // Decoding puts U+FFFD where bytes are invalid; only then is a closer look needed.
  return text.includes('\uFFFD') && !isUtf8(payloadScratch.subarray(0, size)) ? undefined : text
}

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
