/** A real HTTPS server on a free loopback port, and a client for it whose DNS answers are the test's. */
import type { LookupAddress } from 'node:dns'
import type { RequestListener } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import { type AddressInfo, isIPv6, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { addressPolicyOption } from '../../src/io/address-policy.ts'
import { systemClock } from '../../src/io/clock.ts'
import type { Resolve } from '../../src/io/guarded-lookup.node.ts'
import { httpGet, type HttpRequest, type HttpResponse } from '../../src/io/http.ts'
import type { HttpClient, HttpClientOptions } from '../../src/io/http-backend.ts'
import { createNodeClient } from '../../src/io/http-backend.node.ts'
import type { RedirectRules } from '../../src/io/redirects.ts'
import type { Identity } from './certificates.ts'

export interface TlsServer {
  readonly port: number
  readonly asked: string[]
  /** Sockets that were ever opened, and those that are open now. */
  readonly opened: () => number
  readonly connections: () => number
}

export async function serveTls(
  identity: Identity & ServerOptions,
  handler: RequestListener,
  host = '127.0.0.1',
): Promise<TlsServer> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  let opened = 0
  const server = createServer(identity, (request, response) => {
    asked.push(request.url ?? '')
    handler(request, response)
  })
  server.on('connection', (socket: Socket) => {
    opened++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { port, asked, opened: () => opened, connections: () => sockets.size }
}

/** DNS that answers with these, in turn, the last one for ever; counts how often it was asked. */
export function dns(...answers: readonly (readonly string[])[]): Resolve & { readonly asked: string[] } {
  const asked: string[] = []
  const resolve: Resolve = (hostname, _, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? []
    asked.push(hostname)
    const found: LookupAddress[] = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
    setImmediate(() => callback(null, found))
  }
  return Object.assign(resolve, { asked })
}

export interface ClientSetup {
  readonly client?: HttpClientOptions
  readonly addressPolicy?: unknown
  readonly resolve?: Resolve
  readonly environment?: Readonly<Record<string, string>>
}

/** By default every name is this machine. */
export const nodeClient = ({
  client,
  addressPolicy,
  resolve = dns(['127.0.0.1']),
  environment = {},
}: ClientSetup = {}): HttpClient =>
  createNodeClient({ addresses: addressPolicyOption('addressPolicy', addressPolicy), client }, { resolve, environment })

export interface GetSetup extends ClientSetup, Partial<HttpRequest> {
  readonly redirects?: RedirectRules
  readonly through?: HttpClient
}

export const getWith = (url: string, setup: GetSetup = {}): Promise<HttpResponse> => {
  const { client, addressPolicy, resolve, environment, redirects, through, ...request } = setup
  const given = { client, addressPolicy, resolve, environment }
  const { fetch } = through ?? nodeClient(given as ClientSetup)
  const transport = { fetch, clock: systemClock, ...(redirects === undefined ? {} : { redirects }) }
  return httpGet({ url: new URL(url), timeoutMs: 3000, maxBytes: 10_000, ...request }, transport)
}
