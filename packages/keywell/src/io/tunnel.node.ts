/** A TLS connection to a server through a proxy's CONNECT. Never sends the proxy's credentials any further. */
import type { Buffer } from 'node:buffer'
import { type ClientRequest, type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import type { ClientSettings, TlsMaterial } from './client-options.node.ts'
import { closeOnAbort } from './exchange.node.ts'
import { fetchRefused } from './fetch-failure.ts'
import { portOf } from './no-proxy.ts'
import { hostOf, type Proxy } from './proxy.node.ts'

export interface TunnelRequest {
  readonly url: URL
  readonly proxy: Proxy
  readonly settings: Pick<ClientSettings, 'tls' | 'proxyTls'>
  readonly signal: AbortSignal
}

/** Settles when TLS with the server itself stands, its certificate verified. Closes everything when `signal` aborts. */
export async function openTunnel(request: TunnelRequest): Promise<TLSSocket> {
  const socket = await connectThrough(request)
  return await secure(socket, request)
}

/** A request to the proxy itself, over a connection of its own. */
export function requestToProxy({ url }: Proxy, options: RequestOptions, tls: TlsMaterial): ClientRequest {
  if (url.protocol === 'http:') return httpRequest(url, { ...options, agent: false })
  const agent = new Agent({ ...tls, rejectUnauthorized: true })
  // Or else TLS would look for the name in the Host header, which is the server's behind the proxy.
  return httpsRequest(url, { ...options, agent, servername: serverName(url) })
}

/** RFC 6066 §3: names only. */
function serverName(url: URL): string {
  const host = hostOf(url)
  return isIP(host) === 0 ? host : ''
}

/** Headers for the proxy alone. */
export const proxyHeaders = ({ authorization }: Proxy): Record<string, string> =>
  authorization === undefined ? {} : { 'proxy-authorization': authorization }

/** RFC 9110 §9.3.6. */
async function connectThrough({ url, proxy, settings, signal }: TunnelRequest): Promise<Duplex> {
  const authority = `${url.hostname}:${portOf(url)}`
  const headers = { host: authority, ...proxyHeaders(proxy) }
  const connecting = requestToProxy(proxy, { method: 'CONNECT', path: authority, headers }, settings.proxyTls)
  closeOnAbort(connecting, signal)
  return await new Promise((resolve, reject) => {
    connecting.on('error', (cause) => reject(fetchRefused(url, 'the proxy cannot be reached', { cause, hint: HINT })))
    connecting.on('connect', (answer: IncomingMessage, socket: Duplex, early: Buffer) => {
      if (answer.statusCode === 200 && early.length === 0) return resolve(socket)
      socket.destroy()
      // A TLS server never speaks first, so bytes that are there already are the proxy's own.
      const reason = answer.statusCode === 200 ? 'the proxy sent too much' : `the proxy answered ${answer.statusCode}`
      return reject(fetchRefused(url, reason, { hint: HINT }))
    })
    connecting.end()
  })
}

const HINT = 'check the proxy, its user name and password: http.proxy, or HTTPS_PROXY of the environment'

function secure(socket: Duplex, { url, settings, signal }: TunnelRequest): Promise<TLSSocket> {
  const tls = connect({
    socket,
    host: hostOf(url),
    servername: serverName(url),
    ...settings.tls,
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
  })
  return new Promise((resolve, reject) => {
    tls.on('error', reject)
    tls.once('close', () => reject(new Error('closed')))
    closeOnAbort(tls, signal)
    tls.once('secureConnect', () => resolve(tls))
  })
}
