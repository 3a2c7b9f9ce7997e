import { inspect } from 'node:util'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/io/clock.ts'
import { httpGet } from '../../src/io/http.ts'
import { failure } from '../support/failures.ts'
import { clientOver, FETCHES, LIMITS } from '../support/fetches.ts'
import { serve } from '../support/http-server.ts'
import { turn } from '../support/turn.ts'

/** What servers and networks do wrong, over every way to make a request. */
describe.each(FETCHES)('over %s', (_name, backendFetch) => {
  const { get, getFrom } = clientOver(backendFetch)

  describe('a coded body', () => {
    const DOCUMENT = JSON.stringify({ keys: Array.from({ length: 20 }, (_, place) => ({ kid: `key ${place}` })) })

    test.each([
      ['gzip', gzipSync],
      ['x-gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
      ['GZIP', gzipSync],
    ])('in %s is read, and its bytes are counted decoded', async (coding, encode) => {
      const { text, bytes } = await getFrom((request, answer) => {
        expect(request.headers['accept-encoding']).toContain('gzip')
        answer.writeHead(200, { 'content-encoding': coding }).end(encode(DOCUMENT))
      })
      expect(text).toBe(DOCUMENT)
      expect(bytes).toBe(DOCUMENT.length)
    })

    test.each(['gzip', 'deflate', 'br'])('that is no %s at all is a failure', async (coding) => {
      const error = await failure('ERR_FETCH_FAILED', () =>
        getFrom((_, answer) => void answer.writeHead(200, { 'content-encoding': coding }).end('{"keys":["hunter2"]}')),
      )
      expect(error.detail.reason).toMatch(/^the (compressed body is damaged|body ended early)$/)
      expect(`${JSON.stringify(error)}${inspect(error, { depth: 9 })}`).not.toContain('hunter2')
    })

    test('with a damaged check sum is a failure', async () => {
      const damaged = gzipSync(DOCUMENT)
      damaged[damaged.length - 6] = (damaged[damaged.length - 6] ?? 0) ^ 1
      await failure('ERR_FETCH_FAILED', () =>
        getFrom((_, answer) => void answer.writeHead(200, { 'content-encoding': 'gzip' }).end(damaged)),
      )
    })

    test.each([
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
    ])('that would fill the memory is given up at the bound: %s', async (coding, encode) => {
      const bomb = encode(Buffer.alloc(30_000_000))
      const before = process.memoryUsage().arrayBuffers
      const server = await serve((_, answer) => void answer.writeHead(200, { 'content-encoding': coding }).end(bomb))
      await failure('ERR_FETCH_TOO_LARGE', () => get(server.origin, { maxBytes: 1000 }))
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000)
    })
  })

  describe('a broken exchange', () => {
    test('whose chunks end early is a failure', async () => {
      const error = await failure('ERR_FETCH_FAILED', () =>
        getFrom((request, answer) => {
          answer.write('{"keys":[]}', () => request.socket.end())
        }),
      )
      expect(error.detail.reason).toBe('the body ended early')
    })

    test('that is reset in mid-body is a failure, coded or not', async () => {
      for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
        const error = await failure('ERR_FETCH_FAILED', () =>
          getFrom((request, answer) => {
            answer.writeHead(200, headers)
            answer.write(gzipSync('x'.repeat(500)).subarray(0, 10), () => request.socket.resetAndDestroy())
          }),
        )
        expect(error.detail.reason).toBe('the body ended early')
      }
    })

    test('with headers beyond all measure is a failure', async () => {
      const error = await failure('ERR_FETCH_FAILED', () =>
        getFrom((_, answer) => void answer.writeHead(200, { 'x-long': 'hunter2'.repeat(5000) }).end('{}')),
      )
      expect(error.detail.reason).toBe('the answer has too many headers')
      expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
    })

    test('one octet over the bound ends the request and never the process', async () => {
      for (const size of [1001, 70_001, 262_145]) {
        const body = 'x'.repeat(size)
        await failure('ERR_FETCH_TOO_LARGE', () =>
          getFrom((_, answer) => void answer.end(body), { maxBytes: size - 1 }),
        )
        await turn()
      }
    })

    test('with two lengths is refused', async () => {
      await failure('ERR_FETCH_FAILED', () =>
        getFrom((request) => {
          request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}')
        }),
      )
    })
  })

  describe('when to come back', () => {
    const NOW = Date.parse('2030-01-01T00:00:00Z')
    test.each<[string, number | undefined]>([
      ['7', 7],
      ['0', 0],
      ['3600', 300],
      ['99999999999999999999', 300],
      ['Tue, 01 Jan 2030 00:00:30 GMT', 30],
      ['Tue, 01 Jan 2030 01:00:00 GMT', 300],
      ['Mon, 31 Dec 2029 23:00:00 GMT', 0],
      ['-1', undefined],
      ['1.5', undefined],
      ['soon', undefined],
      ['2030-01-01', undefined],
      ['', undefined],
    ])('is taken from Retry-After "%s": %s', async (header, seconds) => {
      const { origin } = await serve((_, answer) => void answer.writeHead(429, { 'retry-after': header }).end())
      const request = { url: new URL(origin), ...LIMITS }
      const clock = { ...systemClock, now: () => NOW }
      const error = await failure('ERR_FETCH_STATUS', () => httpGet(request, { fetch: backendFetch, clock }))
      expect(error.retryAfterSeconds).toBe(seconds)
    })

    test('is unknown without the header', async () => {
      const error = await failure('ERR_FETCH_STATUS', () => getFrom((_, answer) => void answer.writeHead(503).end()))
      expect(error.retryAfterSeconds).toBeUndefined()
    })
  })
})
