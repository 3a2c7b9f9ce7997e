/** The gateway, used as tests of providers use it: by a key source of keywell, and by a script that knows nothing of it. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request as connectRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { createVerifier, isKeywellError, remoteJwks, type RemoteOptions } from 'keywell'
import { testIssuer } from 'keywell/testing'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Gateway, type Hosts, startGateway } from './gateway.ts'
import type { Handler } from './serve-by-host.ts'
import { listenLocally, type LocalServer, originOf } from './local-server.ts'

const run = promisify(execFile)
const HOST = 'acme.eu.auth0.com'
const ISSUER = `https://${HOST}/`
const KEYS = `${ISSUER}.well-known/jwks.json`

const issuer = await testIssuer({ issuer: ISSUER, algorithms: ['RS256'] })

const publishesKeys: Handler = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(issuer.jwks()))
}

async function gatewayOf(hosts: Hosts): Promise<Gateway> {
  const gateway = await startGateway(hosts)
  onTestFinished(gateway.close)
  return gateway
}

/** What a preset is given as its `source`. */
const sourceOf = ({ ca, proxyUrl: proxy }: Gateway): RemoteOptions => ({ http: { ca, proxy } })

const verifyWith = async (options: RemoteOptions, url = KEYS): Promise<string> => {
  const keys = remoteJwks(url, { ...options, timeouts: { attemptMs: 1000, foregroundMs: 1500 } })
  try {
    await createVerifier(issuer.trust({ keys })).verify(await issuer.token())
    return 'accepts'
  } catch (error) {
    if (isKeywellError(error)) return error.code
    throw error
  } finally {
    await keys.close()
  }
}

test('a key source reaches the real URL of a provider', async () => {
  const gateway = await gatewayOf({ [HOST]: publishesKeys })
  expect(await verifyWith(sourceOf(gateway))).toBe('accepts')
  expect(gateway.requests).toEqual([`GET ${KEYS}`])
  expect(gateway.refused).toEqual([])
})

test('without its authority nothing is believed', async () => {
  const gateway = await gatewayOf({ [HOST]: publishesKeys })
  expect(await verifyWith({ http: { proxy: gateway.proxyUrl } })).toBe('ERR_KEYS_UNAVAILABLE')
  expect(gateway.requests).toEqual([])
})

test('a host that it does not know is refused, and nothing leaves the machine', async () => {
  const gateway = await gatewayOf({ [HOST]: publishesKeys })
  expect(await verifyWith(sourceOf(gateway), 'https://other.eu.auth0.com/jwks.json')).toBe('ERR_KEYS_UNAVAILABLE')
  expect(gateway.refused).toContain('other.eu.auth0.com:443')
  expect(gateway.requests).toEqual([])
})

test('a host that is down drops connections, and comes back', async () => {
  const gateway = await gatewayOf({ [HOST]: publishesKeys, 'b.test': publishesKeys })
  gateway.setDown(HOST, true)
  expect(await verifyWith(sourceOf(gateway))).toBe('ERR_KEYS_UNAVAILABLE')
  expect(await verifyWith(sourceOf(gateway), 'https://b.test/keys')).toBe('accepts')
  gateway.setDown(HOST, false)
  expect(await verifyWith(sourceOf(gateway))).toBe('accepts')
})

test('a handler that throws is answered with 500 and its words', async () => {
  const gateway = await gatewayOf({
    [HOST]: () => {
      throw new Error('out of keys')
    },
  })
  expect(await askedByScript(gateway)).toBe('500 Error: out of keys')
})

test('a script that knows nothing of it is led by its environment', async () => {
  const gateway = await gatewayOf({ [HOST]: publishesKeys })
  expect(await askedByScript(gateway)).toBe(`200 ${JSON.stringify(issuer.jwks())}`)
  expect(gateway.requests).toEqual([`GET ${KEYS}`])
})

let local: LocalServer

beforeAll(async () => {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      const { host, 'x-forwarded-proto': scheme } = request.headers
      response.writeHead(201).end(`${request.method} ${String(scheme)}://${host}${request.url} ${body}`)
    })
  })
  local = await listenLocally(server)
})
afterAll(() => local.close())

test('an example that uses keywell is run as it is', async () => {
  const gateway = await gatewayOf({ [HOST]: publishesKeys })
  const example = `
    import { createVerifier } from 'keywell'
    import { auth0 } from 'keywell/providers'
    const verifier = createVerifier(auth0({ domain: '${HOST}', audience: '${issuer.audience}' }))
    const { payload } = await verifier.verify('${await issuer.token({}, { typ: 'at+jwt' })}')
    console.log(payload.sub)`
  expect(await outputOf(example, gateway)).toBe('test-subject\n')
  expect(gateway.requests).toEqual([`GET ${KEYS}`])
})

test('a server of this machine answers under a provider’s name', async () => {
  const gateway = await gatewayOf({ [HOST]: originOf(local) })
  expect(await askedByScript(gateway, { method: 'POST', body: 'x=1' })).toBe(`201 POST ${KEYS} x=1`)
})

test('a server of this machine that is gone is answered with 502', async () => {
  const gateway = await gatewayOf({ [HOST]: await closedOrigin() })
  expect(await askedByScript(gateway)).toMatch(/^502 http:\/\/127\.0\.0\.1:\d+ does not answer$/)
})

test('a request for another host than its connection is refused', async () => {
  const gateway = await gatewayOf({ [HOST]: publishesKeys, 'b.test': publishesKeys })
  const script = `
    const { get } = await import('node:https')
    const options = { servername: '${HOST}', headers: { host: 'b.test', connection: 'close' } }
    get('${KEYS}', options, (answer) => process.stdout.write(String(answer.resume().statusCode)))`
  expect(await outputOf(script, gateway)).toBe('421')
})

test('a host that goes down drops the connections that are open', async () => {
  const gateway = await gatewayOf({ [HOST]: publishesKeys, 'b.test': publishesKeys })
  const [tunnel, other] = await Promise.all([tunnelTo(HOST, gateway), tunnelTo('b.test', gateway)])
  gateway.setDown(HOST, true)
  await once(tunnel, 'close')
  expect(other.destroyed).toBe(false)
  other.destroy()
})

async function tunnelTo(host: string, { proxyUrl }: Gateway): Promise<Duplex> {
  const connecting = connectRequest(proxyUrl, { method: 'CONNECT', path: `${host}:443` }).end()
  return await new Promise((resolve, reject) => {
    connecting.on('error', reject)
    connecting.on('connect', ({ statusCode }, socket) =>
      statusCode === 200 ? resolve(socket) : reject(new Error(`the proxy answered ${statusCode}`)),
    )
  })
}

/** Nobody listens there any more. */
async function closedOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

async function askedByScript(gateway: Gateway, init: object = {}): Promise<string> {
  const script = `
    const response = await fetch(${JSON.stringify(KEYS)}, ${JSON.stringify(init)})
    process.stdout.write(response.status + ' ' + (await response.text()))`
  return await outputOf(script, gateway)
}

/** Node itself goes through the proxy of the environment only when told so. */
async function outputOf(script: string, { env }: Gateway): Promise<string> {
  const options = {
    env: { ...process.env, ...env, NODE_USE_ENV_PROXY: '1' },
    timeout: 20_000,
    cwd: import.meta.dirname,
  }
  const flags = ['--conditions=@keywell/source', '--input-type=module', '-e']
  return (await run(process.execPath, [...flags, script], options)).stdout
}
