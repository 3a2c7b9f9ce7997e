/** Every way to make a request, and requests over one of them to a server of the test's own. */
import { systemClock } from '../../src/io/clock.ts'
import { globalFetch } from '../../src/io/http-backend.web.ts'
import { type Fetch, httpGet, type HttpRequest, type HttpResponse } from '../../src/io/http.ts'
import { type Handler, serve } from './http-server.ts'
import { nodeClient } from './tls-server.ts'

export const FETCHES: readonly (readonly [string, Fetch])[] = [
  ['the web backend', globalFetch],
  ['the node backend', nodeClient().fetch],
]

export const LIMITS = { timeoutMs: 2000, maxBytes: 1000 }

export interface Client {
  get(url: string, change?: Partial<HttpRequest>): Promise<HttpResponse>
  /** From a server that answers like this. */
  getFrom(handler: Handler, change?: Partial<HttpRequest>): Promise<HttpResponse>
}

export function clientOver(fetch: Fetch): Client {
  const get: Client['get'] = (url, change = {}) =>
    httpGet({ url: new URL(url), ...LIMITS, ...change }, { fetch, clock: systemClock })
  return {
    get,
    getFrom: async (handler, change) => {
      const { origin } = await serve(handler)
      return await get(`${origin}/keys?secret=1`, change)
    },
  }
}
