import { spawnSync } from 'node:child_process'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/io/clock.ts'
import { httpPost } from '../../src/io/http.ts'
import { createAuthority } from '../support/certificates.ts'
import { failure } from '../support/failures.ts'
import { json, serve } from '../support/http-server.ts'
import { serveProxy } from '../support/proxy-server.ts'
import { getWith, nodeClient, serveTls } from '../support/tls-server.ts'

const authority = createAuthority()
const ca = authority.cert
const identity = authority.issue(['issuer.example', '127.0.0.1'])

/** RFC 7517 appendix A.1. */
const JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  kid: '1',
}

describe('a body over the node backend', () => {
  const DOCUMENT = JSON.stringify({ keys: Array.from({ length: 20 }, (_, place) => ({ kid: `key ${place}` })) })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('in %s that is cut short is a failure, which fetch would let pass', async (coding, encode) => {
    const whole = encode(DOCUMENT)
    for (const missing of [1, 5, 9]) {
      const cut = whole.subarray(0, whole.length - missing)
      const { origin } = await serve((_, answer) => void answer.writeHead(200, { 'content-encoding': coding }).end(cut))
      const error = await failure('ERR_FETCH_FAILED', () => getWith(origin))
      expect(error.detail.reason).toBe('the compressed body is damaged')
    }
  })

  test.each(['zstd', 'gzip, gzip', 'compress', 'constructor'])(
    'in a coding nobody asked for is refused: %s',
    async (coding) => {
      const server = await serve((_, answer) => void answer.writeHead(200, { 'content-encoding': coding }).end('{}'))
      const error = await failure('ERR_FETCH_FAILED', () => getWith(server.origin))
      expect(error.detail.reason).toBe('the content coding is unknown')
      await expect.poll(server.connections).toBe(0)
    },
  )
})

describe('headers over the node backend', () => {
  test('keep what frames a request out of the hands of options', async () => {
    const { origin } = await serve((request, answer) => json(answer, request.headers))
    const headers = {
      'content-length': '5',
      'transfer-encoding': 'chunked',
      connection: 'upgrade',
      upgrade: 'h2c',
      host: 'other.example',
      'proxy-authorization': 'Basic x',
      authorization: 'Bearer t',
      'user-agent': 'mine',
    }
    const seen: unknown = JSON.parse((await getWith(`${origin}/`, { headers })).text)
    expect(seen).toEqual({
      accept: 'application/jwk-set+json, application/json',
      'accept-encoding': 'gzip, deflate, br',
      authorization: 'Bearer t',
      connection: 'keep-alive',
      host: new URL(origin).host,
      'user-agent': 'mine',
    })
  })

  test('of the answer are found whatever their case, repeated ones joined', async () => {
    const { origin } = await serve((_, answer) => {
      answer.setHeader('Cache-Control', ['max-age=60', 'public'])
      answer.setHeader('Set-Cookie', ['a=1', 'b=2'])
      answer.end('{}')
    })
    const { header } = await getWith(origin)
    expect(header('CACHE-control')).toBe('max-age=60, public')
    expect(header('set-cookie')).toBe('a=1, b=2')
    expect(header('etag')).toBeUndefined()
  })
})

describe('a POST over the node backend', () => {
  test('sends its body with length and type, and gives the answer', async () => {
    const { origin } = await serve((request, answer) => {
      const { method, headers } = request
      request.setEncoding('utf8').on('data', (body: string) => {
        json(answer, { method, body, length: headers['content-length'], type: headers['content-type'] })
      })
    })
    const { fetch } = nodeClient({})
    const request = { url: new URL(origin), timeoutMs: 3000, maxBytes: 10_000, body: '{"a":"ä"}' }
    const { text } = await httpPost(request, { fetch, clock: systemClock })
    expect(JSON.parse(text)).toEqual({ method: 'POST', body: '{"a":"ä"}', length: '10', type: 'application/json' })
  })

  test('follows no redirect, so that the body reaches one place only', async () => {
    const { origin } = await serve((_, answer) => void answer.writeHead(307, { location: '/other' }).end())
    const { fetch } = nodeClient({})
    const request = { url: new URL(origin), timeoutMs: 3000, maxBytes: 10_000, body: '{}' }
    const redirects = { max: 3, urls: { allowHttpLoopback: true } }
    await failure('ERR_FETCH_REDIRECT', () => httpPost(request, { fetch, clock: systemClock, redirects }))
  })
})

/** A TCP server that never says a word; counts the sockets that are open. */
async function serveSilence(): Promise<{
  readonly port: number
  readonly open: () => number
  readonly seen: () => number
}> {
  const sockets = new Set<Socket>()
  let seen = 0
  const server = createTcpServer((socket) => {
    seen++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, open: () => sockets.size, seen: () => seen }
}

describe('an abort closes the socket', () => {
  const abortOnce = async (url: string, isThere: () => boolean, client: object = {}): Promise<void> => {
    const control = new AbortController()
    const waiting = getWith(url, { client: { ca, ...client }, signal: control.signal })
    const ended = waiting.catch((error: unknown) => error)
    await expect.poll(isThere).toBe(true)
    control.abort(new Error('enough'))
    expect(await ended).toMatchObject({ message: 'enough' })
  }

  test('while DNS is asked', async () => {
    let asked = 0
    const control = new AbortController()
    const resolve = (): void => void asked++
    const waiting = getWith('https://issuer.example/', { resolve, signal: control.signal })
    const ended = waiting.catch((error: unknown) => error)
    await expect.poll(() => asked).toBe(1)
    control.abort(new Error('enough'))
    expect(await ended).toMatchObject({ message: 'enough' })
  })

  test('while TLS is negotiated', async () => {
    const silence = await serveSilence()
    await abortOnce(`https://127.0.0.1:${silence.port}/`, () => silence.seen() === 1)
    await expect.poll(silence.open).toBe(0)
  })

  test('before the headers', async () => {
    const server = await serveTls(identity, () => {})
    await abortOnce(`https://127.0.0.1:${server.port}/`, () => server.asked.length === 1)
    await expect.poll(server.connections).toBe(0)
  })

  test.each([{}, { 'content-encoding': 'gzip' }])('after the headers %j', async (headers) => {
    const server = await serveTls(identity, (_, answer) => answer.writeHead(200, headers).flushHeaders())
    await abortOnce(`https://127.0.0.1:${server.port}/`, () => server.asked.length === 1)
    await expect.poll(server.connections).toBe(0)
  })

  test('while the proxy is asked', async () => {
    const silence = await serveSilence()
    const client = { proxy: `http://127.0.0.1:${silence.port}` }
    await abortOnce('https://issuer.example/', () => silence.seen() === 1, client)
    await expect.poll(silence.open).toBe(0)
  })

  test('while TLS is negotiated through a proxy', async () => {
    const silence = await serveSilence()
    const proxy = await serveProxy()
    const client = { proxy: `http://127.0.0.1:${proxy.port}` }
    await abortOnce(`https://issuer.example:${silence.port}/`, () => silence.seen() === 1, client)
    await expect.poll(silence.open).toBe(0)
    expect(proxy.tunnels()).toBe(0)
  })

  test('before the headers through a proxy', async () => {
    const server = await serveTls(identity, () => {})
    const proxy = await serveProxy()
    const client = { proxy: `http://127.0.0.1:${proxy.port}` }
    await abortOnce(`https://issuer.example:${server.port}/`, () => server.asked.length === 1, client)
    await expect.poll(server.connections).toBe(0)
    expect(proxy.tunnels()).toBe(0)
  })

  test('before anything', async () => {
    const server = await serveTls(identity, (_, answer) => json(answer, {}))
    const signal = AbortSignal.abort(new Error('enough'))
    const waiting = getWith(`https://127.0.0.1:${server.port}/`, { client: { ca }, signal })
    await expect(waiting).rejects.toThrow('enough')
    expect(server.opened()).toBe(0)
  })
})

describe('after an exchange', () => {
  test('nothing listens to the signal any more, and a kept socket gathers no listeners', async () => {
    const sockets: Socket[] = []
    const { origin } = await serve((request, answer) => {
      sockets.push(request.socket)
      json(answer, {})
    })
    const through = nodeClient()
    const warnings: Error[] = []
    const onWarning = (warning: Error): void => void warnings.push(warning)
    process.on('warning', onWarning)
    for (let round = 0; round < 30; round++) await getWith(origin, { through })
    process.off('warning', onWarning)
    expect(new Set(sockets).size).toBe(1)
    expect(warnings).toEqual([])
  })

  test('the process may end at once, its connection kept', async () => {
    const source = join(import.meta.dirname, '../../src/index.ts')
    const script = `
      import { createServer } from 'node:http'
      import { remoteJwks } from ${JSON.stringify(source)}
      const server = createServer((_, answer) => answer.end(JSON.stringify({ keys: [${JSON.stringify(JWK)}] })))
      server.listen(0, '127.0.0.1', async () => {
        const keys = remoteJwks('http://127.0.0.1:' + server.address().port, { allowHttpLoopback: true })
        await keys.refresh('prefetch')
        console.log(keys.status().state)
        server.unref()
        server.getConnections((_, count) => console.log(count))
        // The server's end of the kept connection must not count either: only the client's is looked at.
        for (const handle of process._getActiveHandles()) if (handle.server === server) handle.unref()
      })`
    const args = ['--no-warnings', '--conditions=@keywell/source', '--input-type=module', '-e', script]
    const started = performance.now()
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 8000 })
    expect({ stdout, stderr, status }).toEqual({ stdout: 'fresh\n1\n', stderr: '', status: 0 })
    expect(performance.now() - started).toBeLessThan(4000)
  })
})
