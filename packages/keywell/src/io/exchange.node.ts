/** Sends a prepared request and gives its answer. Never lets an error of a socket end the process. */
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FetchInit } from './http.ts'

/**
 * Settles with the headers. When `signal` aborts, until the connection is let go of, the connection is closed.
 * Not by `node:http`'s own `signal`: that destroys with an error, and where it comes between the last octet of a body and
 * its `end`, nobody listens to the socket any more and the error ends the process. A body as long as the bound and one
 * octet more is enough, so a server could cause it.
 */
export function send(
  request: ClientRequest,
  { signal, body }: Pick<FetchInit, 'signal' | 'body'>,
): Promise<IncomingMessage> {
  closeOnAbort(request, signal)
  return new Promise((resolve, reject) => {
    request.once('socket', keepQuiet)
    request.once('response', resolve)
    // Stays: a connection that breaks after the answer is an error of the request as well.
    request.on('error', reject)
    request.end(body)
  })
}

interface Closable {
  destroy(): unknown
  once(event: 'close', listener: () => void): unknown
}

export function closeOnAbort(target: Closable, signal: AbortSignal): void {
  const onAbort = (): void => void target.destroy()
  target.once('close', () => signal.removeEventListener('abort', onAbort))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
}

/** For streams whose errors reach their reader another way, or concern nobody any more. */
export const ignoreError = (): void => {}

/** A kept connection serves several requests, and must not gather listeners. */
function keepQuiet(socket: Socket): void {
  if (!socket.listeners('error').includes(ignoreError)) socket.on('error', ignoreError)
}
