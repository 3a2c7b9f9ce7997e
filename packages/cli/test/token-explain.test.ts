/** `keywell token explain`: the choice of the key in sight, and a verdict with a way out. */
import { generateJwk } from 'keywell/jwk'
import { localSigner } from 'keywell/sign'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInside } from './support/inside.ts'
import {
  AUDIENCE,
  closedPort,
  html,
  json,
  type LocalIssuer,
  localIssuer,
  METADATA,
  NOW,
  tampered,
} from './support/issuer.ts'
import { transcript, type Variables } from './support/keywell.ts'

let issuer: LocalIssuer
let words: Variables

beforeAll(async () => {
  issuer = await localIssuer()
  words = { NOW, ISSUER: issuer.url, API: AUDIENCE, GOOD: await issuer.token() }
})

afterAll(() => issuer.close())

const TRUST = '--issuer $ISSUER --audience $API --allow-http-loopback --now $NOW'
const trustArgs = (url: string): readonly string[] => [
  '--issuer',
  url,
  '--audience',
  AUDIENCE,
  '--allow-http-loopback',
  '--now',
  NOW,
]

test('a good token passes every check', async () => {
  expect(await transcript(`token explain $GOOD ${TRUST}`, words)).toMatchInlineSnapshot(`
    "$ keywell token explain $GOOD --issuer $ISSUER --audience $API --allow-http-loopback --now $NOW
    asked
      GET  http://127.0.0.1:PORT5/.well-known/openid-configuration  200
      GET  http://127.0.0.1:PORT5/jwks                              200

    checks
      ✓ pass  form       "ES256"                            three base64url parts, a valid header and
                                                            claims
      ✓ pass  alg        "ES256"                            RFC 7518 §3.4
      ✓ pass  kid        "ec-1"                             the header names a key
      ✓ pass  iss        "http://127.0.0.1:PORT5"           a trusted issuer
      ✓ pass  algorithm  "ES256"                            allowed by the trust
      ✓ pass  exp        2026-01-31 12:05:00 UTC, in 5 min  RFC 7519 §4.1.4
      ✓ pass  nbf        –                                  RFC 7519 §4.1.5
      ✓ pass  aud        "https://api.example"              RFC 7519 §4.1.3
      ✓ pass  key        "ec-1"                             1 of 2 keys fit
      ✓ pass  signature  "ec-1"                             made by this EC key of 256 bits
      ✓ pass  typ        "jwt"                              RFC 8725 §3.11
      ✓ pass  iat        2026-01-31 12:00:00 UTC, now       RFC 7519 §4.1.6

    keys of http://127.0.0.1:PORT5
                     kid    type      alg    use  size  because
      – passed over  rsa-1  RSA       RS256  sig  2048  another kid
      ✓ chosen       ec-1   EC P-256  ES256  sig  256   same kid, can verify ES256

    ACCEPTED every check passed
    [exit 0]"
  `)
})

test('an expired token still gets its key shown', async () => {
  const old = await issuer.token({ expiresInSeconds: -86_400 })
  expect(await transcript(`token explain $OLD ${TRUST}`, { ...words, OLD: old })).toMatchInlineSnapshot(`
    "$ keywell token explain $OLD --issuer $ISSUER --audience $API --allow-http-loopback --now $NOW
    asked
      GET  http://127.0.0.1:PORT5/.well-known/openid-configuration  200
      GET  http://127.0.0.1:PORT5/jwks                              200

    checks
      ✓ pass  form       "ES256"                           three base64url parts, a valid header and
                                                           claims
      ✓ pass  alg        "ES256"                           RFC 7518 §3.4
      ✓ pass  kid        "ec-1"                            the header names a key
      ✓ pass  iss        "http://127.0.0.1:PORT5"          a trusted issuer
      ✓ pass  algorithm  "ES256"                           allowed by the trust
      ✗ FAIL  exp        2026-01-30 12:00:00 UTC, 1 d ago  the token expired 86400 s ago; expected a
                                                           time in the future
      ✓ pass  nbf        –                                 RFC 7519 §4.1.5
      ✓ pass  aud        "https://api.example"             RFC 7519 §4.1.3
      ✓ pass  key        "ec-1"                            1 of 2 keys fit
      ✓ pass  signature  "ec-1"                            made by this EC key of 256 bits
      ✓ pass  typ        "jwt"                             RFC 8725 §3.11
      ✓ pass  iat        2026-01-31 12:00:00 UTC, now      RFC 7519 §4.1.6

    keys of http://127.0.0.1:PORT5
                     kid    type      alg    use  size  because
      – passed over  rsa-1  RSA       RS256  sig  2048  another kid
      ✓ chosen       ec-1   EC P-256  ES256  sig  256   same kid, can verify ES256

    REFUSED the token expired 86400 s ago [ERR_TOKEN_EXPIRED]
    fix  get a new token
    [exit 1]"
  `)
})

test('without a source of trust nothing is fetched, and the fix is named', async () => {
  expect(await transcript('token explain $GOOD --now $NOW', words)).toMatchInlineSnapshot(`
    "$ keywell token explain $GOOD --now $NOW
    checks
      ✓ pass         form       "ES256"                            three base64url parts, a valid header
                                                                   and claims
      ✓ pass         alg        "ES256"                            RFC 7518 §3.4
      ✓ pass         kid        "ec-1"                             the header names a key
      – not checked  iss        "http://127.0.0.1:PORT5"           not checked: no --issuer was given
      – not checked  algorithm  "ES256"                            not checked: no --issuer, --jwks or
                                                                   --key was given
      ✓ pass         exp        2026-01-31 12:05:00 UTC, in 5 min  RFC 7519 §4.1.4
      ✓ pass         nbf        –                                  RFC 7519 §4.1.5
      – not checked  aud        "https://api.example"              not checked: no --audience was given
      – not checked  key        "ec-1"                             not checked: no --issuer, --jwks or
                                                                   --key was given
      – not checked  signature  –                                  there is no key to check it with
      ✓ pass         typ        "jwt"                              RFC 8725 §3.11
      ✓ pass         iat        2026-01-31 12:00:00 UTC, now       RFC 7519 §4.1.6

    UNDECIDED nothing says whose keys to use [ERR_KEYS_NOT_LOADED]
    fix  add --issuer with the issuer that you trust, or --jwks or --key with its keys
    [exit 5]"
  `)
})

test('a check that nobody asked for leaves it undecided', async () => {
  const args = ['token', 'explain', words['GOOD'] ?? '', '--issuer', issuer.url, '--allow-http-loopback', '--now', NOW]
  const { code, stdout } = await runInside(args)
  expect(stdout).toContain('UNDECIDED all that was checked is good; not checked: audience')
  expect(stdout).toContain('fix  add --audience or --any-audience')
  expect(code).toBe(5)
})

test('a token that names the wrong key of the set is told which one made its signature', async () => {
  const published = await localIssuer()
  const { privateJwk, publicJwk } = await generateJwk('ES256', { kid: 'ec-2' })
  published.answer('/jwks', json({ keys: [...published.keys, publicJwk] }))
  const mislabelled = localSigner({ ...privateJwk, kid: 'ec-1' })
  const token = await published.token({ signer: mislabelled })
  const { code, stdout } = await runInside(['token', 'explain', token, ...trustArgs(published.url)])
  expect(stdout).toContain('! the signature was made by key "ec-2", which the token does not name')
  expect(stdout).toContain('REFUSED the signature does not match [ERR_SIGNATURE_INVALID]')
  expect(code).toBe(1)
  await published.close()
})

test('every key of the set is listed with its reason, quarantined ones too', async () => {
  const published = await localIssuer()
  const weak = { kty: 'RSA', kid: 'weak', n: Buffer.alloc(64, 0xc1).toString('base64url'), e: 'AQAB' }
  published.answer('/jwks', json({ keys: [weak, null, ...published.keys] }))
  const { stdout } = await runInside(['token', 'explain', await published.token(), ...trustArgs(published.url)])
  const [, keys = ''] = stdout.split(/^keys of .*\n/m)
  expect(keys).toMatch(/– passed over +rsa-1 .* another kid\n/)
  expect(keys).toMatch(/✓ chosen +ec-1 .* same kid, can verify ES256\n/)
  expect(keys).toMatch(/✗ quarantined +weak +RSA .*\n/)
  expect(keys).toMatch(/✗ quarantined +– +– .*\n/)
  await published.close()
})

test.for([['soon'], [1e300], [null], [{}], [-1]])(
  'a time that is none fails its check and nothing else: %j',
  async ([exp]) => {
    const token = await issuer.claiming({ exp })
    const { code, stdout } = await runInside(['token', 'explain', token, ...trustArgs(issuer.url)])
    expect(stdout).toMatch(exp === 1e300 ? /✓ pass +exp/ : /✗ FAIL +exp/)
    expect(code).toBe(exp === 1e300 ? 0 : 1)
  },
)

test('a check that is given up is never shown as one that was made', async () => {
  const files = { 'set.json': JSON.stringify({ keys: issuer.keys }) }
  const argv = ['token', 'explain', words['GOOD'] ?? '', '--jwks', 'set.json', '--any-issuer', '--any-audience']
  const { code, stdout } = await runInside([...argv, '--now', NOW], { files })
  expect(stdout).toMatch(/– not checked +iss .* not checked: --any-issuer\n/)
  expect(stdout).toMatch(/– not checked +aud .* not checked: --any-audience\n/)
  expect(stdout).toContain('keys of set.json')
  expect(code).toBe(0)
})

test('a sole key without kid serves any token as --key, and none that names another as --jwks', async () => {
  const [, ec] = issuer.keys
  const { kid: _, ...anonymous } = ec ?? { kty: '' }
  const files = { 'key.json': JSON.stringify(anonymous), 'set.json': JSON.stringify({ keys: [anonymous] }) }
  const rest = ['--any-issuer', '--any-audience', '--now', NOW]
  const token = words['GOOD'] ?? ''
  const key = await runInside(['token', 'explain', token, '--key', 'key.json', ...rest], { files })
  const set = await runInside(['token', 'explain', token, '--jwks', 'set.json', ...rest], { files })
  expect(key.stdout).toMatch(/✓ chosen +– +EC P-256/)
  expect(set.stdout).toMatch(
    /– passed over +– +EC P-256 .* it has no kid\n.*! the signature was made by the key without kid/,
  )
  expect([key.code, set.code]).toEqual([0, 5])
})

test('a kid full of control characters is shown in the table as what it is', async () => {
  const kid = '\u001b]0;owned\u0007\u202e'
  const { privateJwk, publicJwk } = await generateJwk('ES256', { kid })
  const published = await localIssuer()
  published.answer('/jwks', json({ keys: [publicJwk] }))
  const token = await published.token({ signer: localSigner(privateJwk) })
  const { code, stdout } = await runInside(['token', 'explain', token, ...trustArgs(published.url)])
  expect(stdout).toContain(String.raw`\u001b]0;owned\u0007\u202e`)
  expect(stdout).not.toMatch(/[^\n\P{C}]/u)
  expect(code).toBe(0)
  await published.close()
})

test('metadata of another issuer is named, and no key is taken from it', async () => {
  const published = await localIssuer()
  published.answer(METADATA, json({ issuer: 'https://other.example', jwks_uri: `${published.url}/jwks` }))
  const { code, stdout } = await runInside(['token', 'explain', await published.token(), ...trustArgs(published.url)])
  expect(stdout).not.toContain('/jwks')
  expect(stdout).toContain('[ERR_KEYS_UNAVAILABLE]')
  expect(code).toBe(4)
  await published.close()
})

test('--json holds the tree, the keys and the requests, and never the token', async () => {
  const bad = tampered(words['GOOD'] ?? '', { sub: 'admin' })
  const { code, stdout } = await runInside(['token', 'explain', bad, ...trustArgs(issuer.url), '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'keywell/token.explain@1',
    ok: false,
    verdict: 'refused',
    notChecked: [],
    explanation: { id: 'token', verdict: 'fail', code: 'ERR_SIGNATURE_INVALID' },
    keys: [
      { kid: 'rsa-1', verdict: 'passed-over' },
      { kid: 'ec-1', verdict: 'candidate' },
    ],
    requests: [
      { url: `${issuer.url}${METADATA}`, status: 200 },
      { url: `${issuer.url}/jwks`, status: 200 },
    ],
  })
  expect(stdout).not.toContain(bad.split('.')[1])
  expect(code).toBe(1)
})

test.for([
  ['HTML', html, 'ERR_JWKS_INVALID', 1],
  // A load tries once more while somebody waits; explaining adds no load of its own.
  ['500', (response) => void response.writeHead(500).end(), 'ERR_FETCH_STATUS', 2],
  ['a stall', () => undefined, 'ERR_FETCH_TIMEOUT', 1],
] as const satisfies readonly (readonly [string, Parameters<LocalIssuer['answer']>[1], string, number])[])(
  'keys that cannot be had are explained by the innermost cause, loaded once: %s',
  async ([, answer, cause, requests]) => {
    const published = await localIssuer()
    let asked = 0
    published.answer('/jwks', (response) => {
      asked += 1
      answer(response)
    })
    const argv = ['token', 'explain', await published.token(), ...trustArgs(published.url), '--timeout', '1500ms']
    const startedAt = performance.now()
    const { code, stdout } = await runInside(argv)
    expect(performance.now() - startedAt).toBeLessThan(2400)
    const [, verdict = ''] = stdout.split(/^UNDECIDED /m)
    expect(verdict).toMatch(new RegExp(`because .* \\[${cause}\\]\nfix  .+$`))
    expect({ code, asked }).toEqual({ code: 4, asked: requests })
    await published.close()
  },
)

test('--json names the causes of keys that cannot be had', async () => {
  const argv = ['token', 'explain', words['GOOD'] ?? '', ...trustArgs(await closedPort())]
  const { code, stdout } = await runInside([
    ...argv.slice(0, 3),
    '--any-issuer',
    ...argv.slice(5),
    '--jwks',
    `${argv[4]}/jwks`,
    '--json',
  ])
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'undecided', causes: [{ code: 'ERR_FETCH_FAILED' }] })
  expect(code).toBe(4)
})
