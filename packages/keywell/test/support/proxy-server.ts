/** A real forward proxy on a free loopback port: CONNECT for https, absolute-form for http. */
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Identity } from './certificates.ts'

export interface ProxySetup {
  /** What `proxy-authorization` must be. */
  readonly authorization?: string
  /** Speaks TLS itself. */
  readonly identity?: Identity
  /** Answers CONNECT so, whatever is asked. */
  readonly answer?: string
  /** Where tunnels lead, whatever port is asked for: tests cannot listen on 443. */
  readonly onwardPort?: number
}

export interface ProxyServer {
  readonly port: number
  /** Tunnels that are open now. */
  readonly tunnels: () => number
  /** Request lines and credentials, in order. */
  readonly asked: { readonly line: string; readonly authorization: string | undefined; readonly all: string }[]
}

export async function serveProxy({
  authorization,
  identity,
  answer,
  onwardPort,
}: ProxySetup = {}): Promise<ProxyServer> {
  const asked: ProxyServer['asked'] = []
  const sockets = new Set<Duplex>()
  const note = ({ method, url, headers, rawHeaders }: IncomingMessage): boolean => {
    asked.push({ line: `${method} ${url}`, authorization: headers['proxy-authorization'], all: rawHeaders.join('\n') })
    return authorization === undefined || headers['proxy-authorization'] === authorization
  }
  const server = identity === undefined ? createServer() : createTlsServer(identity)
  server.on('request', (request, response) => {
    if (!note(request)) return void response.writeHead(407).end()
    const onward = httpRequest(request.url ?? '', { headers: { ...request.headers, 'proxy-authorization': '' } })
    onward.on('response', (inner) => inner.pipe(response.writeHead(inner.statusCode ?? 0, inner.headers)))
    return void onward.end()
  })
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (!note(request)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    if (answer !== undefined) return void socket.write(answer)
    // Every name is this machine.
    const onward = connect(onwardPort ?? Number((request.url ?? '').split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      onward.destroy()
    })
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { port: (server.address() as AddressInfo).port, tunnels: () => sockets.size, asked }
}
