/** An HTTP or HTTPS server on this machine that answers by a script. Never listens on an address that others can reach. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import type { Step } from './answer.ts'
import { deliver, whenAborted } from './delivery.ts'
import { headOf } from './head.ts'
import { createLog, type Entry, type SeenRequest } from './record.ts'
import { createScript, type Documents, type Script } from './script.ts'
import { type Sockets, watchSockets } from './sockets.ts'

export interface ScriptServerOptions {
  /** Of this machine: 127.0.0.0/8 or ::1; 127.0.0.1 unless given. Another one makes a second server on the same port. */
  readonly host?: string
  /** A free one unless given. */
  readonly port?: number
  /** PEM; makes it HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Told of each request when it is over. */
  readonly onEnd?: (request: SeenRequest) => void
}

export interface ScriptServer {
  readonly origin: string
  readonly port: number
  /**
   * What a path answers from now on, one after the other; the last one repeats. Without any, it is the path's document
   * again, or 404.
   */
  script(path: string, ...steps: readonly Step[]): void
  /** All requests so far, in the order in which they came. */
  readonly requests: readonly SeenRequest[]
  requestsTo(path: string): readonly SeenRequest[]
  readonly connections: { readonly open: number; readonly opened: number }
  /** Ends all connections; from then on new ones are refused. */
  stop(): Promise<void>
  /** Listens again, on the same port. */
  start(): Promise<void>
  /** Stops, and is not meant to come back. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1)$/

/** @param documents - what its paths serve where no script says otherwise */
export async function scriptServer(documents: Documents, options: ScriptServerOptions = {}): Promise<ScriptServer> {
  const { host = '127.0.0.1', port: wanted = 0, tls } = options
  if (!LOOPBACK.test(host)) throw new TypeError(`the host is 127.0.0.0/8 or ::1, unlike ${JSON.stringify(host)}`)
  const server = tls === undefined ? createServer() : createTlsServer({ ...tls })
  const log = createLog()
  const script = createScript(documents)
  const sockets = watchSockets(server)
  const running = new Set<Promise<void>>()
  let isStopping = false
  server.on('request', (request, response) => {
    const entry = log.open(request, sockets.numberOf(request.socket))
    const exchange = answer({ request, response, entry, script, sockets, isStopping: () => isStopping })
    running.add(exchange)
    void exchange.finally(() => {
      running.delete(exchange)
      options.onEnd?.(entry)
    })
  })
  const port = await listen(server, host, wanted)
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    isStopping = true
    const closed = once(server, 'close')
    server.close()
    sockets.endAll()
    await closed
    await Promise.all(running)
    isStopping = false
  }
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://${host === '::1' ? '[::1]' : host}:${port}`,
    port,
    script: (path, ...steps) => script.set(path, steps),
    requests: log.entries,
    requestsTo: (path) => log.entries.filter((one) => one.path === path),
    connections: sockets,
    stop,
    start: async () => {
      if (!server.listening) await listen(server, host, port)
    },
    close: stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function listen(server: Server, host: string, wanted: number): Promise<number> {
  server.listen(wanted, host)
  // Rejects when the port is taken.
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : wanted
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly entry: Entry
  readonly script: Script
  readonly sockets: Sockets
  readonly isStopping: () => boolean
}

/** Never rejects: what happens is told by the entry. */
async function answer(exchange: Exchange): Promise<void> {
  const { request, response, entry, script, sockets, isStopping } = exchange
  const { socket } = request
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    // A script may hold a request back for ever; it must not hold the server as well.
    const said = await Promise.race([script.next(entry), whenAborted(gone.signal)])
    if (said.delayMs !== undefined) await wait(said.delayMs, undefined, { signal: gone.signal })
    const content = await script.content(said, entry.path)
    const parcel = {
      head: headOf(said, content, entry),
      body: content.body,
      delivery: said.delivery ?? { how: 'whole' },
    }
    const reset = (): void => sockets.reset(socket)
    entry.result = await deliver(parcel, { response, entry, signal: gone.signal, hangUp: () => socket.end(), reset })
  } catch (error) {
    entry.result = gone.signal.aborted ? (isStopping() ? 'stopped' : 'left') : 'failed'
    if (entry.result === 'failed') {
      process.emitWarning(`the script of ${entry.path} threw: ${String(error)}`, 'ScriptServerWarning')
      sockets.reset(socket)
    }
  }
  entry.endedAt = Date.now()
}
