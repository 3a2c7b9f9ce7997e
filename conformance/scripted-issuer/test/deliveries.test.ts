/** Answers that stop half-way, and what the server knows of them. */
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Answer } from '../answer.ts'
import { scriptServer, type ScriptServer } from '../script-server.ts'
import { type RawAnswer, type RawRequest, rawGet } from './raw-client.ts'

const DOCUMENT = 'a document of 30 characters...'

async function ask(answer: Answer, request?: RawRequest): Promise<{ server: ScriptServer; seen: RawAnswer }> {
  const server = await scriptServer(() => DOCUMENT)
  onTestFinished(() => server.close())
  server.script('/', answer)
  return { server, seen: await rawGet(server.origin, request) }
}

/** Silence is all that comes. */
const SHORT: RawRequest = { patienceMs: 800 }

const result = (server: ScriptServer, expected: object): Promise<void> =>
  vi.waitFor(() => expect(server.requests).toMatchObject([expected]))

test('a stall before the headers says nothing and holds the connection', async () => {
  const { server, seen } = await ask({ delivery: { how: 'stall', after: 'request' } }, SHORT)
  expect(seen).toMatchObject({ text: '', end: 'silence' })
  await result(server, { result: 'left', status: undefined })
})

test('a stall after the headers has a whole head and no body', async () => {
  const { seen } = await ask({ delivery: { how: 'stall', after: 'headers' } }, SHORT)
  expect(seen).toMatchObject({ statusLine: 'HTTP/1.1 200 OK', body: '', end: 'silence' })
  expect(seen.headers['content-length']).toBe('30')
})

test('a stall in the body has its beginning', async () => {
  const { server, seen } = await ask({ delivery: { how: 'stall', after: 10 } }, SHORT)
  expect(seen).toMatchObject({ body: 'a document', end: 'silence' })
  await result(server, { result: 'left', bodyBytes: 10 })
})

test('a slow body comes in small pieces over time, and whole', async () => {
  const { server, seen } = await ask({ delivery: { how: 'slow', bytes: 10, everyMs: 30 } })
  expect(seen.body).toBe(DOCUMENT)
  expect(seen.arrivals.length).toBeGreaterThanOrEqual(3)
  expect((seen.arrivals.at(-1) ?? 0) - (seen.arrivals[0] ?? 0)).toBeGreaterThanOrEqual(50)
  await result(server, { result: 'sent', bodyBytes: 30 })
})

test.each([
  ['before the headers', 'request', ''],
  ['after the headers', 'headers', ''],
  ['in mid-body', 10, 'a document'],
] as const)('a reset %s is an RST', async (_, after, body) => {
  const { server, seen } = await ask({ delivery: { how: 'reset', after } })
  expect(seen).toMatchObject({ body, end: 'ECONNRESET' })
  await result(server, { result: 'cut' })
})

test('a body that is cut promises more than it has, and ends in good order', async () => {
  const { server, seen } = await ask({ delivery: { how: 'cut', after: 10 } })
  expect(seen).toMatchObject({ body: 'a document', end: 'end', headers: { 'content-length': '30' } })
  await result(server, { result: 'cut', bodyBytes: 10 })
})

test('a chunked body that is cut lacks the last chunk', async () => {
  const { seen } = await ask({ framing: 'chunked', delivery: { how: 'cut', after: 10 } })
  expect(seen).toMatchObject({ body: 'a\r\na document\r\n', end: 'end' })
})

test('a connection can be closed without a word', async () => {
  const { seen } = await ask({ delivery: { how: 'cut', after: 'request' } })
  expect(seen).toMatchObject({ text: '', end: 'end' })
})

test('an endless body goes on until the client leaves, and does not fill the memory when it does not read', async () => {
  const { server, seen } = await ask({ delivery: { how: 'endless' } }, { enoughBytes: 5_000_000 })
  expect(seen.end).toBe('enough')
  expect(seen.headers['transfer-encoding']).toBe('chunked')
  await result(server, { result: 'left' })
  expect(server.requests[0]?.bodyBytes).toBeLessThan(20_000_000)
})

test('a script that throws ends the connection, and says so', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const server = await scriptServer(() => DOCUMENT)
  onTestFinished(() => server.close())
  server.script('/', () => {
    throw new Error('no such luck')
  })
  expect((await rawGet(server.origin)).end).toBe('ECONNRESET')
  await result(server, { result: 'failed' })
  expect(warned).toHaveBeenCalledWith(expect.stringContaining('no such luck'), 'ScriptServerWarning')
  warned.mockRestore()
})
