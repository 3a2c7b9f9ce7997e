/** The connections of a server: counted, told apart, ended. Never leaves one open after `endAll`. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export interface Sockets {
  /** Those that are open now, and those that ever were. */
  readonly open: number
  readonly opened: number
  /** The place of a connection among all, from 1; of a TLS stream, that of the connection below it. */
  numberOf(stream: Socket): number
  /** Ends a connection with an RST. */
  reset(stream: Socket): void
  endAll(): void
}

export function watchSockets(server: Server): Sockets {
  const open = new Map<string, { readonly socket: Socket; readonly place: number }>()
  let opened = 0
  server.on('connection', (socket) => {
    const name = far(socket)
    open.set(name, { socket, place: ++opened })
    socket.once('close', () => open.delete(name))
    // Clients of a test server break off all the time; whoever writes to it notices by its close.
    socket.on('error', () => {})
  })
  return {
    get open() {
      return open.size
    },
    get opened() {
      return opened
    },
    numberOf: (stream) => open.get(far(stream))?.place ?? 0,
    reset: (stream) => void (open.get(far(stream))?.socket ?? stream).resetAndDestroy(),
    endAll: () => {
      for (const { socket } of open.values()) socket.destroy()
    },
  }
}

/** What TLS makes of a connection has the same far end as the connection, and alone cannot send an RST. */
const far = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`
