/** Keeps what the library fetches, so that a command can show it. Bounds and rules stay the library's. */
import type { BodyReader, Fetch, FetchResponse } from 'keywell'

export interface Exchange {
  readonly url: string
  /** `undefined` when there was no answer. */
  readonly status: number | undefined
  /** What of the body was read. */
  readonly text: string
}

export interface Recorder {
  readonly fetch: Fetch
  /** Those that are over; the library may have begun another one in the background. */
  exchanges(): readonly Exchange[]
}

interface Recording {
  readonly url: string
  status: number | undefined
  isOver: boolean
  readonly chunks: Uint8Array[]
}

export function createRecorder(): Recorder {
  const recordings: Recording[] = []
  const recordedFetch: Fetch = async (url, init) => {
    const recording: Recording = { url, status: undefined, isOver: false, chunks: [] }
    recordings.push(recording)
    try {
      const response = await fetch(url, init)
      recording.status = response.status
      return recorded(response, recording.chunks)
    } finally {
      recording.isOver = true
    }
  }
  return { fetch: recordedFetch, exchanges: () => recordings.filter(({ isOver }) => isOver).map(exchange) }
}

const exchange = ({ url, status, chunks }: Recording): Exchange => ({
  url,
  status,
  text: Buffer.concat(chunks).toString('utf8'),
})

const recorded = ({ status, headers, body, type, redirected }: Response, chunks: Uint8Array[]): FetchResponse => ({
  status,
  headers,
  type,
  redirected,
  body: body === null ? null : { getReader: () => recordedReader(body.getReader(), chunks) },
})

const recordedReader = (reader: BodyReader, chunks: Uint8Array[]): BodyReader => ({
  read: async () => {
    const chunk = await reader.read()
    if (chunk.value !== undefined) chunks.push(chunk.value)
    return chunk
  },
  cancel: () => reader.cancel(),
})
