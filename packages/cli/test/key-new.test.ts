/** `keywell key new`: names and forms of new keys. Where they go is in key.test.ts. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { decryptJwk, type Jwk, thumbprint } from 'keywell/jwk'
import { afterAll, describe, expect, test } from 'vitest'
import { runInside, type RanInside } from './support/inside.ts'
import { PASSWORD } from './support/key-files.ts'
import { keywell, transcript } from './support/keywell.ts'

const folder = mkdtempSync(join(tmpdir(), 'keywell-new-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'password.txt'), `${PASSWORD}\n`)

const made = (...flags: readonly string[]): Promise<RanInside> =>
  runInside(['key', 'new', '--alg', 'ES256', ...flags], { env: { PASSWORD } })

describe('the kid is', () => {
  const named = async (kid: string): Promise<Jwk> => JSON.parse((await made('--kid', kid, '-o', 'x')).stdout)

  test('the thumbprint', async () => {
    const jwk = await named('thumbprint')
    expect(jwk.kid).toBe(await thumbprint(jwk))
  })

  test('the hash of the public key in DER', async () => {
    const jwk = await named('spki-sha256')
    const spki = createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ type: 'spki', format: 'der' })
    expect(jwk.kid).toBe(createHash('sha256').update(spki).digest('base64url'))
  })

  test('a UUID', async () => {
    expect((await named('uuid')).kid).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('the day and the beginning of the thumbprint', async () => {
    const jwk = await named('date')
    expect(jwk.kid).toBe(`2026-01-31-${(await thumbprint(jwk)).slice(0, 8)}`)
  })

  test('any text', async () => {
    expect((await named('signing key 1')).kid).toBe('signing key 1')
  })
})

test('pem is PKCS #8', async () => {
  const { stdout, written } = await made('--format', 'pem', '-o', 'key.pem')
  const { x, y } = createPrivateKey(written.get('key.pem') ?? '').export({ format: 'jwk' })
  expect(JSON.parse(stdout)).toMatchObject({ x, y, alg: 'ES256' })
})

test('jwe is a file for its owner alone, opened with the password of the file', async () => {
  const args = ['key', 'new', '--alg', 'ES256', '--format', 'jwe', '--password-file', 'password.txt', '-o', 'key.jwe']
  const { code, stdout } = await keywell(args, { cwd: folder })
  const path = join(folder, 'key.jwe')
  const { d, ...open } = await decryptJwk(readFileSync(path, 'utf8'), PASSWORD)
  expect({ code, open }).toEqual({ code: 0, open: JSON.parse(stdout) })
  expect(d).toEqual(expect.any(String))
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('encrypted-pem is what OpenSSL opens with the password', async () => {
  const { stdout, written } = await made('--format', 'encrypted-pem', '--password-env', 'PASSWORD', '-o', 'key.pem')
  const input = written.get('key.pem')
  const { stdout: pem } = spawnSync('openssl', ['pkey', '-passin', `pass:${PASSWORD}`], { input, encoding: 'utf8' })
  const { x } = createPrivateKey(pem).export({ format: 'jwk' })
  expect(JSON.parse(stdout)).toMatchObject({ x })
})

test('under a password a key may go to a terminal', async () => {
  const argv = ['key', 'new', '--alg', 'ES256', '--format', 'jwe', '--password-env', 'PASSWORD']
  const { code, stdout } = await runInside(argv, { env: { PASSWORD }, io: { output: 'terminal' } })
  expect(stdout).toMatch(/^eyJ[\w-]+(\.[\w-]+){4}$/)
  expect(code).toBe(0)
})

test.each([
  ['an unknown form', ['--format', 'der']],
  ['no password', ['--format', 'jwe']],
  ['a password that nothing is done with', ['--password-env', 'PASSWORD']],
  ['two passwords', ['--format', 'jwe', '--password-env', 'PASSWORD', '--password-file', 'x']],
  ['a variable that is not set', ['--format', 'jwe', '--password-env', 'NOTHING']],
  ['a secret as PKCS #8', ['--format', 'pem', '--alg', 'HS256']],
])('%s is wrong usage, and no key is made', async (_, flags) => {
  const { code, stdout, written } = await made(...flags, '-o', 'x')
  expect({ code, stdout, made: written.size }).toEqual({ code: 2, stdout: '', made: 0 })
})

test('there is no way to type a password', async () => {
  expect(await transcript('key new --alg ES256 --format jwe --password secret -o x')).toMatchInlineSnapshot(`
    "$ keywell key new --alg ES256 --format jwe --password secret -o x
    ! error: Unknown option '--password'
    ! hint: see --help for the flags of this command
    [exit 2]"
  `)
})

test.each(['', '\n'])('an empty password file protects nothing: %j', async (password) => {
  const argv = ['key', 'new', '--alg', 'ES256', '--format', 'jwe', '--password-file', 'p', '-o', 'x']
  expect(await runInside(argv, { files: { p: password } })).toMatchObject({ code: 3, stdout: '' })
})
