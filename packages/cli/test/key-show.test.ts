/** `keywell key show`: what a key is, in every form, and nothing of its secret. */
import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { thumbprint } from 'keywell/jwk'
import { afterAll, expect, test } from 'vitest'
import { runInside, type RanInside } from './support/inside.ts'
import { transcript } from './support/keywell.ts'
import { keyFolder, PASSWORD } from './support/key-files.ts'

const folder = keyFolder()
afterAll(() => folder.remove())

const show = (name: string, ...flags: readonly string[]): Promise<RanInside> =>
  runInside(['key', 'show', 'key', ...flags], { files: { key: folder.read(name) }, env: { PASSWORD } })

test('a key is a page of facts', async () => {
  folder.write('rfc.json', JSON.stringify(RFC_8037))
  expect(await transcript('key show rfc.json', {}, { cwd: folder.path })).toMatchInlineSnapshot(`
    "$ keywell key show rfc.json
    a private key (JWK)
      type               OKP Ed25519
      size               256 bits
      serves             EdDSA Ed25519
      kid                –
      thumbprint         THUMBPRINT.................................
      thumbprint-sha384  ePy6LSb6I7JWK2uWQyYJQ4DBrwGE4QoxPl6INUviCtqplTLCwzo6fD9Eaw69Wvtt
      thumbprint-sha512  SfSqAgfmPYvpuNzfHCiQXi6Mr51GG78hHopngoabsV9xvLR0hcUfVCoJLfyzi08Dbnds6kmcAt23CpN
                         V-8qLTg
      thumbprint-uri     urn:ietf:params:oauth:jwk-thumbprint:sha-256:kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCT
                         wXBygrS4k
      spki-sha256        THUMBPRINT.................................
    [exit 0]"
  `)
})

/** RFC 8037, appendix A.1. */
const RFC_8037 = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}

test('names are those that OpenSSL and the library compute', async () => {
  const { stdout } = await show('ec.pem', '--json')
  const publicKey = createPublicKey(folder.read('ec.pem'))
  const spki = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
  const print = await thumbprint(publicKey.export({ format: 'jwk' }))
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'keywell/key.show@1',
    keys: [
      { kty: 'EC', curve: 'P-256', bits: 256, isPrivate: true, names: { thumbprint: print, 'spki-sha256': spki } },
    ],
  })
})

test('of a certificate it shows what it says, and that nothing vouches for it', async () => {
  const { stdout } = await show('rsa.crt')
  const { fingerprint256 } = new X509Certificate(folder.read('rsa.crt'))
  expect(stdout).toContain('certificate not checked against any anchor')
  expect(stdout).toContain(Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'))
})

test.each([
  ['ec.enc.pem', 'PKCS #8 under a password'],
  ['rsa.p12', 'PKCS #12'],
])('%s is opened with its password', async (name, form) => {
  const { code, stdout } = await show(name, '--password-env', 'PASSWORD')
  expect(stdout).toContain(form)
  expect(code).toBe(0)
})

test.each([
  ['no password', [], 2, 'a password is needed'],
  ['a variable that is not set', ['--password-env', 'NOTHING'], 2, 'is not set'],
  ['two passwords', ['--password-env', 'A', '--password-file', 'b'], 2, 'both given'],
  ['a wrong password', ['--password-file', 'wrong'], 3, 'the password is wrong'],
] as const)('an encrypted key is not opened with %s', async (_, flags, exit, message) => {
  const files = { key: folder.read('ec.enc.pem'), wrong: 'wrong\n' }
  const { code, stdout, said } = await runInside(['key', 'show', 'key', ...flags], { files })
  expect(said).toContain(message)
  expect({ code, stdout }).toEqual({ code: exit, stdout: '' })
})

test('a kid that is one of the names is said to be one', async () => {
  const jwk = { ...RFC_8037, kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' }
  const { stdout } = await runInside(['key', 'show', '-'], { stdin: JSON.stringify(jwk) })
  expect(stdout).toContain('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k  (= thumbprint)')
})

test('a key for encryption serves nothing here, and says so', async () => {
  const { d: _d, ...open } = RFC_8037
  const { stdout } = await runInside(['key', 'show', '-'], { stdin: JSON.stringify({ ...open, use: 'enc' }) })
  expect(stdout).toContain('nothing: not for verifying: its use is "enc", not "sig"')
})

test('a shared secret has no thumbprint to test guesses on', async () => {
  const jwk = { kty: 'oct', k: Buffer.alloc(32, 7).toString('base64url'), kid: 'shared' }
  const { stdout } = await runInside(['key', 'show', '-'], { stdin: JSON.stringify(jwk) })
  expect(stdout).toContain('a shared secret (JWK)')
  expect(stdout).not.toContain(await thumbprint(jwk))
})

test('one bad key of a set hides none of the others', async () => {
  const { d: _d, ...open } = RFC_8037
  const set = { keys: [open, { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }] }
  const { code, stdout } = await runInside(['key', 'show', '-', '--json'], { stdin: JSON.stringify(set) })
  const { keys } = JSON.parse(stdout)
  expect(keys).toMatchObject([{ kty: 'OKP' }, { error: { code: 'ERR_JWK_INVALID' } }])
  expect(code).toBe(3)
})
