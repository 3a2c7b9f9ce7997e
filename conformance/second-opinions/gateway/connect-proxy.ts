/** A forward proxy that knows a few host names, and leads all of them to one port of this machine. */
import { createServer, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { listenLocally, originOf } from './local-server.ts'

export interface ConnectProxy {
  readonly url: string
  readonly refused: readonly string[]
  setDown(host: string, isDown: boolean): void
  close(): Promise<void>
}

const OPEN = 'HTTP/1.1 200 Connection Established\r\n\r\n'
const NOWHERE = 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

const drop = (sockets: Iterable<Duplex>): void => [...sockets].forEach((socket) => socket.destroy())

export async function startConnectProxy(hosts: readonly string[], port: number): Promise<ConnectProxy> {
  const tunnels = new Map<string, Set<Duplex>>(hosts.map((host) => [`${host}:443`, new Set()]))
  const down = new Set<string>()
  const refused: string[] = []
  const server = createServer((request, response) => {
    refused.push(String(request.url))
    response.writeHead(502).end('this proxy makes tunnels only')
  })
  server.on('connect', ({ url = '' }: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => {})
    const open = tunnels.get(url)
    if (open === undefined) {
      refused.push(url)
      return void socket.end(NOWHERE)
    }
    if (down.has(url)) return void socket.destroy()
    return tunnel(socket, open, port)
  })
  const local = await listenLocally(server)
  return {
    url: originOf(local),
    refused,
    setDown(host, isDown) {
      const target = `${host}:443`
      const open = tunnels.get(target)
      if (open === undefined) throw new Error(`no such host here: ${host}`)
      if (!isDown) return void down.delete(target)
      down.add(target)
      return drop(open)
    },
    async close() {
      for (const open of tunnels.values()) drop(open)
      await local.close()
    },
  }
}

function tunnel(socket: Duplex, open: Set<Duplex>, port: number): void {
  open.add(socket)
  const onward = connect(port, '127.0.0.1', () => {
    socket.write(OPEN)
    onward.pipe(socket).pipe(onward)
  })
  onward.on('error', () => socket.destroy())
  socket.on('close', () => {
    open.delete(socket)
    onward.destroy()
  })
}
