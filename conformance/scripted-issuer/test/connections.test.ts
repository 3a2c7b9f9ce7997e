/** The life of the server: what it remembers, how it goes away and comes back, what it leaves behind. */
import { execFile } from 'node:child_process'
import { Agent, get } from 'node:http'
import { get as getTls } from 'node:https'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createAuthority } from '../../../packages/keywell/test/support/certificates.ts'
import { scriptServer, type ScriptServer, type ScriptServerOptions } from '../script-server.ts'
import { rawGet } from './raw-client.ts'

async function serve(options?: ScriptServerOptions): Promise<ScriptServer> {
  const server = await scriptServer(() => 'hello', options)
  onTestFinished(() => server.close())
  return server
}

test('it remembers each request, with its headers, its time, its connection and its end', async () => {
  const server = await serve()
  const before = Date.now()
  await rawGet(`${server.origin}/a?b=c`, { headers: { 'X-One': '1' } })
  await rawGet(`${server.origin}/a`)
  const [first, second] = server.requestsTo('/a')
  expect(first).toMatchObject({
    method: 'GET',
    path: '/a',
    query: '?b=c',
    place: 0,
    connection: 1,
    status: 200,
    bodyBytes: 5,
  })
  expect(first).toMatchObject({ headers: { 'x-one': '1' }, result: 'sent' })
  expect(first?.at).toBeGreaterThanOrEqual(before)
  expect(first?.endedAt).toBeGreaterThanOrEqual(first?.at ?? Number.POSITIVE_INFINITY)
  expect(second).toMatchObject({ query: '', place: 1, connection: 2 })
  expect(server.requests).toHaveLength(2)
})

test('it counts connections, and tells requests of a kept one from those of a new one', async () => {
  const server = await serve()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get(server.origin, { agent }, (answer) => answer.resume().on('end', resolve)).on('error', reject)
    })
  await ask()
  await ask()
  expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1])
  expect(server.connections).toMatchObject({ open: 1, opened: 1 })
  agent.destroy()
  await vi.waitFor(() => expect(server.connections.open).toBe(0))
  expect(server.connections.opened).toBe(1)
})

test('stopped, it ends what is under way and refuses connections; started, it is on the same port again', async () => {
  const server = await serve()
  server.script('/stalled', { delivery: { how: 'stall', after: 'headers' } })
  const stalled = rawGet(`${server.origin}/stalled`)
  await vi.waitFor(() => expect(server.requests).toHaveLength(1))
  await server.stop()
  expect((await stalled).end).toMatch(/^(end|ECONNRESET)$/)
  expect(server.requests[0]?.result).toBe('stopped')
  expect((await rawGet(server.origin)).end).toBe('ECONNREFUSED')
  await server.start()
  expect((await rawGet(server.origin)).body).toBe('hello')
})

test('closed while it delays, trickles, stalls, pours and waits for its script, it leaves nothing that holds its process', async () => {
  const program = join(import.meta.dirname, 'close-busy-server.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 20_000 })
  const results = Array.from({ length: 5 }, () => 'stopped')
  expect(JSON.parse(stdout)).toEqual({ results, open: 0 })
}, 30_000)

test('it can be closed twice, and by the end of a block', async () => {
  let origin = ''
  {
    await using server = await scriptServer(() => 'hello')
    ;({ origin } = server)
    expect((await rawGet(origin)).body).toBe('hello')
    await server.close()
  }
  expect((await rawGet(origin)).end).toBe('ECONNREFUSED')
})

test.each(['0.0.0.0', '::', '192.168.0.1', 'localhost'])('it refuses to listen on %s', async (host) => {
  await expect(scriptServer(() => 'hello', { host })).rejects.toThrow('127.0.0.0/8')
})

test('it says so when its port is taken', async () => {
  const { port } = await serve()
  await expect(scriptServer(() => 'hello', { port })).rejects.toThrow('EADDRINUSE')
})

test('two of them share a port on two addresses', async () => {
  const { port } = await serve()
  const other = await serve({ host: '127.0.0.2', port })
  expect(other.origin).toBe(`http://127.0.0.2:${port}`)
  expect((await rawGet(other.origin)).body).toBe('hello')
})

test('over TLS it answers, and resets, all the same', async () => {
  const authority = createAuthority()
  const server = await serve({ tls: authority.issue(['127.0.0.1']) })
  expect(server.origin).toMatch(/^https:/)
  const ask = (): Promise<string> =>
    new Promise((resolve) => {
      getTls(server.origin, { ca: authority.cert, agent: false }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
        answer.on('end', () => resolve(text))
        answer.on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
      }).on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
    })
  expect(await ask()).toBe('hello')
  server.script('/', { delivery: { how: 'reset', after: 2 } })
  expect(await ask()).toBe('ECONNRESET')
  expect(server.requests.map(({ result }) => result)).toEqual(['sent', 'cut'])
})
