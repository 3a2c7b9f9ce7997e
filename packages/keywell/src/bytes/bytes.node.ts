/** `#bytes` on Node, Bun and Deno: Buffer's native codecs. Never hands out a view of Buffer's shared pool to a user. */
import { Buffer, isAscii, isUtf8 } from 'node:buffer'
import type { Bytes } from './bytes.ts'
import { decodeStrict, openCompact } from './compact.node.ts'

const view = (input: Uint8Array): Buffer => Buffer.from(input.buffer, input.byteOffset, input.byteLength)

const asBuffer = (input: Uint8Array): Buffer => (Buffer.isBuffer(input) ? input : view(input))

export const bytes: Bytes = {
  decodeBase64url: decodeStrict,
  encodeBase64url: (input) => asBuffer(input).toString('base64url'),
  encodeAscii: (text) => Buffer.from(text, 'latin1'),
  encodeUtf8: (text) => Buffer.from(text, 'utf8'),
  decodeUtf8(input) {
    if (isAscii(input)) return asBuffer(input).toString('latin1')
    return isUtf8(input) ? asBuffer(input).toString('utf8') : undefined
  },
  openCompact,
}
