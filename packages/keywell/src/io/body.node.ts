/** The body of a node:http answer, decompressed as it streams. Never holds more than a chunk or two of it. */
import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { closeOnAbort, ignoreError } from './exchange.node.ts'
import type { BodyReader, FetchResponse } from './http.ts'

/** Content codings (RFC 9110 §8.4.1), `deflate` in its zlib form as the RFC has it. */
const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
])

export const ACCEPT_ENCODING = 'gzip, deflate, br'

/** RFC 9110 §6.4.1. */
const WITHOUT_BODY: ReadonlySet<number | undefined> = new Set([204, 304])

/** `undefined` when the answer is in a coding that was not asked for; the answer's socket is the caller's to close. */
export function bodyOf(answer: IncomingMessage, signal: AbortSignal): FetchResponse['body'] | undefined {
  letFail(answer)
  if (WITHOUT_BODY.has(answer.statusCode)) return null
  const coding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (coding === 'identity' || coding === '') return { getReader: () => readerOf(answer) }
  const decoder = DECODERS.get(coding)?.()
  if (decoder === undefined) return undefined
  // Whatever breaks on either side destroys the decoder with that error, and its reader gets it.
  pipeline(answer, decoder, ignoreError)
  letFail(decoder)
  // A small body may have arrived as a whole, its connection free again, with most of it still to be decompressed.
  closeOnAbort(decoder, signal)
  return { getReader: () => readerOf(decoder) }
}

/** Between two reads nobody listens, and an error would end the process. The stream keeps it for the next read. */
const letFail = (stream: Readable): void => void stream.on('error', ignoreError)

function readerOf(stream: Readable): BodyReader {
  const chunks: AsyncIterator<unknown> = stream[Symbol.asyncIterator]()
  return {
    async read() {
      const next: IteratorResult<unknown, unknown> = await chunks.next()
      const done = next.done === true
      return done || !(next.value instanceof Uint8Array) ? { done } : { done, value: next.value }
    },
    async cancel() {
      stream.destroy()
    },
  }
}
