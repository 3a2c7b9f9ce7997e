/** One exchange of JSON with a server on this machine: bounds, redirects, and what is no JSON. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { exchangeJson, type JsonAnswer } from '../../src/core/json-exchange.ts'

async function ask(answer: RequestListener): Promise<JsonAnswer> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const { signal } = new AbortController()
  return exchangeJson({
    fetch,
    url: `http://127.0.0.1:${port}/`,
    verb: 'POST',
    headers: { 'x-token': 't' },
    body: { a: 1 },
    signal,
  })
}

test('sends JSON and reads JSON', async () => {
  const { status, json } = await ask((request, response) => {
    response.end(JSON.stringify([request.method, request.headers['content-type'], request.headers['x-token']]))
  })
  expect([status, json]).toEqual([200, ['POST', 'application/json', 't']])
})

test('follows no redirect, which could take the token elsewhere', async () => {
  const paths: (string | undefined)[] = []
  const { status } = await ask((request, response) => {
    paths.push(request.url)
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  expect([status, paths]).toEqual([307, ['/']])
})

test('reads no more than a megabyte', async () => {
  const endless = ask((_, response) => void response.end(JSON.stringify('x'.repeat(1_100_000))))
  await expect(endless).rejects.toMatchObject({ kind: 'unavailable', message: 'the answer is too large' })
})

test('takes a page for no JSON, and a status with it for an answer', async () => {
  const page = await ask((_, response) => void response.writeHead(502, { 'retry-after': '3' }).end('<html>'))
  expect(page).toEqual({ status: 502, retryAfter: '3', json: undefined })
})

test('says that a body ended early', async () => {
  const broken = ask((request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{')
    setTimeout(() => request.socket.destroy(), 5)
  })
  await expect(broken).rejects.toMatchObject({ kind: 'unavailable', message: 'the service could not be reached' })
})
