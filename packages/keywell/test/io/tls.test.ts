import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createAuthority } from '../support/certificates.ts'
import { failure } from '../support/failures.ts'
import { json } from '../support/http-server.ts'
import { dns, getWith, nodeClient, serveTls } from '../support/tls-server.ts'

const authority = createAuthority()
const identity = authority.issue(['issuer.example', '127.0.0.1'])
const ca = authority.cert
const serveKeys = () => serveTls(identity, (_, response) => json(response, { keys: [] }))

describe('a server over TLS', () => {
  test('is asked when its certificate comes from a given authority', async () => {
    const { port } = await serveKeys()
    for (const given of [ca, [ca], Buffer.from(ca), [createAuthority().cert, new Uint8Array(Buffer.from(ca))]]) {
      const { text, bytes } = await getWith(`https://issuer.example:${port}/`, { client: { ca: given } })
      expect(text).toBe('{"keys":[]}')
      expect(bytes).toBe(11)
    }
  })

  test('may be named by its address', async () => {
    const { port } = await serveKeys()
    expect((await getWith(`https://127.0.0.1:${port}/`, { client: { ca } })).status).toBe(200)
  })

  test('of an unknown authority is refused, whatever the environment says about checking', async () => {
    const { port } = await serveKeys()
    const url = `https://issuer.example:${port}/`
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      for (const client of [undefined, { ca: createAuthority().cert }]) {
        const error = await failure('ERR_FETCH_FAILED', () =>
          getWith(url, client === undefined ? { environment } : { client }),
        )
        expect(error.detail.reason).toBe('the TLS certificate comes from an unknown authority')
      }
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    }
  })

  test('with a certificate for another name is refused', async () => {
    const { port, asked } = await serveKeys()
    const error = await failure('ERR_FETCH_FAILED', () => getWith(`https://other.example:${port}/`, { client: { ca } }))
    expect(error.detail.reason).toBe('the TLS certificate is for another host name')
    expect(asked).toEqual([])
  })

  test('cannot be made to verify another name by a header', async () => {
    const { port } = await serveKeys()
    const headers = { host: 'issuer.example' }
    await failure('ERR_FETCH_FAILED', () => getWith(`https://other.example:${port}/`, { client: { ca }, headers }))
  })

  test('that speaks no TLS is told apart', async () => {
    const { serve } = await import('../support/http-server.ts')
    const { origin } = await serve((_, response) => json(response, {}))
    const error = await failure('ERR_FETCH_FAILED', () =>
      getWith(origin.replace('http:', 'https:'), { client: { ca } }),
    )
    expect(error.detail.reason).toBe('the TLS handshake failed')
  })

  test('keeps its connection for the next request', async () => {
    const server = await serveKeys()
    const through = nodeClient({ client: { ca } })
    for (const path of ['one', 'two', 'three'])
      await getWith(`https://issuer.example:${server.port}/${path}`, { through })
    expect(server.asked).toEqual(['/one', '/two', '/three'])
    expect(server.opened()).toBe(1)
  })
})

describe('a server that asks for a client certificate', () => {
  const own = createAuthority()
  const serveStrict = () =>
    serveTls({ ...identity, ca: own.cert, requestCert: true, rejectUnauthorized: true }, (_, response) =>
      json(response, { keys: [] }),
    )

  test('gets it', async () => {
    const { port } = await serveStrict()
    const { status } = await getWith(`https://issuer.example:${port}/`, { client: { ca, ...own.issue(['client']) } })
    expect(status).toBe(200)
  })

  test('refuses who has none or another', async () => {
    const { port } = await serveStrict()
    const url = `https://issuer.example:${port}/`
    const none = await failure('ERR_FETCH_FAILED', () => getWith(url, { client: { ca } }))
    expect(none.detail.reason).toBe('the server asks for a client certificate')
    const stranger = createAuthority().issue(['client'])
    await failure('ERR_FETCH_FAILED', () => getWith(url, { client: { ca, ...stranger } }))
  })
})

describe('the option http', () => {
  const { cert, key } = createAuthority().issue(['client'])
  test.each<[string, object | null]>([
    ['http', null],
    ['http.timeout', { timeout: 5 }],
    ['http.ca', { ca: '' }],
    ['http.ca', { ca: [] }],
    ['http.ca', { ca: 'hunter2' }],
    ['http.ca', { ca: [ca, 'hunter2'] }],
    ['http.ca', { ca: 7 }],
    ['http.ca', { ca: key }],
    ['http.cert', { key }],
    ['http.key', { cert }],
    ['http.cert', { cert: 'hunter2', key }],
    ['http.key', { cert, key: 'hunter2' }],
    ['http.key', { cert, key: createAuthority().key }],
    ['http.agent', { agent: {} }],
    ['http.proxy', { proxy: '' }],
    ['http.proxy', { proxy: true }],
    ['http.proxy', { proxy: 'proxy.example:8080' }],
    ['http.proxy', { proxy: 'socks5://u:hunter2@proxy.example' }],
    ['http.proxy', { proxy: 'http://u:hunter2%zz@proxy.example' }],
  ])('names %s, and shows neither certificates nor passwords', async (option, client) => {
    const error = await failure('ERR_OPTION_INVALID', () => nodeClient({ client: client as object }))
    expect(error.detail.option).toBe(option)
    const shown = `${JSON.stringify(error)}${inspect(error, { depth: 9 })}`
    expect(shown).not.toMatch(/hunter2|BEGIN/)
  })

  test('has nothing beside an agent', async () => {
    const { Agent } = await import('node:https')
    const agent = new Agent({ ca })
    for (const other of [{ ca }, { proxy: false as const }, { cert, key }]) {
      const error = await failure('ERR_OPTION_INVALID', () => nodeClient({ client: { agent, ...other } }))
      expect(error.detail.option).toBe(`http.${Object.keys(other)[0]}`)
    }
  })

  test('agent makes the connections, and nobody guards them', async () => {
    const { port } = await serveKeys()
    const { Agent } = await import('node:https')
    const through = nodeClient({ client: { agent: new Agent({ ca }) }, resolve: dns(['127.0.0.1']) })
    expect(through.guard).toBe('none')
    expect((await getWith(`https://issuer.example:${port}/`, { through })).status).toBe(200)
  })

  test('says who guards', () => {
    expect(nodeClient().guard).toBe('connect')
    expect(nodeClient({ client: { ca } }).guard).toBe('connect')
    expect(nodeClient({ client: { proxy: 'http://proxy.example' } }).guard).toBe('proxy')
    expect(nodeClient({ environment: { HTTPS_PROXY: 'http://proxy.example' } }).guard).toBe('proxy')
    expect(nodeClient({ client: { proxy: false }, environment: { HTTPS_PROXY: 'http://proxy.example' } }).guard).toBe(
      'connect',
    )
  })
})
