/** Private keys under a password: what another implementation makes of them, and what a stranger's file may cost. */
import { createCipheriv, createDecipheriv, pbkdf2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decryptJwk, encryptJwk, generateJwk } from '../../../src/jwk.ts'
import { ENCRYPTED_KEY } from '../../vectors/rfc7517.ts'

const { privateJwk, publicJwk } = await generateJwk('ES256', { kid: 'mine' })
const PASSWORD = 'correct horse battery staple'
const jwe = await encryptJwk(privateJwk, PASSWORD)

const [header = '', wrapped = '', iv = '', ciphertext = '', tag = ''] = jwe.split('.')
const octets = (text: string): Buffer => Buffer.from(text, 'base64url')
const spelled = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const read = (text: string): Record<string, unknown> => JSON.parse(octets(text).toString())

test('the header says what RFC 7518 §4.8 and RFC 7517 §7 want, and nothing of the key', () => {
  expect(read(header)).toEqual({
    alg: 'PBES2-HS512+A256KW',
    enc: 'A256GCM',
    cty: 'jwk+json',
    p2s: expect.stringMatching(/^[\w-]{22}$/),
    p2c: 600_000,
  })
})

test('the password gives the key back, all of it', async () => {
  expect(await decryptJwk(`${jwe}\n`, PASSWORD)).toEqual(privateJwk)
  expect(await decryptJwk(jwe, Buffer.from(PASSWORD))).toEqual(privateJwk)
})

test('OpenSSL takes the file apart by the steps of RFC 7518', () => {
  const { alg, p2s } = read(header)
  const salt = Buffer.concat([Buffer.from(`${String(alg)}\0`), octets(String(p2s))])
  const wrapper = pbkdf2Sync(PASSWORD, salt, 600_000, 32, 'sha512')
  const unwrap = createDecipheriv('id-aes256-wrap', wrapper, Buffer.alloc(8, 0xa6))
  const cek = Buffer.concat([unwrap.update(octets(wrapped)), unwrap.final()])
  const open = createDecipheriv('aes-256-gcm', cek, octets(iv)).setAAD(Buffer.from(header)).setAuthTag(octets(tag))
  expect(JSON.parse(Buffer.concat([open.update(octets(ciphertext)), open.final()]).toString())).toEqual(privateJwk)
})

test('a file that OpenSSL made with A128KW and A128GCM is read', async () => {
  const salt = Buffer.alloc(8, 7)
  const own = spelled({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2s: salt.toString('base64url'), p2c: 1000 })
  const wrapper = pbkdf2Sync('x', Buffer.concat([Buffer.from('PBES2-HS256+A128KW\0'), salt]), 1000, 16, 'sha256')
  const cek = Buffer.alloc(16, 1)
  const wrap = createCipheriv('id-aes128-wrap', wrapper, Buffer.alloc(8, 0xa6))
  const seal = createCipheriv('aes-128-gcm', cek, Buffer.alloc(12)).setAAD(Buffer.from(own))
  const key = Buffer.concat([wrap.update(cek), wrap.final()])
  const content = Buffer.concat([seal.update(JSON.stringify(privateJwk)), seal.final()])
  const parts = [key, Buffer.alloc(12), content, seal.getAuthTag()].map((part) => part.toString('base64url'))
  expect(await decryptJwk([own, ...parts].join('.'), 'x')).toEqual(privateJwk)
})

test('the example of RFC 7517, appendix C, is read', async () => {
  const jwk = await decryptJwk(ENCRYPTED_KEY.jwe, ENCRYPTED_KEY.password)
  expect(jwk).toMatchObject({ kty: 'RSA', kid: ENCRYPTED_KEY.kid, d: expect.any(String) })
})

test('PBES2-HS256+A128KW is written when it is asked for', async () => {
  const other = await encryptJwk(privateJwk, 'p', { alg: 'PBES2-HS256+A128KW', iterations: 700_000 })
  expect(read(other.split('.')[0] ?? '')).toMatchObject({ alg: 'PBES2-HS256+A128KW', p2c: 700_000 })
  expect(await decryptJwk(other, 'p')).toEqual(privateJwk)
})

const changed = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)
const withHeader = (members: object): string =>
  [spelled({ ...read(header), ...members }), wrapped, iv, ciphertext, tag].join('.')

describe('nothing is read from', () => {
  const NOT_OPENED = 'the password is wrong, or the encrypted key was changed'

  test.each([
    ['a wrong password', jwe, 'wrong'],
    ['a changed content', [header, wrapped, iv, changed(ciphertext), tag].join('.'), PASSWORD],
    ['a changed content key', [header, changed(wrapped), iv, ciphertext, tag].join('.'), PASSWORD],
    ['a changed tag', [header, wrapped, iv, ciphertext, changed(tag)].join('.'), PASSWORD],
    ['a changed header', withHeader({ cty: 'jwk' }), PASSWORD],
    ['a changed MAC of AES-CBC', ENCRYPTED_KEY.jwe.replace(/.{22}$/, changed), ENCRYPTED_KEY.password],
  ])('%s', async (_, file, password) => {
    await expect(decryptJwk(file, password)).rejects.toMatchObject({ code: 'ERR_JWK_INVALID', message: NOT_OPENED })
  })

  test.each([
    ['another alg', { alg: 'RSA-OAEP' }, 'ERR_KEY_UNSUPPORTED'],
    ['dir', { alg: 'dir' }, 'ERR_KEY_UNSUPPORTED'],
    ['no alg', { alg: undefined }, 'ERR_JWK_INVALID'],
    ['another enc', { enc: 'A192GCM' }, 'ERR_KEY_UNSUPPORTED'],
    ['another enc of other sizes', { enc: 'A256CBC-HS512' }, 'ERR_JWK_INVALID'],
    ['crit', { crit: ['exp'] }, 'ERR_KEY_UNSUPPORTED'],
    ['compressed content', { zip: 'DEF' }, 'ERR_KEY_UNSUPPORTED'],
    ['too short a salt', { p2s: 'AAAA' }, 'ERR_JWK_INVALID'],
    ['no count', { p2c: undefined }, 'ERR_JWK_INVALID'],
    ['a count of 1', { p2c: 1 }, 'ERR_JWK_INVALID'],
    ['a broken count', { p2c: 1000.5 }, 'ERR_JWK_INVALID'],
    ['a count as text', { p2c: '600000' }, 'ERR_JWK_INVALID'],
  ])('%s', async (_, members, code) => {
    await expect(decryptJwk(withHeader(members), PASSWORD)).rejects.toMatchObject({ code })
  })

  test.each([
    ['a token', 'a.b.c'],
    ['six parts', `${jwe}.A`],
    ['nothing', ''],
    ['text beside base64url', jwe.replace('.', '.=')],
    ['a header that is no JSON', ['AAAA', wrapped, iv, ciphertext, tag].join('.')],
    [
      'a header with a member twice',
      [Buffer.from('{"p2c":1,"p2c":2}').toString('base64url'), wrapped, iv, ciphertext, tag].join('.'),
    ],
    ['200 KB', 'A'.repeat(200_000)],
  ])('%s', async (_, text) => {
    await expect(decryptJwk(text, PASSWORD)).rejects.toMatchObject({ code: 'ERR_JWK_INVALID' })
  })
})

test.each([2_000_001, 1e15, Number.MAX_SAFE_INTEGER])('a count of %d is refused before any work', async (p2c) => {
  const before = performance.now()
  await expect(decryptJwk(withHeader({ p2c }), PASSWORD)).rejects.toMatchObject({ code: 'ERR_KEY_UNSUPPORTED' })
  expect(performance.now() - before).toBeLessThan(200)
})

test('more rounds are done only where they are allowed', async () => {
  const many = withHeader({ p2c: 2_000_001 })
  const opened = decryptJwk(many, PASSWORD, { maxIterations: 3_000_000 })
  await expect(opened).rejects.toMatchObject({ code: 'ERR_JWK_INVALID' })
  await expect(decryptJwk(many, PASSWORD, { maxIterations: 1e9 })).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
})

test.each([
  ['few rounds', () => encryptJwk(privateJwk, PASSWORD, { iterations: 599_999 }), 'ERR_OPTION_INVALID'],
  ['no password', () => encryptJwk(privateJwk, ''), 'ERR_OPTION_INVALID'],
  ['a password as long as a file', () => encryptJwk(privateJwk, 'x'.repeat(5000)), 'ERR_OPTION_INVALID'],
  ['a public key', () => encryptJwk(publicJwk ?? { kty: 'EC' }, PASSWORD), 'ERR_JWK_INVALID'],
  ['a broken key', () => encryptJwk({ ...privateJwk, x: 'AAAA' }, PASSWORD), 'ERR_JWK_INVALID'],
])('nothing is written with %s', async (_, write, code) => {
  const error: unknown = await write().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code })
  expect(JSON.stringify(error)).not.toContain(PASSWORD)
})
