/** `keywell key`: private keys stay private. */
import { generateKeyPairSync } from 'node:crypto'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { thumbprint } from 'keywell/jwk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInside } from './support/inside.ts'
import { ARGUMENTS, keywell, transcript } from './support/keywell.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keywell-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the private key goes to a file for its owner alone, the public one to stdout', async () => {
  const out = join(folder, 'signing.json')
  const { code, stdout } = await keywell(['key', 'new', '--alg', 'ES256', '--kid', 'mine', '--out', out])
  const published = JSON.parse(stdout)
  const kept = JSON.parse(readFileSync(out, 'utf8'))
  expect(published).toMatchObject({ kty: 'EC', crv: 'P-256', kid: 'mine', alg: 'ES256', use: 'sig' })
  expect(Object.keys(published)).not.toContain('d')
  expect(kept).toEqual({ ...published, d: expect.any(String) })
  expect(statSync(out).mode & 0o777).toBe(0o600)
  expect(code).toBe(0)
})

test('a file that exists is never overwritten', async () => {
  const out = join(folder, 'twice.json')
  await keywell(['key', 'new', '--alg', 'Ed25519', '--out', out])
  const before = readFileSync(out, 'utf8')
  const { code, stdout, stderr } = await keywell(['key', 'new', '--alg', 'Ed25519', '--out', out])
  expect(stderr).toContain('it exists already, and keys are never overwritten')
  expect({ code, stdout, kept: readFileSync(out, 'utf8') }).toEqual({ code: 4, stdout: '', kept: before })
})

test('a symbolic link is not followed', async () => {
  const target = join(folder, 'elsewhere.json')
  symlinkSync(target, join(folder, 'link.json'))
  const { code } = await keywell(['key', 'new', '--alg', 'Ed25519', '-o', join(folder, 'link.json')])
  expect({ code, isThere: existsSync(target) }).toEqual({ code: 4, isThere: false })
})

test('a private key goes into a pipe, whose reader asked for it', async () => {
  const { code, stdout } = await keywell(['key', 'new', '--alg', 'ES256'])
  expect(JSON.parse(stdout)).toHaveProperty('d')
  expect(code).toBe(0)
})

test('a redirected file would be readable by others, so it gets nothing', () => {
  const path = join(folder, 'redirected.json')
  const file = openSync(path, 'w')
  const args = [...ARGUMENTS, 'key', 'new', '--alg', 'ES256']
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', file, 'pipe'], encoding: 'utf8' })
  closeSync(file)
  expect(stderr).toContain('error: the private key would go to a file that others may read')
  expect({ status, size: statSync(path).size }).toEqual({ status: 2, size: 0 })
})

test.for([
  [[], 2],
  [['--show-private'], 0],
] as const)('a terminal shows a private key only when asked to: %s', async ([flags, exit]) => {
  const { code, stdout } = await runInside(['key', 'new', '--alg', 'ES256', ...flags], { io: { output: 'terminal' } })
  expect({ code, isShown: stdout.includes('"d"') }).toEqual({ code: exit, isShown: exit === 0 })
})

test.for([
  [['key', 'new']],
  [['key', 'new', '--alg', 'ES256', '--alg', 'RS256']],
  [['key', 'new', '--alg', 'none']],
  [['key', 'new', '--alg', 'RS256', '--size', '1024']],
  [['key', 'new', '--alg', 'RS256', '--size', 'big']],
  [['key', 'new', '--alg', 'ES256', '--size', '2048']],
  [['key', 'new', 'ES256']],
  [['key', 'thumbprint', '--hash', 'md5']],
] as const)('wrong usage is refused: %s', async ([argv]) => {
  const { code, stdout } = await runInside(argv, { stdin: '{}' })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

/** RFC 7638 §3.1, with the private exponent of nobody added. */
const RFC_7638 = {
  kty: 'RSA',
  n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
  alg: 'RS256',
  kid: '2011-04-29',
}

test('the thumbprint is the one of RFC 7638', async () => {
  const { stdout } = await runInside(['key', 'thumbprint', '-'], { stdin: JSON.stringify(RFC_7638) })
  expect(stdout).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
})

test('PEM of private keys and certificates gives the public key', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const expected = await thumbprint(publicKey.export({ format: 'jwk' }))
  for (const pem of [
    privateKey.export({ format: 'pem', type: 'pkcs8' }),
    privateKey.export({ format: 'pem', type: 'sec1' }),
    publicKey.export({ format: 'pem', type: 'spki' }),
  ]) {
    const { stdout } = await runInside(['key', 'thumbprint', '-'], { stdin: String(pem) })
    expect(stdout).toBe(expected)
  }
})

test('key public leaves the private members out, of a set as of a key', async () => {
  const made = await runInside(['key', 'new', '--alg', 'ES256'])
  const jwk = JSON.parse(made.stdout)
  const one = await runInside(['key', 'public', '-'], { stdin: made.stdout })
  const set = await runInside(['key', 'public', '-'], { stdin: JSON.stringify({ keys: [jwk] }) })
  expect(one.said).toBe('the private members are left out')
  expect(Object.keys(JSON.parse(one.stdout))).not.toContain('d')
  expect(JSON.parse(set.stdout)).toEqual({ keys: [JSON.parse(one.stdout)] })
})

test.for([
  ['HTML', '<!doctype html>'],
  ['JSON of something else', '{"access_token":"x"}'],
  ['a symmetric key', '{"kty":"oct","k":"c2VjcmV0"}'],
  ['a key off its curve', '{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}'],
  ['broken PEM', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
  ['nothing', ''],
])('what is no public key is refused and never quoted: %s', async ([, stdin = '']) => {
  const { code, stdout, said } = await runInside(['key', 'public', '-'], { stdin })
  expect(said).toMatch(/^error: /)
  expect(said).not.toContain('c2VjcmV0')
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
})

test('a file that is not there is exit code 4', async () => {
  expect(await transcript('key public missing.pem')).toMatchInlineSnapshot(`
    "$ keywell key public missing.pem
    ! error: "missing.pem" cannot be read: there is no such file
    ! hint: check the path; it counts from the current folder
    [exit 4]"
  `)
})
