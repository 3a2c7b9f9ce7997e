/** `keywell key check`: exit code 1 for what must be put right, and for nothing else. */
import { generateKeyPairSync, createPrivateKey } from 'node:crypto'
import { generateJwk, type Jwk } from 'keywell/jwk'
import { afterAll, describe, expect, test } from 'vitest'
import { NOW } from './support/issuer.ts'
import { runInside, type RanInside } from './support/inside.ts'
import { keyFolder } from './support/key-files.ts'
import { transcript } from './support/keywell.ts'

const folder = keyFolder()
afterAll(() => folder.remove())

const { privateJwk, publicJwk = privateJwk } = await generateJwk('ES256', { kid: 'mine' })
const check = (key: unknown, ...flags: readonly string[]): Promise<RanInside> =>
  runInside(['key', 'check', '-', ...flags], { stdin: Buffer.isBuffer(key) ? key : JSON.stringify(key) })

test('a key without fault is a list of what was looked at', async () => {
  folder.write('good.json', JSON.stringify(privateJwk))
  expect(await transcript('key check good.json --alg ES256', {}, { cwd: folder.path })).toMatchInlineSnapshot(`
    "$ keywell key check good.json --alg ES256
    key 1, mine
      ✓  size  P-256, 256 bits
      ✓  pair  private and public part belong together
      ✓  use   serves ES256

    GOOD nothing bad was found
    [exit 0]"
  `)
})

const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
const rsa = createPrivateKey(folder.read('rsa.pem')).export({ format: 'jwk' })
const other = (await generateJwk('ES256')).privateJwk

/** n of two primes that differ by less than 2^20: found with `openssl prime -generate` and the next prime after it. */
const CLOSE = closeModulus()
function closeModulus(): string {
  const { p = '' } = rsa
  const prime = BigInt(`0x${Buffer.from(p, 'base64url').toString('hex')}`)
  return Buffer.from(((prime + 2n) * (prime + 40n)).toString(16).padStart(512, '0'), 'hex').toString('base64url')
}

const RFC_8037 = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }

describe('exit code 1 for', () => {
  test.each<[string, unknown, readonly string[], string]>([
    ['a modulus of 1024 bits', small.publicKey.export({ format: 'jwk' }), [], 'the RSA modulus has 1024 bits'],
    ['the same in PEM', Buffer.from(small.privateKey.export({ type: 'pkcs8', format: 'pem' })), [], '1024 bits'],
    ['primes that are close together', { kty: 'RSA', n: CLOSE, e: 'AQAB' }, [], 'its primes are close together'],
    ['halves of two keys', { ...privateJwk, x: other['x'], y: other['y'] }, [], 'do not belong together'],
    ['a point off its curve', { ...publicJwk, x: 'A'.repeat(43) }, [], 'the point is not on P-256'],
    ['a key for encryption', { ...publicJwk, use: 'enc' }, [], 'its use is "enc", not "sig"'],
    ['key_ops without sign', { ...privateJwk, use: undefined, key_ops: ['verify'] }, [], 'its key_ops lack "sign"'],
    ['an alg of another type', { ...publicJwk, alg: 'RS256' }, [], 'does not go with P-256 keys'],
    ['another algorithm than is asked for', publicJwk, ['--alg', 'ES384'], 'it cannot serve ES384, only ES256'],
    ['a secret that is too short', { kty: 'oct', k: 'AAAAAAAA' }, [], 'HS256 needs 256 bits, this secret has 48'],
    ['a key out of a document', RFC_8037, [], 'its private part is printed in RFC 8037, A.1'],
    ['a kid that several keys have', { keys: [publicJwk, { ...publicJwk }] }, [], 'is the name of several keys'],
    ['one bad key of several', { keys: [publicJwk, { ...publicJwk, y: 'AAAA', kid: '2' }] }, [], 'the point is not on'],
    ['a certificate that is expired', folder.read('ec.crt'), ['--now', '2099-01-01'], 'expired: '],
    ['a certificate of tomorrow', folder.read('ec.crt'), ['--now', '2020-01-01'], 'not valid yet: '],
  ])('%s', async (_, key, flags, reason) => {
    const { code, stdout } = await check(key, ...flags)
    expect(stdout).toContain(reason)
    expect(stdout).toMatch(/BAD see ✗$/)
    expect(code).toBe(1)
  })

  test('a certificate signed with SHA-1, and one that must not sign', async () => {
    const args = ['req', '-x509', '-key', 'rsa.pem', '-subj', '/CN=x', '-days', '90']
    folder.openssl(...args, '-sha1', '-out', 'sha1.crt')
    folder.openssl(...args, '-addext', 'keyUsage=critical,keyEncipherment', '-out', 'usage.crt')
    const now = ['--now', new Date(Date.now() + 3_600_000).toISOString()]
    expect((await check(folder.read('sha1.crt'), ...now)).stdout).toContain('signed with SHA-1')
    expect((await check(folder.read('usage.crt'), ...now)).stdout).toContain('its key usage does not allow signatures')
  })

  test('a JWK with the certificate of another key', async () => {
    const x5c = [
      folder
        .read('ec.crt')
        .toString()
        .replaceAll(/-----[^-]+-----|\s/g, ''),
    ]
    const { code, stdout } = await check({ ...publicJwk, x5c, 'x5t#S256': 'A'.repeat(43) }, '--now', NOW)
    expect(stdout).toContain('is for another key')
    expect(stdout).toContain('is not the hash of the certificate in x5c')
    expect(code).toBe(1)
  })

  test('a modulus of the faulty chips', async () => {
    // Every prime of theirs is k·M + (65537^a mod M), so this is what all their moduli are by M (Nemec et al., 2017).
    const M = [
      2n,
      3n,
      5n,
      7n,
      11n,
      13n,
      17n,
      19n,
      23n,
      29n,
      31n,
      37n,
      41n,
      43n,
      47n,
      53n,
      59n,
      61n,
      67n,
      71n,
      73n,
      79n,
      83n,
      89n,
      97n,
      101n,
      103n,
      107n,
      109n,
      113n,
      127n,
      131n,
      137n,
      139n,
      149n,
      151n,
      157n,
      163n,
      167n,
    ].reduce((product, prime) => product * prime)
    const wanted = 65537n ** 5n % M
    const n = ((1n << 2047n) / M + 1n) * M + wanted
    const jwk = {
      kty: 'RSA',
      n: Buffer.from(n.toString(16).padStart(512, '0'), 'hex').toString('base64url'),
      e: 'AQAB',
    }
    expect((await check(jwk)).stdout).toContain('CVE-2017-15361')
  })
})

describe('exit code 0 for', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['a public key', publicJwk, ['--alg', 'ES256']],
    ['a private RSA key', { ...rsa, kid: 'x' }, []],
    ['a secret of 256 bits', { kty: 'oct', k: Buffer.alloc(32, 9).toString('base64url'), kid: 'x' }, []],
    ['a certificate in its time', folder.read('rsa.crt'), ['--now', new Date(Date.now() + 3_600_000).toISOString()]],
    [
      'a set',
      { keys: [publicJwk, { ...RFC_8037, x: String(other['x']), kty: 'EC', crv: 'P-256', y: other['y'], kid: 'b' }] },
      [],
    ],
  ])('%s', async (_, key, flags) => {
    const { code, stdout } = await check(key, ...flags)
    expect(stdout).toMatch(/GOOD nothing bad was found$/)
    expect(code).toBe(0)
  })
})

test.each([
  ['what is no key', '<html>', 3],
  ['a token', 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA', 5],
  ['an empty set', '{"keys":[]}', 3],
])('%s has not been checked', async (_, stdin, exit) => {
  expect(await runInside(['key', 'check', '-'], { stdin })).toMatchObject({ code: exit, stdout: '' })
})

test('the document lists the findings', async () => {
  const { stdout } = await check({ ...publicJwk, use: 'enc' } satisfies Jwk, '--json')
  const { schema, ok, keys } = JSON.parse(stdout)
  expect({ schema, ok }).toEqual({ schema: 'keywell/key.check@1', ok: false })
  expect(keys[0].findings).toContainEqual({
    verdict: 'bad',
    what: 'use',
    because: 'not for verifying: its use is "enc", not "sig"',
  })
})
