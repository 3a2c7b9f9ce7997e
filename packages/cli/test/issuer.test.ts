/** `keywell issuer discover` and `issuer keys` against a real HTTP server. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInside } from './support/inside.ts'
import { closedPort, html, json, type LocalIssuer, localIssuer, METADATA } from './support/issuer.ts'
import { transcript, type Variables } from './support/keywell.ts'

let issuer: LocalIssuer
let words: Variables

beforeAll(async () => {
  issuer = await localIssuer()
  words = { ISSUER: issuer.url }
})

afterAll(() => issuer.close())

const WEAK = { kty: 'RSA', kid: 'weak', n: Buffer.alloc(64, 0xc1).toString('base64url'), e: 'AQAB' }

/** An issuer of its own, for tests that break it. */
async function broken(path: string, answer: Parameters<LocalIssuer['answer']>[1], argv: readonly string[]) {
  const server = await localIssuer()
  server.answer(path, answer)
  const ran = await runInside([...argv, server.url, '--allow-http-loopback'])
  await server.close()
  return ran
}

test('the metadata of an issuer is printed, with the place where it was', async () => {
  expect(await transcript('issuer discover $ISSUER --allow-http-loopback', words)).toMatchInlineSnapshot(`
    "$ keywell issuer discover $ISSUER --allow-http-loopback
    from http://127.0.0.1:PORT5/.well-known/openid-configuration
      issuer    http://127.0.0.1:PORT5
      jwks_uri  http://127.0.0.1:PORT5/jwks

    keys  2 usable; to see them: keywell issuer keys
    [exit 0]"
  `)
})

test('the keys of an issuer are a table', async () => {
  expect(await transcript('issuer keys $ISSUER --allow-http-loopback', words)).toMatchInlineSnapshot(`
    "$ keywell issuer keys $ISSUER --allow-http-loopback
    2 keys from http://127.0.0.1:PORT5/jwks: 2 usable

      kid    type      alg    use  size  thumbprint (SHA-256)
      rsa-1  RSA       RS256  sig  2048  THUMBPRINT.................................
      ec-1   EC P-256  ES256  sig  256   THUMBPRINT.................................
    [exit 0]"
  `)
})

test('http is refused until it is admitted in words', async () => {
  expect(await transcript('issuer keys $ISSUER', words)).toMatchInlineSnapshot(`
    "$ keywell issuer keys $ISSUER
    ! error: issuer must be an https URL; --allow-http-loopback admits http to this machine [ERR_OPTION_INVALID]
    !        received: "http://127.0.0.1:PORT5/"
    ! hint: correct the value
    [exit 2]"
  `)
})

test('metadata of another issuer is refused, with both names', async () => {
  const other = { issuer: 'https://other.example', jwks_uri: 'https://other.example/jwks' }
  const { code, stdout, said } = await broken(METADATA, json(other), ['issuer', 'discover'])
  expect(said).toContain('received: https://other.example')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
})

test('a page of HTML is named as such', async () => {
  const { code, said } = await broken(METADATA, html, ['issuer', 'discover'])
  expect(said).toContain('error: this is HTML or XML, not metadata [ERR_DISCOVERY_INVALID]')
  expect(code).toBe(3)
})

test('metadata is shown even when the keys cannot be had', async () => {
  const { code, stdout, said } = await broken('/jwks', (response) => response.writeHead(500).end(), [
    'issuer',
    'discover',
  ])
  expect(stdout).toContain('jwks_uri')
  expect(said).toMatch(/error: ".*" answered 500 \[ERR_FETCH_STATUS\]/)
  expect(code).toBe(4)
})

test('a set without a usable key is an error, and its keys are shown with their faults', async () => {
  const { code, stdout, said } = await broken('/jwks', json({ keys: [WEAK] }), ['issuer', 'keys'])
  expect(stdout).toMatch(/0 usable, 1 quarantined\n.*\n.*\n +weak +RSA .*quarantined: /)
  expect(said).toContain('[ERR_JWKS_INVALID]')
  expect(code).toBe(3)
})

test('nobody listens', async () => {
  const { code, said } = await runInside(['issuer', 'keys', await closedPort(), '--allow-http-loopback'])
  expect(said).toMatch(/error: connection refused: .* \[ERR_FETCH_FAILED\]/)
  expect(code).toBe(4)
})

test('a server that stalls is given up after --timeout', async () => {
  const server = await localIssuer()
  server.answer(METADATA, () => undefined)
  const argv = ['issuer', 'discover', server.url, '--allow-http-loopback', '--timeout', '50ms']
  const { code, said } = await runInside(argv)
  expect(said).toContain('longer with --timeout')
  expect(code).toBe(4)
  await server.close()
})

test('the keys of a file are listed without any network', async () => {
  const files = { 'set.json': JSON.stringify({ keys: [WEAK, ...issuer.keys] }) }
  const { code, stdout } = await runInside(['issuer', 'keys', '--jwks', 'set.json', '--json'], { files })
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'keywell/issuer.keys@1',
    ok: true,
    keys: [
      { kid: 'rsa-1', bits: 2048 },
      { kid: 'ec-1', curve: 'P-256' },
      { kid: 'weak', quarantined: expect.any(String) },
    ],
  })
  expect(code).toBe(0)
})

test('--json has a document for failures too', async () => {
  const { code, stdout } = await runInside(['issuer', 'keys', await closedPort(), '--allow-http-loopback', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'keywell/error@1',
    ok: false,
    error: { code: 'ERR_FETCH_FAILED', kind: 'retrieval' },
  })
  expect(code).toBe(4)
})

test('a document that is not there is exit code 4, metadata as keys', async () => {
  const missing = `${issuer.url}/nothing`
  const discovery = await runInside(['issuer', 'keys', missing, '--allow-http-loopback'])
  const set = await runInside(['issuer', 'keys', '--jwks', missing, '--allow-http-loopback'])
  expect([discovery.code, set.code]).toEqual([4, 4])
})
