/** `keywell key convert`: every form to every other, and no secret where it was not asked for. */
import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { decryptJwk, type Jwk, KEY_FORMATS } from 'keywell/jwk'
import { afterAll, expect, test } from 'vitest'
import { runInside, type RanInside } from './support/inside.ts'
import { keyFolder, PASSWORD, secretsOf } from './support/key-files.ts'
import { keywell, transcript } from './support/keywell.ts'

const folder = keyFolder()
afterAll(() => folder.remove())

const env = { PASSWORD, OTHER: 'another password' }
const convert = (name: string, ...flags: readonly string[]): Promise<RanInside> =>
  runInside(['key', 'convert', 'key', ...flags], { files: { key: folder.read(name) }, env })

test('a certificate becomes the public key that OpenSSL sees in it', async () => {
  const { code, stdout } = await convert('rsa.crt', '--to', 'spki-pem')
  expect(`${stdout}\n`).toBe(createPublicKey(folder.read('rsa.crt')).export({ type: 'spki', format: 'pem' }))
  expect(code).toBe(0)
})

test('a private key becomes a file for its owner alone, and OpenSSL reads it', async () => {
  const out = join(folder.path, 'made.json')
  const { code, stdout, stderr } = await keywell(['key', 'convert', 'ec.pem', '--to', 'jwk', '-o', out], {
    cwd: folder.path,
  })
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: '',
    stderr: `the key is in ${out}, readable by you alone\n`,
  })
  expect(statSync(out).mode & 0o777).toBe(0o600)
  const jwk = JSON.parse(readFileSync(out, 'utf8'))
  expect(createPrivateKey({ key: jwk, format: 'jwk' }).equals(createPrivateKey(folder.read('ec.pem')))).toBe(true)
})

test('a file that exists is never overwritten', async () => {
  expect(await transcript('key convert ec.pem --to spki-der -o rsa.pem', {}, { cwd: folder.path }))
    .toMatchInlineSnapshot(`
    "$ keywell key convert ec.pem --to spki-der -o rsa.pem
    ! error: "rsa.pem" cannot be made: it exists already, and keys are never overwritten
    ! hint: choose another path for the new file
    [exit 4]"
  `)
})

test('octets go to a file, which others may read when it is public', async () => {
  const { code } = await keywell(['key', 'convert', 'ec.pem', '--to', 'spki-der', '-o', 'public.der'], {
    cwd: folder.path,
  })
  expect(code).toBe(0)
  expect(statSync(join(folder.path, 'public.der')).mode & 0o077).not.toBe(0)
  expect(folder.read('public.der')).toEqual(
    createPublicKey(folder.read('ec.pem')).export({ type: 'spki', format: 'der' }),
  )
})

test('octets are not for standard output', async () => {
  const { code, stdout, said } = await convert('ec.pem', '--to', 'spki-der')
  expect(said).toContain('add --out FILE, or use spki-pem')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

const OPEN = KEY_FORMATS.filter((name) => !/^(certificate|spki|openssh-public|sec1)/.test(name))

test.each([...OPEN, 'pem', 'der', 'openssh'])('%s of a private key is not printed unless asked to', async (to) => {
  const secrets = secretsOf(folder.read('rsa.pem'))
  const { code, stdout, said, written } = await convert('rsa.pem', '--to', to)
  expect(said).toContain('of a private key holds the secret, and would be printed')
  expect({ code, stdout, made: written.size }).toEqual({ code: 2, stdout: '', made: 0 })
  for (const secret of secrets) expect(said).not.toContain(secret)
})

test('it is printed when that is asked for', async () => {
  const { code, stdout } = await convert('ec.pem', '--to', 'pem', '--show-private')
  expect(createPrivateKey(stdout).equals(createPrivateKey(folder.read('ec.pem')))).toBe(true)
  expect(code).toBe(0)
})

test.each(['spki-pem', 'spki-base64', 'openssh-public'])('%s of a private key is its public part', async (to) => {
  const { code, stdout, said } = await convert('rsa.pem', '--to', to)
  for (const secret of secretsOf(folder.read('rsa.pem'))) expect(stdout + said).not.toContain(secret)
  expect(code).toBe(0)
})

test('a key gets a password, keeps it, and gets another one', async () => {
  const { stdout: first } = await convert('ec.pem', '--to', 'jwe', '--new-password-env', 'PASSWORD')
  folder.write('first.jwe', first)
  const { stdout: kept } = await convert('first.jwe', '--to', 'jwe', '--password-env', 'PASSWORD')
  const { stdout: changed } = await convert(
    'first.jwe',
    '--to',
    'jwe',
    '--password-env',
    'PASSWORD',
    '--new-password-env',
    'OTHER',
  )
  const [one, two, three]: readonly Jwk[] = await Promise.all([
    decryptJwk(first, PASSWORD),
    decryptJwk(kept, PASSWORD),
    decryptJwk(changed, 'another password'),
  ])
  expect([two, three]).toEqual([one, one])
})

test('OpenSSL opens what is written under a password', async () => {
  const { stdout } = await convert('rsa.p12', '--to', 'encrypted-pem', '--password-env', 'PASSWORD')
  folder.write('from-p12.pem', stdout)
  const { stdout: opened } = spawnSync('openssl', ['pkey', '-in', 'from-p12.pem', '-passin', `pass:${PASSWORD}`], {
    cwd: folder.path,
  })
  expect(createPrivateKey(opened).equals(createPrivateKey(folder.read('rsa.pem')))).toBe(true)
})

test('what is under a password is in a file for its owner alone', async () => {
  const { written, published } = await convert(
    'ec.pem',
    '--to',
    'encrypted-pem',
    '--new-password-env',
    'PASSWORD',
    '-o',
    'new',
  )
  expect([...written.keys(), ...published.keys()]).toEqual(['new'])
  expect(written.get('new')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/)
})

test('of several keys one is chosen by its kid, or all become a set', async () => {
  const made = await Promise.all(
    ['a', 'b'].map((kid) => runInside(['key', 'new', '--alg', 'ES256', '--kid', kid, '-o', 'x'])),
  )
  const keys = made.map(({ stdout }): unknown => JSON.parse(stdout))
  const files = { set: JSON.stringify({ keys }) }
  const run = (...flags: readonly string[]): Promise<RanInside> =>
    runInside(['key', 'convert', 'set', ...flags], { files })
  expect(JSON.parse((await run('--to', 'jwk', '--kid', 'b')).stdout)).toMatchObject({ kid: 'b' })
  expect(JSON.parse((await run('--to', 'jwks')).stdout).keys).toHaveLength(2)
  expect(await run('--to', 'jwk')).toMatchObject({ code: 2, stdout: '' })
  expect(await run('--to', 'jwk', '--kid', 'c')).toMatchObject({ code: 3, stdout: '' })
})

test.each([
  ['no form', []],
  ['an unknown form', ['--to', 'p7b']],
  ['a certificate as the form', ['--to', 'certificate-pem']],
])('%s is wrong usage', async (_, flags) => {
  expect(await convert('ec.pem', ...flags)).toMatchObject({ code: 2, stdout: '' })
})

test('a public key is not put under a password', async () => {
  expect(await convert('ec.crt', '--to', 'jwe', '--new-password-env', 'PASSWORD')).toMatchObject({
    code: 2,
    stdout: '',
  })
})

test('the document has the key only where it was asked for', async () => {
  const open = await convert('ec.crt', '--to', 'pem', '--json')
  expect(JSON.parse(open.stdout)).toMatchObject({
    schema: 'keywell/key.convert@1',
    from: 'certificate-pem',
    to: 'pem',
    isPrivate: false,
  })
  const kept = await convert('ec.pem', '--to', 'pem', '--json', '-o', 'new')
  expect(JSON.parse(kept.stdout)).toEqual({
    schema: 'keywell/key.convert@1',
    from: 'sec1-pem',
    to: 'pem',
    isPrivate: true,
    out: 'new',
  })
})
