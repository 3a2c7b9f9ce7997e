/** `keywell token verify` against a real HTTP server: what is printed where, and with which exit code. */
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateJwk } from 'keywell/jwk'
import { localSigner } from 'keywell/sign'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AUDIENCE, closedPort, html, type LocalIssuer, localIssuer, METADATA, NOW, tampered } from './support/issuer.ts'
import { runInside } from './support/inside.ts'
import { keywell, transcript, type Variables } from './support/keywell.ts'

let issuer: LocalIssuer
let words: Variables
let folder: string

beforeAll(async () => {
  issuer = await localIssuer()
  folder = await mkdtemp(join(tmpdir(), 'keywell-cli-'))
  const good = await issuer.token()
  words = {
    NOW,
    ISSUER: issuer.url,
    API: AUDIENCE,
    GOOD: good,
    EXPIRED: await issuer.token({ expiresInSeconds: -3600 }),
    TAMPERED: tampered(good, { sub: 'admin' }),
    STRANGER: await issuer.token({ signer: issuer.stranger }),
  }
})

afterAll(async () => {
  await issuer.close()
  await rm(folder, { recursive: true })
})

const TRUST = '--issuer $ISSUER --audience $API --allow-http-loopback --now $NOW'
const verify = (rest: string): Promise<string> => transcript(`token verify ${rest}`, words)

test('a good token is verified and its claims are printed', async () => {
  expect(await verify(`$GOOD ${TRUST}`)).toMatchInlineSnapshot(`
    "$ keywell token verify $GOOD --issuer $ISSUER --audience $API --allow-http-loopback --now $NOW
    ✓ verified http://127.0.0.1:PORT5

    signed by
      kid         ec-1
      alg         ES256
      thumbprint  THUMBPRINT.................................

    claims
      iss  http://127.0.0.1:PORT5
      aud  https://api.example
      sub  alice
      exp  1769861100  2026-01-31 12:05:00 UTC, in 5 min
      iat  1769860800  2026-01-31 12:00:00 UTC, now
    [exit 0]"
  `)
})

test('a tampered token is refused, with the key that was tried', async () => {
  expect(await verify(`$TAMPERED ${TRUST}`)).toMatchInlineSnapshot(`
    "$ keywell token verify $TAMPERED --issuer $ISSUER --audience $API --allow-http-loopback --now $NOW
    ! error: the signature does not match [ERR_SIGNATURE_INVALID]
    !        the token's kid: ec-1
    ! hint: the token was changed, or signed by another key than the one it names
    [exit 1]"
  `)
})

test('an expired token is refused', async () => {
  expect(await verify(`$EXPIRED ${TRUST}`)).toMatchInlineSnapshot(`
    "$ keywell token verify $EXPIRED --issuer $ISSUER --audience $API --allow-http-loopback --now $NOW
    ! error: the token expired 3600 s ago [ERR_TOKEN_EXPIRED]
    ! hint: get a new token
    [exit 1]"
  `)
})

test('a token for somebody else is refused, with both audiences', async () => {
  const trust = '--issuer $ISSUER --audience https://other.example --allow-http-loopback --now $NOW'
  expect(await verify(`$GOOD ${trust}`)).toMatchInlineSnapshot(`
    "$ keywell token verify $GOOD --issuer $ISSUER --audience https://other.example --allow-http-loopback --now $NOW
    ! error: the token is made for another audience [ERR_AUDIENCE_MISMATCH]
    !        expected: https://other.example
    !        received: https://api.example
    ! hint: get a token for this audience, or name the one it is for with --audience
    [exit 1]"
  `)
})

test('a token whose key is not published leaves it undecided', async () => {
  expect(await verify(`$STRANGER ${TRUST}`)).toMatchInlineSnapshot(`
    "$ keywell token verify $STRANGER --issuer $ISSUER --audience $API --allow-http-loopback --now $NOW
    ! error: no key of the set has the kid of this token [ERR_KEY_NOT_FOUND]
    !        the token's kid: ec-9
    !        the set's kids: rsa-1, ec-1
    ! hint: check that the token comes from this issuer and that its key is published
    [exit 5]"
  `)
})

test('a dead server is exit code 4 with the cause', async () => {
  const dead = await closedPort()
  const token = await issuer.token({ claims: { iss: dead } })
  const line = 'token verify $GOOD --issuer $ISSUER --any-audience --allow-http-loopback --now $NOW'
  expect(await transcript(line, { ...words, ISSUER: dead, GOOD: token })).toMatchInlineSnapshot(`
    "$ keywell token verify $GOOD --issuer $ISSUER --any-audience --allow-http-loopback --now $NOW
    ! error: no keys from "http://127.0.0.1:PORT5" [ERR_KEYS_UNAVAILABLE]
    !        because connection refused: "127.0.0.1:PORT5" [ERR_FETCH_FAILED]
    ! hint: check the address, the name and that the server is up
    [exit 4]"
  `)
})

test('a sign-in page instead of keys is named as what it is', async () => {
  const broken = await localIssuer()
  broken.answer('/jwks', html)
  const given = { ...words, ISSUER: broken.url, GOOD: await broken.token() }
  expect(await transcript(`token verify $GOOD ${TRUST}`, given)).toMatchInlineSnapshot(`
    "$ keywell token verify $GOOD --issuer $ISSUER --audience $API --allow-http-loopback --now $NOW
    ! error: no keys from "http://127.0.0.1:PORT5" [ERR_KEYS_UNAVAILABLE]
    !        because this is HTML or XML instead of JSON [ERR_JWKS_INVALID]
    ! hint: a JWK Set is a JSON object with a "keys" array (RFC 7517 §5)
    [exit 4]"
  `)
  await broken.close()
})

test('a sign-in page instead of metadata is named as what it is', async () => {
  const broken = await localIssuer()
  broken.answer(METADATA, html)
  const given = { ...words, ISSUER: broken.url, GOOD: await broken.token() }
  expect(await transcript(`token verify $GOOD ${TRUST}`, given)).toMatchInlineSnapshot(`
    "$ keywell token verify $GOOD --issuer $ISSUER --audience $API --allow-http-loopback --now $NOW
    ! error: no keys from "http://127.0.0.1:PORT5" [ERR_KEYS_UNAVAILABLE]
    !        because this is HTML or XML, not metadata [ERR_DISCOVERY_INVALID]
    ! hint: open the discovery URL and compare it with OpenID Connect Discovery §4.2
    [exit 4]"
  `)
  await broken.close()
})

test.for([
  ['$GOOD'],
  ['$GOOD --any-audience --any-issuer'],
  ['$GOOD --issuer $ISSUER'],
  ['$GOOD --audience $API --jwks jwks.json'],
  ['$GOOD --issuer $ISSUER --any-issuer --any-audience'],
  ['- --jwks - --any-issuer --any-audience'],
  ['$GOOD --issuer $ISSUER --issuer $ISSUER --any-audience'],
  ['$GOOD $GOOD --issuer $ISSUER --any-audience'],
  ['$GOOD --any-issuer --any-audience --jwks a.json --key b.pem'],
  ['$GOOD --aud $API'],
  ['$GOOD --issuer $ISSUER --any-audience --now yesterday'],
  ['$GOOD --issuer $ISSUER --any-audience --timeout soon'],
  ['$GOOD --issuer $ISSUER --any-audience --alg es256'],
])('wrong usage is exit code 2 and prints nothing to stdout: %s', async ([line = '']) => {
  const args = `token verify ${line}`.split(' ').map((word) => words[word.replace('$', '')] ?? word)
  const { code, stdout, said } = await runInside(args, {
    files: { 'jwks.json': JSON.stringify({ keys: issuer.keys }) },
  })
  expect(said).toMatch(/^error: .+\n(.+\n)*hint: .+$/)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('keys come from a file, and giving up a check is spelled', async () => {
  const jwks = join(folder, 'set.json')
  writeFileSync(jwks, JSON.stringify({ keys: issuer.keys }))
  const { code } = await keywell([
    'token',
    'verify',
    words['GOOD'] ?? '',
    '--jwks',
    jwks,
    '--any-issuer',
    '--any-audience',
    '--now',
    NOW,
  ])
  expect(code).toBe(0)
})

test('keys come from a URL and the issuer is still checked', async () => {
  const line = 'token verify $GOOD --jwks $ISSUER/jwks --issuer https://other.example --any-audience'
  expect(await transcript(`${line} --allow-http-loopback --now $NOW`, words)).toMatchInlineSnapshot(`
    "$ keywell token verify $GOOD --jwks $ISSUER/jwks --issuer https://other.example --any-audience --allow-http-loopback --now $NOW
    ! error: the token comes from an issuer that is not trusted [ERR_ISSUER_UNTRUSTED]
    !        received: http://127.0.0.1:PORT5
    !        trusted: https://other.example
    ! hint: compare byte for byte: scheme, host, path, trailing slash
    [exit 1]"
  `)
})

test('one private key verifies by its public part alone', async () => {
  const { privateJwk } = await generateJwk('ES256', { kid: 'mine' })
  const token = await issuer.token({ signer: localSigner(privateJwk) })
  const args = ['token', 'verify', token, '--key', 'key.json', '--issuer', issuer.url, '--any-audience', '--now', NOW]
  const { code, said } = await runInside(args, { files: { 'key.json': JSON.stringify(privateJwk) } })
  expect(said).toBe('the key is private; only its public part is used')
  expect(code).toBe(0)
})

test.for([
  [{}, ['--alg', 'RS256'], 'if this algorithm is meant, add it with --alg'],
  [{ alg: 'none' }, [], 'an unsigned token is never accepted'],
  [{ typ: 'logout+jwt' }, [], 'this kind of token is no access or ID token'],
] as const)('hints speak of flags, not of options: %o', async ([header, flags, hint]) => {
  const token = await issuer.crafted(header)
  const argv = ['token', 'verify', token, '--issuer', issuer.url, '--audience', AUDIENCE, '--allow-http-loopback']
  const { code, said } = await runInside([...argv, '--now', NOW, ...flags])
  expect(said).toContain(`hint: ${hint}`)
  expect(code).toBe(1)
})

test('the token comes on standard input, wrapped as copied from a header', async () => {
  const args = ['token', 'verify', '-', '--issuer', issuer.url, '--audience', AUDIENCE, '--allow-http-loopback']
  const stdin = `Authorization: Bearer "${words['GOOD']}"\n`
  const { code, stderr } = await keywell([...args, '--now', NOW], { stdin })
  expect(stderr).toBe('taken off round the token: "Authorization:", "Bearer", quotes\n')
  expect(code).toBe(0)
})

test('--json is one document, good or not', async () => {
  const trust = ['--issuer', issuer.url, '--audience', AUDIENCE, '--allow-http-loopback', '--now', NOW, '--json']
  const good = await keywell(['token', 'verify', words['GOOD'] ?? '', ...trust])
  expect(JSON.parse(good.stdout)).toMatchObject({
    schema: 'keywell/token.verify@1',
    ok: true,
    issuer: issuer.url,
    key: { kid: 'ec-1', alg: 'ES256' },
    payload: { sub: 'alice' },
  })
  const bad = await keywell(['token', 'verify', words['EXPIRED'] ?? '', ...trust])
  expect(JSON.parse(bad.stdout)).toMatchObject({
    schema: 'keywell/token.verify@1',
    ok: false,
    error: { code: 'ERR_TOKEN_EXPIRED', kind: 'token', hint: 'get a new token' },
  })
})

test('checks that are given up are named in the verdict', async () => {
  const files = { 'set.json': JSON.stringify({ keys: issuer.keys }) }
  const argv = ['token', 'verify', words['GOOD'] ?? '', '--jwks', 'set.json', '--any-issuer', '--any-audience']
  const text = await runInside([...argv, '--now', NOW], { files })
  const document = await runInside([...argv, '--now', NOW, '--json'], { files })
  expect(text.stdout).toMatch(/^✓ verified .* \(issuer, audience not checked\)\n/)
  expect(JSON.parse(document.stdout)).toMatchObject({ ok: true, notChecked: ['issuer', 'audience'] })
})

test('PEM is no JWK Set, and the flag for it is named', async () => {
  const files = { 'key.pem': '-----BEGIN PUBLIC KEY-----' }
  const argv = ['token', 'verify', words['GOOD'] ?? '', '--jwks', 'key.pem', '--any-issuer', '--any-audience']
  const { code, said } = await runInside(argv, { files })
  expect(said).toContain('hint: use --key')
  expect(code).toBe(2)
})
