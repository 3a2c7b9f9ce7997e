/** What was asked, and what came of it. Remembers everything and judges nothing: it is for tests, not for production. */
import type { IncomingMessage } from 'node:http'

/**
 * - `pending`: under way, or stalled
 * - `sent`: whole, as far as the server can see
 * - `cut`: the script ended it
 * - `left`: the client closed the connection before the end
 * - `stopped`: `stop` or `close` ended it
 * - `failed`: the script threw
 */
export type RequestResult = 'pending' | 'sent' | 'cut' | 'left' | 'stopped' | 'failed'

/** One request; `status`, `bodyBytes`, `result` and `endedAt` change while it is under way. */
export interface SeenRequest {
  /** How many requests of this path came before it. */
  readonly place: number
  readonly method: string
  readonly path: string
  /** With its question mark; empty without one. */
  readonly query: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Tells connections apart; requests of a kept connection share it. */
  readonly connection: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly status: number | undefined
  /** Of the body, after compression, as far as they were handed to the connection. */
  readonly bodyBytes: number
  readonly result: RequestResult
  readonly endedAt: number | undefined
}

/** A request as the server keeps it. */
export type Entry = { -readonly [K in keyof SeenRequest]: SeenRequest[K] }

export interface RequestLog {
  readonly entries: readonly SeenRequest[]
  open(request: IncomingMessage, connection: number): Entry
}

export function createLog(): RequestLog {
  const entries: Entry[] = []
  return {
    entries,
    open: (request, connection) => {
      const [path = '', ...rest] = (request.url ?? '').split(/(?=\?)/)
      const entry: Entry = {
        place: entries.filter((one) => one.path === path).length,
        method: request.method ?? '',
        path,
        query: rest.join(''),
        headers: headersOf(request),
        connection,
        at: Date.now(),
        status: undefined,
        bodyBytes: 0,
        result: 'pending',
        endedAt: undefined,
      }
      entries.push(entry)
      return entry
    },
  }
}

const headersOf = ({ headers }: IncomingMessage): SeenRequest['headers'] =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value === undefined ? value : String(value)]),
    ),
  )
