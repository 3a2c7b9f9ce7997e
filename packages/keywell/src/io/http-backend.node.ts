/** `#http` on Node, Bun and Deno: node:https, whose sockets can be told where to connect. Never follows a redirect. */
import { lookup } from 'node:dns'
import { Agent, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { env } from 'node:process'
import type { AddressPolicy } from './address-policy.ts'
import { bodyOf } from './body.node.ts'
import { clientSettings, type ClientSettings } from './client-options.node.ts'
import { send } from './exchange.node.ts'
import { fetchRefused } from './fetch-failure.ts'
import { guardedLookup, refuseLiteral, type Resolve } from './guarded-lookup.node.ts'
import type { Fetch, FetchResponse } from './http.ts'
import type { Guard, HttpBackend, HttpClient, HttpSettings } from './http-backend.ts'
import { type Agents, outgoingRequest } from './outgoing.node.ts'
import { type Environment, ENVIRONMENT } from './proxy.node.ts'

/** What tests replace. */
export interface Seams {
  readonly resolve?: Resolve
  readonly environment?: Environment
}

export const httpBackend: HttpBackend = Object.freeze<HttpBackend>({
  name: 'node',
  hasTimers: true,
  createClient: (settings) => (settings.client === undefined ? usualClient(settings) : createNodeClient(settings)),
})

interface UsualClient {
  readonly proxies: string
  readonly client: HttpClient
}

/** By what they may connect to: sources without options of their own share connections, which 10,000 could not each have. */
const usual = new WeakMap<AddressPolicy, UsualClient>()

/** @throws KeywellError ERR_OPTION_INVALID when the environment names a proxy that is none */
function usualClient(settings: HttpSettings): HttpClient {
  const proxies = JSON.stringify(ENVIRONMENT.map((name) => env[name]))
  const known = usual.get(settings.addresses)
  if (known?.proxies === proxies) return known.client
  const client = createNodeClient(settings)
  usual.set(settings.addresses, { proxies, client })
  return client
}

/** @throws KeywellError ERR_OPTION_INVALID */
export function createNodeClient(
  { addresses, client = {} }: HttpSettings,
  { resolve = lookup, environment = env }: Seams = {},
): HttpClient {
  const settings = clientSettings(client, environment)
  const agents = agentsOf(settings)
  const fetch: Fetch = async (href, init) => {
    const url = new URL(href)
    refuseLiteral(url, addresses)
    const look = guardedLookup(url, addresses, resolve)
    const request = await outgoingRequest({ url, init, settings, agents, lookup: look })
    return responseOf(url, await send(request, init), init.signal)
  }
  return Object.freeze({ fetch, guard: guardOf(settings) })
}

function guardOf({ agent, proxyFor }: ClientSettings): Guard {
  if (agent !== undefined) return 'none'
  return proxyFor === undefined ? 'connect' : 'proxy'
}

/** Discovery and key set come one after the other over one connection; the next refresh is minutes away. */
const IDLE_MS = 10_000

/**
 * Agents of this client alone: a connection that one policy admitted is never used under another.
 * Their idle sockets are unref'd (node:http does that for every kept one), so they keep no process alive.
 */
function agentsOf({ agent, tls }: ClientSettings): Agents {
  if (agent !== undefined) return { https: agent, http: agent }
  const keep = { keepAlive: true, timeout: IDLE_MS, maxFreeSockets: 1 }
  return { https: new HttpsAgent({ ...keep, ...tls }), http: new Agent(keep) }
}

function responseOf(url: URL, answer: IncomingMessage, signal: AbortSignal): FetchResponse {
  const body = bodyOf(answer, signal)
  if (body === undefined) {
    answer.destroy()
    throw fetchRefused(url, 'the content coding is unknown')
  }
  const header = (name: string): string | null => {
    const value = answer.headers[name.toLowerCase()]
    return (Array.isArray(value) ? value.join(', ') : value) ?? null
  }
  return { status: answer.statusCode ?? 0, headers: { get: header }, body }
}
