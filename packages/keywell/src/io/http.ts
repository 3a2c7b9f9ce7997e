/** One bounded GET, or one POST for a token. Never trusts a length that a server states, never follows a redirect unless asked and then checked. */
import { bytes } from '#bytes'
import { isKeywellError } from '../errors/index.ts'
import type { Clock } from './clock.ts'
import { withDeadline } from './deadline.ts'
import { fetchFailed, type FetchPhase, fetchRefused, fetchStatus, fetchTimeout } from './fetch-failure.ts'
import { readBody } from './http-body.ts'
import { nextHop, type RedirectRules } from './redirects.ts'
import { retryAfterSeconds } from './retry-after.ts'

/** The part of `fetch` that is used; the global one is one of these. It must pass redirects on, not follow them. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>

export interface FetchInit {
  /** `POST` only where a preset asks for a token of its own, such as OneLogin's. */
  readonly method: 'GET' | 'POST'
  readonly headers: Record<string, string>
  readonly redirect: 'manual'
  readonly signal: AbortSignal
  /** Of a POST, as JSON. */
  readonly body?: string
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
  /** Lower-case names. Sent to the origin of `url` only, whatever redirects follow. */
  readonly headers?: Readonly<Record<string, string>>
  /** Keywell's own, such as `cache-control` and validators: sent wherever a redirect leads. Lower-case names. */
  readonly anywhere?: Readonly<Record<string, string>>
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
  /** Of the body, after decompression. */
  readonly bytes: number
  header(name: string): string | undefined
}

/** What a request runs on. */
export interface Transport {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Without it every redirect is refused. */
  readonly redirects?: RedirectRules
}

/** Key sets and metadata alike; RFC 7517 §8.5 names the first. */
const ACCEPT = 'application/jwk-set+json, application/json'

/**
 * Fetches a document.
 * @throws KeywellError ERR_FETCH_FAILED, ERR_FETCH_TIMEOUT, ERR_FETCH_STATUS, ERR_FETCH_TOO_LARGE, ERR_FETCH_REDIRECT,
 * ERR_ADDRESS_REFUSED; the signal's own reason when that aborts
 */
export const httpGet = (request: HttpRequest, transport: Transport): Promise<HttpResponse> =>
  sendOnce(request, transport)

/** The same with a body of JSON. No redirect is followed, whatever the transport says: the body is for one place. */
export const httpPost = (request: Post, { fetch, clock }: Transport): Promise<HttpResponse> =>
  sendOnce(request, { fetch, clock })

export interface Post extends HttpRequest {
  readonly body: string
}

type Sent = HttpRequest & Partial<Post>

async function sendOnce(request: Sent, transport: Transport): Promise<HttpResponse> {
  const { timeoutMs: ms, signal } = request
  const { clock } = transport
  const progress: Progress = { hops: [request.url], phase: 'headers' }
  const exchange = async (end: AbortSignal): Promise<HttpResponse> => {
    try {
      return await follow({ request, transport, progress, signal: end })
    } catch (error) {
      if (isKeywellError(error)) throw error
      throw end.aborted ? end.reason : fetchFailed(urlOf(progress), progress.phase, error)
    }
  }
  const timeoutError = (): Error => fetchTimeout(urlOf(progress), ms, progress.phase)
  return await withDeadline(exchange, { clock, ms, signal, timeoutError })
}

interface Progress {
  /** Every URL asked so far, the current one last. */
  readonly hops: [URL, ...URL[]]
  phase: FetchPhase
}

const urlOf = ({ hops: [first, ...others] }: Progress): URL => others.at(-1) ?? first

interface Exchange {
  readonly request: Sent
  readonly transport: Transport
  readonly progress: Progress
  readonly signal: AbortSignal
}

async function follow(exchange: Exchange): Promise<HttpResponse> {
  const { request, transport, progress, signal } = exchange
  const url = urlOf(progress)
  progress.phase = 'headers'
  const headers = headersFor(request, progress)
  const { body } = request
  const init = { headers, redirect: 'manual', signal } as const
  const response = await transport.fetch(
    url.href,
    body === undefined ? { method: 'GET', ...init } : { method: 'POST', ...init, body },
  )
  if (!isRedirect(response)) {
    progress.phase = 'body'
    return await readResponse(response, exchange)
  }
  const location = response.headers.get('location')
  progress.hops.push(nextHop(location, progress.hops, transport.redirects))
  // Nobody reads it; that letting go of it fails changes nothing.
  void response.body
    ?.getReader()
    .cancel()
    .catch(() => {})
  return await follow(exchange)
}

/** Once a redirect has left the origin, what comes after it is another's choice, even a way back. */
function headersFor({ headers, anywhere, body }: Sent, { hops }: Progress): Record<string, string> {
  const isHome = hops.every(({ origin }) => origin === hops[0].origin)
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  return { accept: ACCEPT, ...type, ...anywhere, ...(isHome ? headers : {}) }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Browsers hide a manual redirect behind an opaque answer with status 0. */
const isRedirect = ({ status, type, redirected }: FetchResponse): boolean =>
  REDIRECTS.has(status) || type === 'opaqueredirect' || redirected === true

async function readResponse(response: FetchResponse, exchange: Exchange): Promise<HttpResponse> {
  const { request, transport, progress } = exchange
  const url = urlOf(progress)
  const { status, headers } = response
  const header = (name: string): string | undefined => headers.get(name) ?? undefined
  if (status === 304 && request.isConditional === true) return { status, text: '', bytes: 0, header }
  if (status !== 200) throw fetchStatus(url, status, retryAfterSeconds(headers.get('retry-after'), transport.clock))
  const body = await readBody(response, url, request.maxBytes)
  const text = bytes.decodeUtf8(body)
  if (text === undefined) throw fetchRefused(url, 'the body is no valid UTF-8')
  return { status, text, bytes: body.byteLength, header }
}
