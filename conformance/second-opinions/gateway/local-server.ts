/** A server on this machine alone, at a port that was free. */
import type { Server } from 'node:http'

export interface LocalServer {
  readonly port: number
  /** Connections that are open are dropped. */
  close(): Promise<void>
}

export async function listenLocally(server: Server): Promise<LocalServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    port: address.port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Over plain HTTP. */
export const originOf = ({ port }: LocalServer): string => `http://127.0.0.1:${port}`
