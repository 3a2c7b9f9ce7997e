/** How a client of Node's own reaches the hosts of the gateway, under their real names. */
import { Agent, request, type RequestOptions } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Gateway } from './gateway.ts'

export const agentOf = ({ ca, env }: Gateway): Agent => new Agent({ ca, proxyEnv: { HTTPS_PROXY: env.HTTPS_PROXY } })

export interface Answer {
  readonly status: number | undefined
  readonly contentType: string | undefined
  /** What the JSON says; the text where it is none. */
  readonly body: unknown
}

/** One request, and what came of it. */
export async function askThrough(
  gateway: Gateway,
  url: string,
  { body, ...options }: RequestOptions & { readonly body?: string } = {},
): Promise<Answer> {
  const agent = agentOf(gateway)
  try {
    const answered = Promise.withResolvers<Answer>()
    const asked = request(url, { ...options, agent }, (response) => {
      const { statusCode: status, headers } = response
      const said = text(response).then((read) => ({ status, contentType: headers['content-type'], body: parsed(read) }))
      said.then(answered.resolve, answered.reject)
    })
    asked.on('error', answered.reject)
    asked.end(body)
    return await answered.promise
  } finally {
    agent.destroy()
  }
}

function parsed(read: string): unknown {
  try {
    return JSON.parse(read)
  } catch {
    return read
  }
}
