/** One bounded GET over fetch. Never follows a redirect, never trusts a length that a server states. */
import { bytes } from '#bytes'
import { isKeywellError } from '../errors/index.ts'
import type { Clock } from './clock.ts'
import { withDeadline } from './deadline.ts'
import {
  fetchFailed,
  type FetchPhase,
  fetchRedirect,
  fetchRefused,
  fetchStatus,
  fetchTimeout,
  fetchTooLarge,
} from './fetch-failure.ts'

/** The part of `fetch` that is used; the global one is one of these. It must pass redirects on, not follow them. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>

export interface FetchInit {
  readonly method: 'GET'
  readonly headers: Record<string, string>
  readonly redirect: 'manual'
  readonly signal: AbortSignal
}

export interface FetchResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: { getReader(): BodyReader } | null
  readonly type?: string
  readonly redirected?: boolean
}

export interface BodyReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
  cancel(): Promise<void>
}

export interface HttpRequest {
  /** Judged by `judgeUrl` before. */
  readonly url: URL
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether validators were sent, which makes 304 an answer. */
  readonly isConditional?: boolean
  /** For the whole exchange: connecting, headers and body. */
  readonly timeoutMs: number
  /** Of the body after decompression. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

export interface HttpResponse {
  readonly status: 200 | 304
  /** Empty with a 304. */
  readonly text: string
  header(name: string): string | undefined
}

/** What a request runs on. */
export interface Transport {
  readonly fetch: Fetch
  readonly clock: Clock
}

/** The runtime's fetch, looked up at each call so that a replaced one is used. */
export const globalFetch: Fetch = (url, init) => fetch(url, init)

/** Key sets and metadata alike; RFC 7517 §8.5 names the first. */
const ACCEPT = 'application/jwk-set+json, application/json'

/**
 * Fetches a document.
 * @throws KeywellError ERR_FETCH_FAILED, ERR_FETCH_TIMEOUT, ERR_FETCH_STATUS, ERR_FETCH_TOO_LARGE, ERR_FETCH_REDIRECT;
 * the signal's own reason when that aborts
 */
export async function httpGet(request: HttpRequest, { fetch, clock }: Transport): Promise<HttpResponse> {
  const { url, timeoutMs: ms, signal } = request
  let phase: FetchPhase = 'headers'
  const exchange = async (end: AbortSignal): Promise<HttpResponse> => {
    try {
      const headers = { accept: ACCEPT, ...request.headers }
      const response = await fetch(url.href, { method: 'GET', headers, redirect: 'manual', signal: end })
      phase = 'body'
      return await readResponse(response, request)
    } catch (error) {
      if (isKeywellError(error)) throw error
      throw end.aborted ? end.reason : fetchFailed(url, phase, error)
    }
  }
  return await withDeadline(exchange, { clock, ms, signal, timeoutError: () => fetchTimeout(url, ms, phase) })
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

async function readResponse(response: FetchResponse, request: HttpRequest): Promise<HttpResponse> {
  const { url, isConditional = false } = request
  const { status, headers } = response
  const header = (name: string): string | undefined => headers.get(name) ?? undefined
  // Browsers hide a manual redirect behind an opaque answer with status 0.
  const isRedirect = REDIRECTS.has(status) || response.type === 'opaqueredirect' || response.redirected === true
  if (isRedirect) throw fetchRedirect(url, headers.get('location'))
  if (status === 304 && isConditional) return { status, text: '', header }
  if (status !== 200) throw fetchStatus(url, status)
  const text = bytes.decodeUtf8(await readBody(response, request))
  if (text === undefined) throw fetchRefused(url, 'the body is no valid UTF-8')
  return { status, text, header }
}

async function readBody({ body }: FetchResponse, { url, maxBytes }: HttpRequest): Promise<Uint8Array> {
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
