/** One HTTP exchange with a service that speaks JSON, for adapters without an SDK. Bounded, without redirects. */
import { ServiceFailure } from './service-failure.ts'

export interface JsonRequest {
  readonly fetch: typeof globalThis.fetch
  readonly url: string
  readonly verb: 'GET' | 'POST'
  /** Check values first: what a header cannot hold, `fetch` shows in its error. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: object | undefined
  readonly signal: AbortSignal
}

export interface JsonAnswer {
  readonly status: number
  /** The header `Retry-After`. */
  readonly retryAfter: string | null
  /** `undefined` when the body is no JSON. */
  readonly json: unknown
}

/** @throws ServiceFailure when there is no whole answer; a status of any kind is one */
export async function exchangeJson({ fetch, url, verb, headers, body, signal }: JsonRequest): Promise<JsonAnswer> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  // A redirect could lead the credentials elsewhere.
  const init = { method: verb, headers: { ...headers, ...type }, signal, redirect: 'manual', ...content } as const
  try {
    const response = await fetch(url, init)
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      json: readJson(await boundedText(response)),
    }
  } catch (cause) {
    if (cause instanceof ServiceFailure) throw cause
    throw new ServiceFailure('unavailable', 'the service could not be reached', { cause })
  }
}

/** A key with some hundred versions of RSA 4096 has 100 kB. */
const MAX_BODY = 1_048_576

async function boundedText({ body }: Response): Promise<string> {
  if (body === null) return ''
  const chunks: ReadableStream<Uint8Array> = body
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > MAX_BODY) throw new ServiceFailure('unavailable', 'the answer is too large')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
