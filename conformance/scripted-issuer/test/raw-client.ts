/** A client that hides nothing: what came over one connection, byte for byte. Asks once, and for the connection's end. */
import { connect } from 'node:net'

export interface RawAnswer {
  /** Everything that came. */
  readonly text: string
  readonly statusLine: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** With the marks of chunks, where there are any. */
  readonly body: string
  /** `end` for a FIN, `silence` when nothing more came in time, otherwise the code of the error. */
  readonly end: string
  /** Of each piece of the body, since the request was sent. */
  readonly arrivals: readonly number[]
}

export interface RawRequest {
  readonly headers?: Readonly<Record<string, string>>
  /** How long to listen to silence; 5000 unless given. */
  readonly patienceMs?: number
  /** Leaves as soon as this many bytes came. */
  readonly enoughBytes?: number
}

export function rawGet(url: string, request: RawRequest = {}): Promise<RawAnswer> {
  const { headers = {}, patienceMs = 5000, enoughBytes = Number.POSITIVE_INFINITY } = request
  const { hostname, port, pathname, search, host } = new URL(url)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    const arrivals: number[] = []
    const startedAt = performance.now()
    const socket = connect(Number(port), hostname.replace(/[[\]]/g, ''))
    const done = (end: string): void => {
      socket.destroy()
      resolve(read(Buffer.concat(pieces).toString('latin1'), end, arrivals))
    }
    socket.setTimeout(patienceMs, () => done('silence'))
    socket.on('data', (piece) => {
      pieces.push(piece)
      arrivals.push(performance.now() - startedAt)
      if (pieces.reduce((sum, { length }) => sum + length, 0) >= enoughBytes) done('enough')
    })
    socket.on('end', () => done('end'))
    socket.on('error', (error) => done('code' in error ? String(error.code) : error.message))
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${lines.join('')}\r\n`)
  })
}

function read(text: string, end: string, arrivals: readonly number[]): RawAnswer {
  const border = text.indexOf('\r\n\r\n')
  const [head, body] = border === -1 ? [text, ''] : [text.slice(0, border), text.slice(border + 4)]
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => line.split(/: (.*)/s, 2)).map(([name = '', value = '']) => [name.toLowerCase(), value]),
  )
  return { text, statusLine, headers, body, end, arrivals }
}
