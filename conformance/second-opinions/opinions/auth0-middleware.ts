/** The verdicts of `express-oauth2-jwt-bearer`: its middleware, asked as Express asks it, without Express around it. */
import { auth, UnauthorizedError } from 'express-oauth2-jwt-bearer'
import type { Gateway } from '../gateway/gateway.ts'
import { agentOf } from '../gateway/agent.ts'
import { accepted, type Opinions, refused } from './opinion.ts'

export interface MiddlewareOptions {
  readonly issuerBaseURL: string
  readonly audience: string
  /** Only what RFC 9068 describes. */
  readonly strict?: boolean
}

export function middlewareOpinion(gateway: Gateway, options: MiddlewareOptions): Opinions['vendor'] {
  const middleware: unknown = auth({ ...options, agent: agentOf(gateway) })
  if (typeof middleware !== 'function') throw new Error('no middleware came')
  return async (token) => {
    const error = await new Promise<unknown>((next) => void middleware(requestWith(token), {}, next))
    if (error === undefined) return accepted
    if (error instanceof UnauthorizedError) return refused(error.message)
    throw new Error('this is no verdict', { cause: error })
  }
}

/** What the middleware reads of a request of Express. */
function requestWith(token: string): object {
  const headers: Readonly<Record<string, string>> = { host: 'api.acme.example', authorization: `Bearer ${token}` }
  const get = (name: string): string | undefined => headers[name.toLowerCase()]
  return { method: 'GET', protocol: 'https', url: '/', headers, query: {}, get, is: () => false }
}
