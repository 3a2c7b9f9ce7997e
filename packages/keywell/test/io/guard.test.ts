import { describe, expect, test } from 'vitest'
import { createAuthority } from '../support/certificates.ts'
import { failure } from '../support/failures.ts'
import { json, serve } from '../support/http-server.ts'
import { dns, getWith, nodeClient, serveTls } from '../support/tls-server.ts'

const authority = createAuthority()
const ca = authority.cert
const serveKeys = (host?: string) =>
  serveTls(authority.issue(['issuer.example', '127.0.0.1']), (_, response) => json(response, { keys: [] }), host)

const PUBLIC = { client: { ca }, addressPolicy: 'public' } as const

describe('the address behind a name', () => {
  test.each([
    [['127.0.0.1'], 'a loopback address'],
    [['10.0.0.1'], 'a private address'],
    [['169.254.169.254'], 'a cloud metadata address'],
    [['::1'], 'a loopback address'],
    [['::ffff:127.0.0.1'], 'a loopback address'],
    [['fd00:ec2::254'], 'a cloud metadata address'],
    [['8.8.8.8', '127.0.0.1'], 'a loopback address'],
    [['127.0.0.1', '8.8.8.8'], 'a loopback address'],
    [['8.8.8.8', '1.1.1.1', '2001:4860:4860::8888', 'fe80::1'], 'a link-local address'],
  ])('is looked at before connecting: %j is %s', async (addresses, reason) => {
    const { port, opened } = await serveKeys()
    const error = await failure('ERR_ADDRESS_REFUSED', () =>
      getWith(`https://issuer.example:${port}/jwks?secret=1`, { ...PUBLIC, resolve: dns(addresses) }),
    )
    expect(error.detail).toEqual({ url: `https://issuer.example:${port}/jwks`, reason })
    expect(opened()).toBe(0)
  })

  test('is the one that is connected to, so that DNS cannot change its mind in between', async () => {
    const { port, opened } = await serveKeys()
    // TEST-NET-3 stands for a public address: allowed, and nothing answers there.
    const addressPolicy = { scope: 'public', allow: ['203.0.113.0/24'] }
    const resolve = dns(['203.0.113.1'], ['127.0.0.1'])
    const through = nodeClient({ client: { ca }, addressPolicy, resolve })
    const url = `https://issuer.example:${port}/`
    // The first answer passes the check, and the second is never used in its place.
    await expect(getWith(url, { through, timeoutMs: 300 })).rejects.toMatchObject({ name: 'KeywellError' })
    expect(resolve.asked).toHaveLength(1)
    await failure('ERR_ADDRESS_REFUSED', () => getWith(url, { through }))
    expect(resolve.asked).toHaveLength(2)
    expect(opened()).toBe(0)
  })

  test('is asked for once in each connection, and connected to when admitted', async () => {
    const { port } = await serveKeys()
    const resolve = dns(['127.0.0.1'])
    const addressPolicy = { scope: 'public', allow: ['127.0.0.0/8'] }
    expect((await getWith(`https://issuer.example:${port}/`, { client: { ca }, addressPolicy, resolve })).status).toBe(
      200,
    )
    expect(resolve.asked).toEqual(['issuer.example'])
  })

  test('with the default policy may be this machine or a private network, but no metadata service', async () => {
    const { port } = await serveKeys()
    const url = `https://issuer.example:${port}/`
    expect((await getWith(url, { client: { ca } })).status).toBe(200)
    for (const address of ['169.254.169.254', '169.254.1.1', '100.100.100.200', 'fe80::1']) {
      await failure('ERR_ADDRESS_REFUSED', () => getWith(url, { client: { ca }, resolve: dns([address]) }))
    }
  })

  test('that does not exist is a failure of its own', async () => {
    const error = await failure('ERR_FETCH_FAILED', () => getWith('https://issuer.example/', { resolve: dns([]) }))
    expect(error.detail.reason).toBe('the host name was not found in DNS')
  })

  test('that an agent of the user is to connect to is looked at as well', async () => {
    const { Agent } = await import('node:https')
    const client = { agent: new Agent() }
    await failure('ERR_ADDRESS_REFUSED', () =>
      getWith('https://issuer.example/', { client, resolve: dns(['169.254.169.254']) }),
    )
  })
})

describe('an address in the URL', () => {
  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0177.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[0:0:0:0:0:ffff:7f00:1]/',
    'https://[::ffff:0:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://0.0.0.0/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00:ec2::254]/',
  ])('is looked at although DNS is never asked: %s', async (url) => {
    const resolve = dns(['8.8.8.8'])
    await failure('ERR_ADDRESS_REFUSED', () => getWith(url, { ...PUBLIC, resolve }))
    expect(resolve.asked).toEqual([])
  })

  test('is refused by the default policy where it is link-local or metadata', async () => {
    for (const host of ['169.254.169.254', '[fe80::1]', '[::ffff:a9fe:a9fe]', '2852039166', '100.100.100.200']) {
      await failure('ERR_ADDRESS_REFUSED', () => getWith(`https://${host}/`))
    }
  })

  test('is refused behind a proxy too', async () => {
    const client = { proxy: 'http://proxy.example' }
    await failure('ERR_ADDRESS_REFUSED', () => getWith('https://169.254.169.254/', { client }))
  })
})

describe('plain http', () => {
  test('goes to this machine only, whatever localhost is said to be', async () => {
    const { origin } = await serve((_, response) => json(response, { keys: [] }))
    const url = origin.replace('127.0.0.1', 'localhost')
    expect((await getWith(url)).status).toBe(200)
    for (const address of ['8.8.8.8', '10.0.0.1']) {
      const error = await failure('ERR_ADDRESS_REFUSED', () => getWith(url, { resolve: dns([address]) }))
      expect(error.detail.reason).toBe('plain http goes to this machine only')
    }
  })

  test('to this machine is refused by the policy for input', async () => {
    const { origin, asked } = await serve((_, response) => json(response, { keys: [] }))
    await failure('ERR_ADDRESS_REFUSED', () => getWith(origin, { addressPolicy: 'public' }))
    expect(asked).toEqual([])
  })
})
