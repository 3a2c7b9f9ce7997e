import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/io/clock.ts'
import { type Fetch, httpGet, type HttpRequest, type HttpResponse } from '../../src/io/http.ts'
import { failure } from '../support/failures.ts'
import { clientOver, FETCHES, LIMITS } from '../support/fetches.ts'
import { fakeClock } from '../../src/testing.ts'
import { turn } from '../support/turn.ts'
import { closedPort, json, serve } from '../support/http-server.ts'

const withFetch = (fetch: Fetch, change: Partial<HttpRequest> = {}): Promise<HttpResponse> =>
  httpGet({ url: new URL('https://issuer.example/keys'), ...LIMITS, ...change }, { fetch, clock: systemClock })

const rejecting =
  (error: unknown): Fetch =>
  () =>
    Promise.reject(error)

/** What fetch rejects with: the real reason one level down. */
const networkError = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('detail'), { code }) })

/** One contract, run on every way to make a request. */
describe.each(FETCHES)('over %s', (_name, backendFetch) => {
  const { get, getFrom } = clientOver(backendFetch)

  describe('a request', () => {
    test('asks for a JWK Set or JSON and gives the text and the headers', async () => {
      let accept: string | undefined
      const response = await getFrom((request, answer) => {
        accept = request.headers.accept
        json(answer, { keys: [] })
      })
      expect(accept).toBe('application/jwk-set+json, application/json')
      expect(response).toMatchObject({ status: 200, text: '{"keys":[]}', bytes: 11 })
      expect(response.header('Content-Type')).toBe('application/json')
      expect(response.header('etag')).toBeUndefined()
    })

    test('carries the headers it was given, which may replace Accept', async () => {
      const seen: (string | undefined)[] = []
      await getFrom(
        (request, answer) => {
          seen.push(request.headers.authorization, request.headers.accept)
          json(answer, {})
        },
        { headers: { authorization: 'Bearer t', accept: 'text/plain' } },
      )
      expect(seen).toEqual(['Bearer t', 'text/plain'])
    })

    test('reads a body that comes in many pieces', async () => {
      const { text } = await getFrom((_, answer) => {
        answer.write('{"keys"')
        setImmediate(() => {
          answer.write(':')
          answer.end('[]}')
        })
      })
      expect(text).toBe('{"keys":[]}')
    })

    test('reads an empty body as an empty text', async () => {
      expect((await getFrom((_, answer) => void answer.end())).text).toBe('')
      expect((await withFetch(async () => new Response(null))).text).toBe('')
    })
  })

  describe('a status', () => {
    test.each([201, 206, 204, 300, 304, 400, 401, 404, 429, 500, 503])('of %i is a failure', async (status) => {
      const error = await failure('ERR_FETCH_STATUS', () =>
        getFrom((_, answer) => void answer.writeHead(status).end(status === 304 ? undefined : '{"keys":[]}')),
      )
      expect(error.detail.status).toBe(status)
      expect(error.detail.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/keys$/)
    })

    test('of 304 answers a conditional request', async () => {
      const response = await getFrom((_, answer) => void answer.writeHead(304, { etag: '"1"' }).end(), {
        isConditional: true,
      })
      expect(response).toMatchObject({ status: 304, text: '' })
      expect(response.header('etag')).toBe('"1"')
    })

    test('that fails lets go of the connection, whatever body follows', async () => {
      const server = await serve((_, answer) => void answer.writeHead(500).write('x'.repeat(100)))
      await failure('ERR_FETCH_STATUS', () => get(server.origin))
      await expect.poll(server.connections).toBe(0)
    })
  })

  describe('a redirect', () => {
    test.each([301, 302, 303, 307, 308])(
      '%i is not followed, and its target is named without query',
      async (status) => {
        const server = await serve((_, answer) => {
          answer.writeHead(status, { location: '/elsewhere?token=abc' }).end()
        })
        const error = await failure('ERR_FETCH_REDIRECT', () => get(`${server.origin}/keys`))
        expect(error.detail.location).toBe(`${server.origin}/elsewhere`)
        expect(server.asked).toEqual(['/keys'])
      },
    )

    test('to another scheme shows the scheme alone', async () => {
      const error = await failure('ERR_FETCH_REDIRECT', () =>
        getFrom((_, answer) => void answer.writeHead(302, { location: 'file:///etc/passwd' }).end()),
      )
      expect(error.detail.location).toBe('file:…')
    })

    test('that browsers hide, or that a passed fetch has followed, is refused too', async () => {
      const hidden = { status: 0, type: 'opaqueredirect', headers: new Headers(), body: null }
      const followed = { status: 200, redirected: true, headers: new Headers(), body: null }
      expect((await failure('ERR_FETCH_REDIRECT', () => withFetch(async () => hidden))).detail.location).toBeUndefined()
      await failure('ERR_FETCH_REDIRECT', () => withFetch(async () => followed))
    })
  })

  describe('the deadline', () => {
    test('covers the headers', async () => {
      const error = await failure('ERR_FETCH_TIMEOUT', () => getFrom(() => {}, { timeoutMs: 50 }))
      expect(error.detail).toMatchObject({ phase: 'headers', timeoutMs: 50 })
    })

    test('covers the body, and ends a stall after the headers together with its connection', async () => {
      const server = await serve((_, answer) => answer.flushHeaders())
      const error = await failure('ERR_FETCH_TIMEOUT', () => get(server.origin, { timeoutMs: 100 }))
      expect(error.detail.phase).toBe('body')
      await expect.poll(server.connections).toBe(0)
    })

    test('is one for all: a body that keeps dripping does not extend it', async () => {
      const error = await failure('ERR_FETCH_TIMEOUT', () =>
        getFrom(
          (_, answer) => {
            const drip = setInterval(() => answer.write(' '), 10)
            answer.on('close', () => clearInterval(drip))
          },
          { timeoutMs: 150 },
        ),
      )
      expect(error.detail.phase).toBe('body')
    })

    test('holds against a fetch that ignores its signal', async () => {
      const clock = fakeClock()
      const request = { url: new URL('https://issuer.example/'), ...LIMITS }
      const waiting = failure('ERR_FETCH_TIMEOUT', () =>
        httpGet(request, { fetch: () => new Promise(() => {}), clock }),
      )
      await clock.advance(1999)
      expect(clock.sleepers).toBe(1)
      await clock.advance(1)
      expect((await waiting).detail.timeoutMs).toBe(2000)
    })

    test('leaves no timer behind once the answer is there', async () => {
      const clock = fakeClock()
      const request = { url: new URL('https://issuer.example/'), ...LIMITS }
      await httpGet(request, { fetch: async () => new Response('{}'), clock })
      await turn()
      expect(clock.sleepers).toBe(0)
    })
  })

  describe('a body', () => {
    test('over the bound is refused and its connection let go', async () => {
      const server = await serve((_, answer) => {
        const more = (): void => void (answer.destroyed || answer.write('x'.repeat(10_000), () => setImmediate(more)))
        more()
      })
      const error = await failure('ERR_FETCH_TOO_LARGE', () => get(server.origin))
      expect(error.detail.maxBytes).toBe(1000)
      await expect.poll(server.connections).toBe(0)
    })

    test('exactly at the bound is read', async () => {
      expect((await getFrom((_, answer) => void answer.end('x'.repeat(1000)))).text).toHaveLength(1000)
      await failure('ERR_FETCH_TOO_LARGE', () => getFrom((_, answer) => void answer.end('x'.repeat(1001))))
    })

    test('counts decompressed, so that a gzip bomb is refused', async () => {
      const bomb = gzipSync('x'.repeat(1_000_000))
      expect(bomb.length).toBeLessThan(LIMITS.maxBytes * 2)
      await failure('ERR_FETCH_TOO_LARGE', () =>
        getFrom((_, answer) => void answer.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)),
      )
    })

    test('that ends before its stated length is a failure', async () => {
      const error = await failure('ERR_FETCH_FAILED', () =>
        getFrom((_, answer) => {
          answer.writeHead(200, { 'content-length': '500' })
          answer.write('{"keys":[]}', () => answer.destroy())
        }),
      )
      expect(error.detail.reason).toBe('the body ended early')
    })

    test('that is no UTF-8 is a failure', async () => {
      const error = await failure('ERR_FETCH_FAILED', () =>
        getFrom((_, answer) => void answer.end(Buffer.from([0x7b, 0xff, 0x7d]))),
      )
      expect(error.detail.reason).toBe('the body is no valid UTF-8')
    })

    test('never shows in an error', async () => {
      const error = await failure('ERR_FETCH_STATUS', () =>
        getFrom((_, answer) => void answer.writeHead(500).end('hunter2')),
      )
      expect(`${JSON.stringify(error)}${inspect(error, { depth: 9 })}`).not.toContain('hunter2')
    })
  })

  describe('a network failure', () => {
    test('at a closed port says that the connection was refused', async () => {
      const port = await closedPort()
      const error = await failure('ERR_FETCH_FAILED', () => get(`http://127.0.0.1:${port}/keys?secret=1`))
      expect(error.detail).toEqual({ url: `http://127.0.0.1:${port}/keys`, reason: 'connection refused' })
      expect(error.message).toBe(`connection refused: "127.0.0.1:${port}"`)
      expect(error.cause).toBeInstanceOf(Error)
    })

    test('by a server that hangs up says so', async () => {
      const error = await failure('ERR_FETCH_FAILED', () => getFrom((request) => void request.socket.destroy()))
      expect(error.detail.reason).toBe('the server closed the connection')
    })

    test('by an answer that is no HTTP says so', async () => {
      const error = await failure('ERR_FETCH_FAILED', () =>
        getFrom((request) => void request.socket.end('SSH-2.0-x\r\n\r\n')),
      )
      expect(error.detail.reason).toBe('the answer is no valid HTTP')
      expect(inspect(error, { depth: 9 })).not.toContain('SSH-2.0')
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/53 53 48 2d/)
    })

    test.each([
      ['ENOTFOUND', 'the host name was not found in DNS'],
      ['EAI_AGAIN', 'no answer from DNS'],
      ['CERT_HAS_EXPIRED', 'the TLS certificate has expired'],
      ['ERR_TLS_CERT_ALTNAME_INVALID', 'the TLS certificate is for another host name'],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the TLS certificate is self-signed'],
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the TLS certificate comes from an unknown authority'],
      ['SOMETHING_NEW', 'the request failed'],
    ])('with the code %s reads: %s', async (code, reason) => {
      expect((await failure('ERR_FETCH_FAILED', () => withFetch(rejecting(networkError(code))))).detail.reason).toBe(
        reason,
      )
    })

    test('that is thrown as anything at all becomes a typed one', async () => {
      for (const thrown of [undefined, null, 'text', 7, {}, new Error('odd', { cause: 'loop' })]) {
        await failure('ERR_FETCH_FAILED', () => withFetch(rejecting(thrown)))
      }
      await failure('ERR_FETCH_FAILED', () => withFetch((() => undefined) as unknown as Fetch))
    })
  })

  describe("the caller's signal", () => {
    test('ends the exchange with its own reason and lets go of the connection', async () => {
      const server = await serve((_, answer) => answer.flushHeaders())
      const control = new AbortController()
      const waiting = get(server.origin, { signal: control.signal })
      await expect.poll(() => server.asked.length).toBe(1)
      control.abort(new Error('enough'))
      await expect(waiting).rejects.toThrow('enough')
      await expect.poll(server.connections).toBe(0)
    })

    test('that has aborted before keeps the request from being sent', async () => {
      let calls = 0
      const fetch: Fetch = async () => {
        calls++
        return new Response('{}')
      }
      await expect(withFetch(fetch, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
      expect(calls).toBe(0)
    })
  })
})
