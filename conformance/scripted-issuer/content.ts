/** The bytes and headers of an answer, before anything is sent. Never looks at the connection. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, deflate, gzip } from 'node:zlib'
import type { Answer, Encoding } from './answer.ts'

/** A body, and since when it is what it is. */
export interface Content {
  readonly body: Buffer
  readonly type: string
  /** RFC 9110 §8.8.3, strong: it changes with every byte. */
  readonly etag: string
  readonly lastModified: string
}

const COMPRESS: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  gzip: promisify(gzip),
  deflate: promisify(deflate),
  // The default quality of brotli takes seconds for a bomb.
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
}

/** @param versions - what the path served before */
export async function contentOf(answer: Answer, document: string | undefined, versions: Versions): Promise<Content> {
  const { text, json, bytes, encoding } = answer
  const plain = padded(
    cut(Buffer.from(bytes ?? text ?? (json === undefined ? document : JSON.stringify(json)) ?? ''), answer),
    answer,
  )
  const body = encoding === undefined ? plain : await COMPRESS[encoding](plain)
  const isText = text !== undefined || bytes !== undefined
  const type = !isText ? 'application/json' : text?.startsWith('<') === true ? 'text/html' : 'text/plain'
  return { body, type, ...versions.of(body) }
}

const cut = (body: Buffer, { cutToBytes }: Answer): Buffer => body.subarray(0, cutToBytes ?? body.length)

function padded(body: Buffer, { padToBytes = 0 }: Answer): Buffer {
  const missing = padToBytes - body.length
  return missing > 0 ? Buffer.concat([body, Buffer.alloc(missing, ' ')]) : body
}

export interface Versions {
  of(body: Buffer): Pick<Content, 'etag' | 'lastModified'>
}

const DAY_MS = 86_400_000

/**
 * The validators of one path. `last-modified` begins a day ago and gains a second with every change: a date has no finer
 * step, and one in the future would be ignored (RFC 9110 §8.8.2.1).
 */
export function createVersions(startedAt: number = Date.now()): Versions {
  let etag: string | undefined
  let modified = startedAt - DAY_MS
  return {
    of: (body) => {
      const now = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
      if (etag !== undefined && etag !== now) modified += 1000
      etag = now
      return { etag, lastModified: new Date(modified).toUTCString() }
    },
  }
}
