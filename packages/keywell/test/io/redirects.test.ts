import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createAuthority } from '../support/certificates.ts'
import { failure } from '../support/failures.ts'
import { json, serve } from '../support/http-server.ts'
import { dns, getWith, serveTls } from '../support/tls-server.ts'

const authority = createAuthority()
const ca = authority.cert
const rules = (max: number, allowHttpLoopback = false) => ({ max, urls: { allowHttpLoopback } })

/** Redirects by a map of paths to locations; anything else answers with the headers it saw. */
const maze =
  (paths: Readonly<Record<string, string>>, status = 302) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const location = paths[(request.url ?? '').replace(/\?.*$/, '')]
    if (location === undefined) json(response, request.headers)
    else response.writeHead(status, { location }).end('moved')
  }

const serveMaze = (paths: Readonly<Record<string, string>>, status?: number) =>
  serveTls(authority.issue(['a.example', 'b.example', '127.0.0.1']), maze(paths, status))

describe('redirects on request', () => {
  test.each([301, 302, 303, 307, 308])('are followed: %i', async (status) => {
    const server = await serveMaze({ '/one': '/two#fragment' }, status)
    const { text } = await getWith(`https://a.example:${server.port}/one`, { client: { ca }, redirects: rules(1) })
    expect(text).toContain('a.example')
    expect(server.asked).toEqual(['/one', '/two'])
  })

  test('are followed as often as asked for, and not once more', async () => {
    const server = await serveMaze({ '/0': '/1', '/1': '/2', '/2': '/3' })
    const url = `https://a.example:${server.port}/0`
    expect((await getWith(url, { client: { ca }, redirects: rules(3) })).status).toBe(200)
    const error = await failure('ERR_FETCH_REDIRECT', () => getWith(url, { client: { ca }, redirects: rules(2) }))
    expect(error.detail).toEqual({
      url: `https://a.example:${server.port}/2`,
      location: `https://a.example:${server.port}/3`,
    })
    await failure('ERR_FETCH_REDIRECT', () => getWith(url, { client: { ca }, redirects: rules(0) }))
    await failure('ERR_FETCH_REDIRECT', () => getWith(url, { client: { ca } }))
  })

  test.each([{ '/0': '/0' }, { '/0': '/1', '/1': '/0' }, { '/0': '#again' }])('end in a circle: %j', async (paths) => {
    const server = await serveMaze(paths)
    const error = await failure('ERR_FETCH_REDIRECT', () =>
      getWith(`https://a.example:${server.port}/0`, { client: { ca }, redirects: rules(3) }),
    )
    expect(error.message).toMatch(/in a circle$/)
    expect(server.asked.length).toBeLessThanOrEqual(2)
  })

  test.each([
    'file:///etc/passwd',
    'data:application/json,{"keys":[]}',
    'ftp://a.example/',
    'javascript:0',
    'https://user:hunter2@a.example/',
    'http://a.example/',
    'http://127.0.0.1/',
    'http://[',
    '',
  ])('never lead to %s', async (location) => {
    const server = await serveMaze({ '/0': location })
    const error = await failure('ERR_FETCH_REDIRECT', () =>
      getWith(`https://a.example:${server.port}/0?secret=1`, { client: { ca }, redirects: rules(3, true) }),
    )
    expect(JSON.stringify(error)).not.toMatch(/hunter2|secret/)
    expect(server.asked).toHaveLength(1)
  })

  test.each([
    ['https://127.0.0.1:1/', 'a loopback address'],
    ['https://10.0.0.1/', 'a private address'],
    ['https://169.254.169.254/latest/meta-data', 'a cloud metadata address'],
    ['https://[::ffff:10.0.0.1]/', 'a private address'],
    ['https://b.example/', 'a private address'],
  ])('meet the address guard again at every hop: %s', async (location, reason) => {
    const server = await serveMaze({ '/0': location })
    const addressPolicy = { scope: 'public', allow: ['a.example'] }
    const resolve = dns(['127.0.0.1'], ['10.0.0.1'])
    const error = await failure('ERR_ADDRESS_REFUSED', () =>
      getWith(`https://a.example:${server.port}/0`, { client: { ca }, redirects: rules(3), addressPolicy, resolve }),
    )
    expect(error.detail.reason).toBe(reason)
    expect(error.detail.url).toBe(new URL(location).href)
  })

  test('without a location are a failure', async () => {
    const { origin } = await serve((_, response) => void response.writeHead(302).end())
    const error = await failure('ERR_FETCH_REDIRECT', () => getWith(origin, { redirects: rules(3, true) }))
    expect(error.detail.location).toBeUndefined()
  })

  test('share one deadline, and let go of every connection they leave', async () => {
    const server = await serveTls(authority.issue(['a.example']), (request, response) => {
      if (request.url !== '/0') return
      response.writeHead(302, { location: '/stall' }).write('x')
    })
    const error = await failure('ERR_FETCH_TIMEOUT', () =>
      getWith(`https://a.example:${server.port}/0`, { client: { ca }, redirects: rules(1), timeoutMs: 300 }),
    )
    expect(error.detail).toMatchObject({ url: `https://a.example:${server.port}/stall`, phase: 'headers' })
    await expect.poll(server.connections).toBe(0)
  })
})

describe('headers on the way', () => {
  const headers = { authorization: 'Bearer t', 'x-api-key': 'k', accept: 'text/plain' }
  const anywhere = { 'cache-control': 'no-cache', 'if-none-match': '"1"' }

  test('stay with the origin they were given for', async () => {
    const server = await serveMaze({ '/0': '/1' })
    const setup = { client: { ca }, redirects: rules(1), headers, anywhere }
    const { text } = await getWith(`https://a.example:${server.port}/0`, setup)
    expect(JSON.parse(text)).toMatchObject({ ...headers, ...anywhere })
  })

  const expectNone = (text: string): void => {
    const seen = JSON.parse(text) as Record<string, unknown>
    expect(seen).toMatchObject({ ...anywhere, accept: 'application/jwk-set+json, application/json' })
    expect(Object.keys(seen)).not.toContain('authorization')
    expect(Object.keys(seen)).not.toContain('x-api-key')
  }

  test.each(['a.example', 'b.example'])('never leave it, be it for another port alone: %s', async (host) => {
    const target = await serveMaze({})
    const server = await serveMaze({ '/0': `https://${host}:${target.port}/end` })
    const setup = { client: { ca }, redirects: rules(2), headers, anywhere }
    expectNone((await getWith(`https://a.example:${server.port}/0`, setup)).text)
  })

  test('do not come back once it was left', async () => {
    const paths: Record<string, string> = {}
    const server = await serveMaze(paths)
    paths['/0'] = `https://b.example:${server.port}/1`
    paths['/1'] = `https://a.example:${server.port}/end`
    const setup = { client: { ca }, redirects: rules(2), headers, anywhere }
    expectNone((await getWith(`https://a.example:${server.port}/0`, setup)).text)
    expect(server.asked).toEqual(['/0', '/1', '/end'])
  })
})
