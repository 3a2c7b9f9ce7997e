/** One HTTPS server for many host names: a request goes to the handler of the name it was meant for. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

export function serveByHost(handlers: ReadonlyMap<string, Handler>, requests: string[]): RequestListener {
  return (request, response) => {
    const host = (request.headers.host ?? '').replace(/:443$/, '')
    requests.push(`${request.method} https://${host}${request.url}`)
    const handler = handlers.get(host)
    if (handler === undefined || serverName(request) !== host) {
      response.writeHead(421).end(`not the host of this connection: ${host}`)
      return
    }
    answer(handler, request, response).catch((error: unknown) => {
      // What a test sees of a broken handler should be the handler's own words.
      if (!response.headersSent) response.writeHead(500)
      response.end(String(error))
    })
  }
}

/** Asynchronous, so that a handler that throws is one that rejects. */
async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await handler(request, response)
}

/** The name that the connection was made for (SNI). */
const serverName = ({ socket }: IncomingMessage): unknown =>
  socket instanceof TLSSocket ? socket.servername : undefined
