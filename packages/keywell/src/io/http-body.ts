/** Reads a body to its end or to its bound, whichever comes first. Never trusts a length that a server states. */
import { fetchTooLarge } from './fetch-failure.ts'
import type { FetchResponse } from './http.ts'

/**
 * Counted as the octets come, after decompression.
 * @throws KeywellError ERR_FETCH_TOO_LARGE
 */
export async function readBody({ body }: FetchResponse, url: URL, maxBytes: number): Promise<Uint8Array> {
  const reader = body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    if (next.value === undefined) continue
    length += next.value.byteLength
    // The exchange's signal aborts with this error, which closes the connection.
    if (length > maxBytes) throw fetchTooLarge(url, maxBytes)
    chunks.push(next.value)
  }
  return concat(chunks, length)
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
