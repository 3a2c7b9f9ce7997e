/** A `fetch` that answers by a script, on a clock that the test moves. Opens no socket. */
import type { Fetch, FetchInit } from '../../src/index.ts'
import type { Clock } from '../../src/io/clock.ts'

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text, or anything that becomes JSON. */
  readonly body?: unknown
  /** Before the headers, on the clock. */
  readonly delayMs?: number
  /** `refused` rejects as where nothing listens; `stall` never answers, until the request is aborted. */
  readonly fault?: 'refused' | 'stall'
  /** What goes wrong after the headers: `slow` gives a byte a second, `cut` breaks off in the middle. */
  readonly bodyFault?: 'slow' | 'stall' | 'cut'
}

export interface Asked {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Monotonic milliseconds. */
  readonly at: number
}

export interface ScriptedFetch {
  readonly fetch: Fetch
  readonly requests: Asked[]
}

export type Script = (url: string, asked: Asked, count: number) => Answer

export function scriptedFetch(clock: Clock, script: Script): ScriptedFetch {
  const requests: Asked[] = []
  const fetch: Fetch = async (url: string, { headers, signal }: FetchInit) => {
    const asked = { url, headers, at: clock.monotonic() }
    requests.push(asked)
    const answer = script(url, asked, requests.length)
    if (answer.delayMs !== undefined) await clock.sleep(answer.delayMs, signal)
    if (answer.fault === 'stall') return await never(signal)
    if (answer.fault === 'refused') {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) })
    }
    const { status = 200, body } = answer
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
    const content = answer.bodyFault === undefined ? (text ?? '') : broken(text ?? '', answer.bodyFault, clock, signal)
    return new Response(status === 304 ? null : content, { status, headers: { ...answer.headers } })
  }
  return { fetch, requests }
}

function broken(
  text: string,
  fault: NonNullable<Answer['bodyFault']>,
  clock: Clock,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const whole = new TextEncoder().encode(text)
  let sent = 0
  const pull = async (stream: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    if (fault === 'stall') return await never(signal)
    if (fault === 'slow') await clock.sleep(1000, signal)
    const end = fault === 'slow' ? sent + 1 : Math.floor(whole.length / 2)
    if (sent < end) stream.enqueue(whole.slice(sent, end))
    if (fault === 'cut' && sent === end) stream.error(new TypeError('terminated'))
    sent = end
  }
  return new ReadableStream({ pull }, { highWaterMark: 0 })
}

const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
