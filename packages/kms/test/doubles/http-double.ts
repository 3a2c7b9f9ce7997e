/** A loopback HTTP server that counts what arrives and fails by order: the ground of all doubles. Knows no vendor. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Fault } from '../contract/rig.ts'

export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly json: Readonly<Record<string, unknown>>
}

export interface HttpAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly json: unknown
}

export interface HttpDouble {
  readonly url: string
  readonly requests: readonly HttpRequest[]
  fault(fault: Fault | undefined, times?: number): void
  close(): Promise<void>
}

export interface DoubleApi {
  /** The right answer, or with `fault` the vendor's form of it; `hang` and `reset` never come here. */
  answer(request: HttpRequest, fault: Fault | undefined): Promise<HttpAnswer>
  /** Faults strike only these requests. */
  isSign(request: HttpRequest): boolean
}

export async function httpDouble(api: DoubleApi): Promise<HttpDouble> {
  const requests: HttpRequest[] = []
  let current: Fault | undefined
  let left = 0
  const strike = (): Fault | undefined => (left-- > 0 ? current : undefined)
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await read(incoming)
    requests.push(request)
    const fault = api.isSign(request) ? strike() : undefined
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'reset') return void incoming.socket.destroy()
    const { status, headers, json } = await api.answer(request, fault)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json))
  }
  const server = createServer((incoming, response) => {
    void handle(incoming, response).catch((error: unknown) => response.writeHead(599).end(String(error)))
  })
  return {
    url: await listening(server),
    requests,
    fault: (fault, times = Number.POSITIVE_INFINITY) => {
      current = fault
      left = times
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const { method = '', url = '', headers } = incoming
  return { method, path: url, headers, json: text === '' ? {} : JSON.parse(text) }
}

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
    })
  })
