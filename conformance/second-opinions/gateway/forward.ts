/** Hands a request on to a plain HTTP server of this machine, with the host name it was meant for. */
import { request as httpRequest } from 'node:http'
import type { Handler } from './serve-by-host.ts'

/** @param origin `http://127.0.0.1:port` */
export function forwardTo(origin: string): Handler {
  const { hostname, port } = new URL(origin)
  return (request, response) => {
    const { method, url, headers } = request
    const forwarded = { ...headers, 'x-forwarded-proto': 'https', 'x-forwarded-host': headers.host }
    const onward = httpRequest({ hostname, port, method, path: url, headers: forwarded }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end(`${origin} does not answer`)
    })
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  }
}
