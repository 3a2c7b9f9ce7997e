/** A `fetch` that answers for a test issuer out of memory: its discovery document and its key set. Opens no socket. */

/** What goes wrong, and with which document; with both unless one is named. */
export interface TestFailure {
  /**
   * - a status, such as 503: answered with an empty body
   * - `network`: the request rejects, as when nothing listens
   * - `stall`: no answer, until the request is aborted
   * - a body: answered with 200
   */
  readonly with: number | 'network' | 'stall' | { readonly body: string }
  readonly only?: 'discovery' | 'jwks'
}

/** Fits where the global `fetch` does, for GET requests. */
export type TestFetch = (
  url: string | URL,
  init?: { readonly signal?: AbortSignal | null | undefined },
) => Promise<Response>

export interface IssuerFetch {
  readonly fetch: TestFetch
  readonly requests: readonly string[]
  fail(failure: TestFailure | undefined): void
}

/** A document under its URL, made anew for every request. */
export interface ServedDocument {
  readonly name: 'discovery' | 'jwks'
  readonly url: string
  readonly content: () => unknown
}

export function createIssuerFetch(documents: readonly ServedDocument[]): IssuerFetch {
  const requests: string[] = []
  let failure: TestFailure | undefined
  const answer: TestFetch = async (url, init) => {
    const href = String(url)
    requests.push(href)
    const document = documents.find((one) => one.url === href)
    if (document === undefined) return new Response('no such document', { status: 404 })
    const isHit = failure !== undefined && (failure.only ?? document.name) === document.name
    if (isHit && failure !== undefined) return await failed(failure, init?.signal ?? undefined)
    return Response.json(document.content())
  }
  return {
    fetch: answer,
    requests,
    fail: (next) => {
      failure = next
    },
  }
}

async function failed({ with: how }: TestFailure, signal: AbortSignal | undefined): Promise<Response> {
  if (typeof how === 'number') return new Response(null, { status: how })
  if (typeof how === 'object') return new Response(how.body)
  if (how === 'stall') return await never(signal)
  // The very shape that fetch gives where nothing listens; a socket's code is in the cause.
  throw new TypeError('fetch failed', {
    cause: Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' }),
  })
}

const never = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    if (signal?.aborted === true) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
