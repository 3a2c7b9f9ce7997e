/** What the server says, seen by a client that hides nothing. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { get } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import type { Step } from '../answer.ts'
import { redirectTo, statusOnly } from '../named-answers.ts'
import { scriptServer, type ScriptServer } from '../script-server.ts'
import { rawGet } from './raw-client.ts'

const DOCUMENT = '{"keys":[]}'

async function serve(...steps: readonly Step[]): Promise<{ readonly server: ScriptServer; readonly url: string }> {
  const server = await scriptServer((path) => (path === '/keys' ? DOCUMENT : undefined))
  onTestFinished(() => server.close())
  if (steps.length > 0) server.script('/keys', ...steps)
  return { server, url: `${server.origin}/keys` }
}

/** The body as bytes, its framing taken away, and its coding left on. */
const getBytes = (url: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    get(url, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () => resolve(Buffer.concat(pieces)))
    }).on('error', reject)
  })

test('a path without a script serves its document, with length, type, date and validators', async () => {
  const { url } = await serve()
  const { statusLine, headers, body } = await rawGet(url)
  expect(statusLine).toBe('HTTP/1.1 200 OK')
  expect(body).toBe(DOCUMENT)
  expect(headers).toMatchObject({ 'content-length': '11', 'content-type': 'application/json' })
  expect(headers['etag']).toMatch(/^"[\w-]{22}"$/)
  for (const name of ['date', 'last-modified']) expect(Date.parse(headers[name] ?? '')).not.toBeNaN()
})

test('a path that has neither is 404', async () => {
  const { server } = await serve()
  expect((await rawGet(`${server.origin}/other`)).statusLine).toBe('HTTP/1.1 404 Not Found')
})

test('answers come in the order of the script, and the last one repeats', async () => {
  const { url } = await serve(statusOnly(503), statusOnly(500), {})
  const statuses: string[] = []
  for (let place = 0; place < 4; place++) statuses.push((await rawGet(url)).statusLine.slice(9, 12))
  expect(statuses).toEqual(['503', '500', '200', '200'])
})

test('a new script begins at its first answer, and an empty one gives the document back', async () => {
  const { server, url } = await serve(statusOnly(503))
  expect((await rawGet(url)).statusLine).toContain('503')
  server.script('/keys', statusOnly(404), statusOnly(410))
  expect((await rawGet(url)).statusLine).toContain('404')
  server.script('/keys')
  expect((await rawGet(url)).body).toBe(DOCUMENT)
})

test('a function answers by the request, and may hold it back', async () => {
  let release: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const { url } = await serve(async ({ place, headers }) => {
    await gate
    return { text: `${place} ${headers['x-who']}` }
  })
  const answer = rawGet(url, { headers: { 'X-Who': 'me' }, patienceMs: 2000, enoughBytes: 1 })
  release()
  expect((await answer).body).toBe('0 me')
})

test('headers are added, replaced and left out', async () => {
  const headers = {
    'cache-control': 'max-age=60',
    age: '9',
    'retry-after': '7',
    'content-type': 'x/y',
    etag: null,
    date: null,
  }
  const { url } = await serve({ headers })
  const answer = await rawGet(url)
  expect(answer.headers).toMatchObject({
    'cache-control': 'max-age=60',
    age: '9',
    'retry-after': '7',
    'content-type': 'x/y',
  })
  expect(answer.headers).not.toHaveProperty('etag')
  expect(answer.headers).not.toHaveProperty('date')
})

test('a date of its own is sent in the place of the real one', async () => {
  const date = 'Thu, 01 Jan 2015 00:00:00 GMT'
  const { url } = await serve({ headers: { date } })
  expect((await rawGet(url)).headers['date']).toBe(date)
})

test.each([
  ['text', { text: 'hello' }, 'hello', 'text/plain'],
  ['HTML', { text: '<p>' }, '<p>', 'text/html'],
  ['JSON', { json: { error: 'x' } }, '{"error":"x"}', 'application/json'],
  ['bytes', { bytes: Buffer.from('\u00ff', 'latin1') }, '\u00ff', 'text/plain'],
  ['nothing', { text: '' }, '', 'text/plain'],
  ['the beginning of the document', { cutToBytes: 5 }, '{"key', 'application/json'],
  ['the document and spaces', { padToBytes: 13 }, `${DOCUMENT}  `, 'application/json'],
] as const)('the body is %s', async (_, step, body, type) => {
  const { url } = await serve(step)
  const answer = await rawGet(url)
  expect(answer).toMatchObject({ body, headers: { 'content-type': type, 'content-length': String(body.length) } })
})

test.each([
  ['gzip', gunzipSync],
  ['br', brotliDecompressSync],
  ['deflate', inflateSync],
] as const)('the body is coded in %s', async (encoding, decode) => {
  const { url } = await serve({ encoding })
  expect((await rawGet(url)).headers['content-encoding']).toBe(encoding)
  expect(decode(await getBytes(url)).toString()).toBe(DOCUMENT)
})

test('a bomb is small on the way and large when it is opened', async () => {
  const { url } = await serve({ encoding: 'gzip', padToBytes: 20_000_000 })
  const coded = await getBytes(url)
  expect(coded.length).toBeLessThan(50_000)
  expect(gunzipSync(coded).length).toBe(20_000_000)
})

test('chunked framing states no length and marks the end', async () => {
  const { url } = await serve({ framing: 'chunked' })
  const { headers, body } = await rawGet(url)
  expect(headers).toMatchObject({ 'transfer-encoding': 'chunked' })
  expect(headers).not.toHaveProperty('content-length')
  expect(body).toBe(`b\r\n${DOCUMENT}\r\n0\r\n\r\n`)
})

test('a redirect says where to go, and one to itself never ends', async () => {
  const { server, url } = await serve(redirectTo('http://169.254.169.254/'), redirectTo('?again'))
  expect(await rawGet(url)).toMatchObject({
    statusLine: 'HTTP/1.1 302 Found',
    headers: { location: 'http://169.254.169.254/' },
  })
  for (const asked of [url, `${url}?again`, `${url}?again`]) {
    expect((await rawGet(asked)).headers['location']).toBe('?again')
  }
  expect(server.requests.map(({ query }) => query)).toEqual(['', '', '?again', '?again'])
})

test('a delay comes before the first byte', async () => {
  const { url } = await serve({ delayMs: 120 })
  const { arrivals } = await rawGet(url, { enoughBytes: 1 })
  expect(arrivals[0]).toBeGreaterThanOrEqual(115)
})
