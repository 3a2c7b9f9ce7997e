/** The same over a real socket, for runtimes with a server: keywell's own requests, guarded where they connect. */
import { createServer } from 'node:http'
import { createVerifier, discoverJwks } from 'keywell'
import { testIssuer } from 'keywell/testing'
import { codeOf, equal } from './harness.mjs'

/** An issuer behind a server of its own on a free port of this machine. */
async function served() {
  const server = createServer((request, response) => void answer(request.url, response))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${server.address().port}`
  const issuer = await testIssuer({ issuer: origin })
  const answer = async (path, response) => {
    const { status, headers, body } = await issuer.fetch(`${origin}${path}`)
    response.writeHead(status, Object.fromEntries(headers))
    response.end(Buffer.from(await new Response(body).arrayBuffer()))
  }
  return { issuer, origin, end: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) }
}

export async function checkOverHttp(check, guard) {
  await check(`http: keys come over a real connection, guarded by ${guard}`, async () => {
    const { issuer, origin, end } = await served()
    const keys = discoverJwks(origin, { allowHttpLoopback: true })
    try {
      await createVerifier(issuer.trust({ keys })).verify(await issuer.token())
      equal(keys.status().guard, guard, 'guard')
    } finally {
      keys.close()
      await end()
    }
  })

  if (guard !== 'connect') return
  await check('http: an issuer that comes from input never leads to this machine', async () => {
    const { origin, end } = await served()
    const keys = discoverJwks(origin, { allowHttpLoopback: true, addressPolicy: 'public' })
    try {
      equal(await codeOf(() => keys.refresh('cold')), 'ERR_KEYS_UNAVAILABLE', 'the refresh')
      equal(keys.status().error?.code, 'ERR_ADDRESS_REFUSED', 'the reason')
    } finally {
      keys.close()
      await end()
    }
  })
}
