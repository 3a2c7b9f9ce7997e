import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { bypassesProxy } from '../../src/io/no-proxy.ts'
import { createAuthority } from '../support/certificates.ts'
import { failure } from '../support/failures.ts'
import { closedPort, json, serve } from '../support/http-server.ts'
import { serveProxy } from '../support/proxy-server.ts'
import { dns, getWith, nodeClient, serveTls } from '../support/tls-server.ts'

const authority = createAuthority()
const ca = authority.cert
const keysServer = (names = ['issuer.example']) =>
  serveTls(authority.issue(names), (request, response) => json(response, { saw: request.headers }))

const BASIC = `Basic ${Buffer.from('user name:hunter2:ü').toString('base64')}`
const CREDENTIALS = 'user%20name:hunter2%3A%C3%BC'

describe('a proxy', () => {
  test('carries https by CONNECT, never resolves the name here, and alone sees its credentials', async () => {
    const { port } = await keysServer()
    const proxy = await serveProxy({ authorization: BASIC })
    const resolve = dns(['127.0.0.1'])
    const client = { ca, proxy: `http://${CREDENTIALS}@127.0.0.1:${proxy.port}` }
    const headers = { authorization: 'Bearer t' }
    const { text } = await getWith(`https://issuer.example:${port}/jwks?secret=1`, { client, resolve, headers })
    expect(proxy.asked).toMatchObject([{ line: `CONNECT issuer.example:${port}`, authorization: BASIC }])
    expect(proxy.asked[0]?.all).not.toMatch(/Bearer|secret/)
    expect(text).toContain('Bearer t')
    expect(text).not.toContain('proxy-authorization')
    expect(resolve.asked).toEqual([])
  })

  test('leaves the Host header as it is without one: no port where the URL has none', async () => {
    const { port } = await keysServer()
    const proxy = await serveProxy({ onwardPort: port })
    const client = { ca, proxy: `http://127.0.0.1:${proxy.port}` }
    const { text } = await getWith('https://issuer.example/jwks', { client })
    expect(proxy.asked).toMatchObject([{ line: 'CONNECT issuer.example:443' }])
    expect(JSON.parse(text)).toMatchObject({ saw: { host: 'issuer.example' } })
  })

  test('may be a URL, and may speak TLS itself', async () => {
    const { port } = await keysServer()
    const proxy = await serveProxy({ identity: authority.issue(['127.0.0.1']) })
    const client = { ca, proxy: new URL(`https://127.0.0.1:${proxy.port}`) }
    expect((await getWith(`https://issuer.example:${port}/`, { client })).status).toBe(200)
    expect(proxy.asked).toHaveLength(1)
  })

  test('that speaks TLS is verified itself, by its own name', async () => {
    const { port } = await keysServer()
    const proxy = await serveProxy({ identity: authority.issue(['issuer.example']) })
    const client = { ca, proxy: `https://127.0.0.1:${proxy.port}` }
    await failure('ERR_FETCH_FAILED', () => getWith(`https://issuer.example:${port}/`, { client }))
    expect(proxy.asked).toEqual([])
  })

  test('cannot stand in for the server: its certificate is verified through the tunnel', async () => {
    const { port, asked } = await keysServer(['other.example'])
    const proxy = await serveProxy()
    const client = { ca, proxy: `http://127.0.0.1:${proxy.port}` }
    const error = await failure('ERR_FETCH_FAILED', () => getWith(`https://issuer.example:${port}/`, { client }))
    expect(error.detail.reason).toBe('the TLS certificate is for another host name')
    expect(asked).toEqual([])
    await expect.poll(proxy.tunnels).toBe(0)
  })

  test('gets http to this machine as a whole URL, with its credentials', async () => {
    const seen: (string | undefined)[] = []
    const { origin } = await serve((request, response) => {
      seen.push(request.url, request.headers.host)
      json(response, { keys: [] })
    })
    const proxy = await serveProxy({ authorization: BASIC })
    const client = { proxy: `http://${CREDENTIALS}@127.0.0.1:${proxy.port}` }
    expect((await getWith(`${origin}/keys`, { client })).text).toBe('{"keys":[]}')
    expect(proxy.asked).toMatchObject([{ line: `GET ${origin}/keys`, authorization: BASIC }])
    expect(seen).toEqual(['/keys', new URL(origin).host])
  })

  test.each<[string, string | undefined]>([
    ['the proxy answered 407', undefined],
    ['the proxy answered 502', 'HTTP/1.1 502 Bad Gateway\r\n\r\n'],
    ['the proxy answered 204', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['the proxy sent too much', 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{"keys":[]}'],
    ['the proxy cannot be reached', 'SSH-2.0-hunter2\r\n\r\n'],
  ])('that refuses is named, without its password: %s', async (reason, answer) => {
    const { port } = await keysServer()
    const setup = answer === undefined ? { authorization: 'Basic other' } : { answer }
    const proxy = await serveProxy(setup)
    const client = { ca, proxy: `http://${CREDENTIALS}@127.0.0.1:${proxy.port}` }
    const error = await failure('ERR_FETCH_FAILED', () => getWith(`https://issuer.example:${port}/`, { client }))
    expect(error.detail.reason).toBe(reason)
    expect(error.hint).toContain('the proxy')
    expect(`${JSON.stringify(error)}${inspect(error, { depth: 9, showHidden: true })}`).not.toMatch(
      new RegExp(`hunter2|${BASIC.slice(6)}`),
    )
  })

  test('that is down is told apart from a server that is down', async () => {
    const client = { proxy: `http://${CREDENTIALS}@127.0.0.1:${await closedPort()}` }
    const error = await failure('ERR_FETCH_FAILED', () => getWith('https://issuer.example/', { client }))
    expect(error.detail.reason).toBe('the proxy cannot be reached')
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
  })
})

describe('the environment', () => {
  test.each(['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'])('names a proxy in %s', async (name) => {
    const { port } = await keysServer()
    const proxy = await serveProxy()
    const environment = { [name]: `http://127.0.0.1:${proxy.port}` }
    await getWith(`https://issuer.example:${port}/`, { client: { ca }, environment })
    expect(proxy.asked).toHaveLength(1)
  })

  test('of a CGI process cannot be trusted with HTTP_PROXY', async () => {
    const { port } = await keysServer()
    const environment = { HTTP_PROXY: 'http://attacker.example', REQUEST_METHOD: 'GET' }
    expect((await getWith(`https://issuer.example:${port}/`, { client: { ca }, environment })).status).toBe(200)
  })

  test('names hosts without proxy in NO_PROXY, and this machine is always one', async () => {
    const proxy = await serveProxy()
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: 'other.example, issuer.example' }
    const tls = await keysServer()
    const { origin } = await serve((_, response) => json(response, {}))
    await getWith(`https://issuer.example:${tls.port}/`, { client: { ca }, environment })
    await getWith(origin, { environment })
    expect(proxy.asked).toEqual([])
  })

  test('is not asked when the option says no, or which one', async () => {
    const { port } = await keysServer()
    const proxy = await serveProxy()
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${await closedPort()}`, NO_PROXY: '*' }
    const url = `https://issuer.example:${port}/`
    expect((await getWith(url, { client: { ca, proxy: false }, environment })).status).toBe(200)
    await getWith(url, { client: { ca, proxy: `http://127.0.0.1:${proxy.port}` }, environment })
    expect(proxy.asked).toHaveLength(1)
  })

  test('with a proxy that is none is refused by the name of the variable', async () => {
    const error = await failure('ERR_OPTION_INVALID', () =>
      nodeClient({ environment: { HTTPS_PROXY: 'user:hunter2@proxy' } }),
    )
    expect(error.detail.option).toBe('http.proxy')
    expect(error.hint).toContain('HTTPS_PROXY')
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
  })
})

describe('NO_PROXY', () => {
  test.each<[string, string, boolean]>([
    ['https://a.example/', '', false],
    ['https://a.example/', '*', true],
    ['https://a.example/', 'a.example', true],
    ['https://a.example./', 'a.example', true],
    ['https://a.example/', 'A.EXAMPLE', true],
    ['https://b.a.example/', 'a.example', true],
    ['https://ba.example/', 'a.example', false],
    ['https://a.example/', '.a.example', false],
    ['https://b.a.example/', '.a.example', true],
    ['https://b.a.example/', '*.a.example', true],
    ['https://a.example/', '*.a.example', false],
    ['https://a.example/', 'x.example,a.example', true],
    ['https://a.example/', 'x.example  a.example', true],
    ['https://a.example/', 'a.example:443', true],
    ['https://a.example/', 'a.example:8443', false],
    ['https://a.example:8443/', 'a.example:8443', true],
    ['https://a.example:8443/', 'a.example', true],
    ['http://a.example/', 'a.example:80', true],
    ['https://10.0.0.1/', '10.0.0.1', true],
    ['https://10.0.0.1:8443/', '10.0.0.1:8443', true],
    ['https://10.0.0.1/', '10.0.0.0/8', true],
    ['https://110.0.0.1/', '0.0.1', false],
    ['https://110.0.0.1/', '10.0.0.1', false],
    ['https://[::1]/', '::1', true],
    ['https://[::1]/', '[::1]', true],
    ['https://[::1]:8443/', '[::1]:8443', true],
    ['https://[::1]:8443/', '[::1]:443', false],
    ['https://[0:0::1]/', '0:0:0:0:0:0:0:1', true],
    ['https://a.example/', '10.0.0.0/8', false],
  ])('%s with "%s": %s', (url, list, expected) => {
    expect(bypassesProxy(new URL(url), list)).toBe(expected)
  })
})
