/** `#http` on browsers and workers: the runtime's fetch. Never says that it guards addresses, which it cannot see. */
import { optionInvalid } from '../errors/index.ts'
import type { Fetch } from './http.ts'
import type { HttpBackend } from './http-backend.ts'

/** The runtime's fetch, looked up at each call so that a replaced one is used. */
export const globalFetch: Fetch = (url, init) => fetch(url, init)

export const httpBackend: HttpBackend = Object.freeze<HttpBackend>({
  name: 'web',
  hasTimers: false,
  createClient({ client }) {
    if (client === undefined) return { fetch: globalFetch, guard: 'none' }
    const hint = 'agents, certificates and proxies are for Node, Bun and Deno'
    throw optionInvalid('http', "absent: this runtime's fetch has no such settings", client, { hint })
  },
})
