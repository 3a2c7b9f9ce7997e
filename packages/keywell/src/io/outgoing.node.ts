/** The request as it leaves: its headers, and the way it takes, straight or through a proxy. Its body is sent by exchange.node.ts. */
import { type Agent, type ClientRequest, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { ACCEPT_ENCODING } from './body.node.ts'
import type { ClientSettings } from './client-options.node.ts'
import type { FetchInit } from './http.ts'
import type { Proxy } from './proxy.node.ts'
import { openTunnel, proxyHeaders, requestToProxy } from './tunnel.node.ts'

export interface Agents {
  readonly https: Agent
  readonly http: Agent
}

export interface Outgoing {
  readonly url: URL
  readonly init: FetchInit
  readonly settings: ClientSettings
  readonly agents: Agents
  readonly lookup: LookupFunction
}

/** A request that is ready to be sent; through a proxy, the tunnel to the server stands. */
export async function outgoingRequest(outgoing: Outgoing): Promise<ClientRequest> {
  const { url, settings } = outgoing
  const proxy = settings.proxyFor?.(url)
  if (proxy === undefined) return straight(outgoing)
  return url.protocol === 'https:' ? await tunnelled(proxy, outgoing) : forwarded(proxy, outgoing)
}

function straight({ url, init, agents, lookup }: Outgoing): ClientRequest {
  const options = { ...optionsFor(init), lookup }
  return url.protocol === 'https:'
    ? httpsRequest(url, { ...options, agent: agents.https })
    : httpRequest(url, { ...options, agent: agents.http })
}

async function tunnelled(proxy: Proxy, { url, init, settings }: Outgoing): Promise<ClientRequest> {
  const socket = await openTunnel({ url, proxy, settings, signal: init.signal })
  // With any agent, even with `agent: false`, node:http would not use this connection but make its own, past the proxy.
  // Without an agent nobody tells node:http that 443 goes unsaid: the Host header would name port 80.
  const connection = { createConnection: () => socket, lookup: notPastProxy, defaultPort: 443 }
  return httpsRequest(url, { ...optionsFor(init), ...connection })
}

/** Never asked where the tunnel is used. Where a runtime ignores it, the request fails instead of going straight. */
const notPastProxy: LookupFunction = (_hostname, _options, callback) =>
  callback(new Error('this runtime makes no connections through a proxy'), [])

/** RFC 9112 §3.2.2: a proxy gets the whole URL. */
function forwarded(proxy: Proxy, { url, init, settings }: Outgoing): ClientRequest {
  const options = optionsFor(init)
  const path = `${url.origin}${url.pathname}${url.search}`
  const headers = { ...options.headers, host: url.host, ...proxyHeaders(proxy) }
  return requestToProxy(proxy, { ...options, headers, path }, settings.proxyTls)
}

/** As undici has it; a server that sends more is broken or hostile. */
const MAX_HEADER_BYTES = 16_384

const optionsFor = ({ method, headers }: FetchInit): typeof FIXED & Pick<FetchInit, 'method' | 'headers'> => ({
  ...FIXED,
  method,
  headers: sentHeaders(headers),
})

const FIXED = Object.freeze({
  maxHeaderSize: MAX_HEADER_BYTES,
  // Said aloud, or NODE_TLS_REJECT_UNAUTHORIZED=0 would switch verification off.
  rejectUnauthorized: true,
})

/** What the client itself decides, as with fetch's forbidden names; `host` would also change what TLS verifies. */
const FRAMING: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function sentHeaders(headers: FetchInit['headers']): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => !FRAMING.has(name.toLowerCase()))
  return { 'accept-encoding': ACCEPT_ENCODING, 'user-agent': 'keywell', ...Object.fromEntries(own) }
}
