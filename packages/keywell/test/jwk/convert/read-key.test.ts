/** `readKey` and `readKeys`: what is recognised, what comes out, and what is refused. */
import { describe, expect, test } from 'vitest'
import { publicJwk, readKey, readKeys, writeKey } from '../../../src/jwk.ts'
import { failure } from '../../support/failures.ts'
import { another, derOf, jwkOf, keys, pemOf, publicOf, spkiOf } from './support.ts'

const pem = pemOf('P-256')
const ed25519 = pemOf('Ed25519')

describe('every key that OpenSSL writes', () => {
  test.each(Object.keys(keys))('%s: the private key comes with its public part', async (name) => {
    const { jwk, format, isPrivate } = await readKey(pemOf(name))
    expect({ format, isPrivate }).toEqual({ format: 'pkcs8-pem', isPrivate: true })
    expect(jwk).toEqual(jwkOf(name))
  })

  test.each(Object.keys(keys))('%s: the public key', async (name) => {
    const { jwk, format, isPrivate } = await readKey(spkiOf(name))
    expect({ format, isPrivate }).toEqual({ format: 'spki-pem', isPrivate: false })
    expect(jwk).toEqual(publicOf(name))
  })

  test.each(Object.keys(keys))('%s: DER, as octets and as base64 on one line', async (name) => {
    const der = derOf(name)
    const isDer = await readKey(der)
    expect(isDer).toMatchObject({ format: 'pkcs8-der', jwk: jwkOf(name) })
    const line = await readKey(der.toString('base64'))
    expect(line).toMatchObject({ format: 'pkcs8-base64', jwk: jwkOf(name) })
  })
})

describe('is read as well', () => {
  test.each([
    ['a PEM whose line breaks are spelled \\n', ed25519.replaceAll('\n', '\\n')],
    ['a PEM whose line breaks are spelled \\r\\n', ed25519.replaceAll('\n', '\\r\\n')],
    ['a PEM in quotes', `"${ed25519.replaceAll('\n', '\\n')}"`],
    ['a PEM on one line', ed25519.replaceAll('\n', ' ')],
    ['a PEM behind a byte order mark', `\uFEFF${ed25519}`],
    ['a PEM with explanation around', `Bag Attributes\n  friendlyName: key\n${ed25519}\nthe end`],
    ['a PEM with Windows line ends', ed25519.replaceAll('\n', '\r\n')],
    ['a PEM in base64', Buffer.from(ed25519).toString('base64')],
    ['the octets of a PEM', Buffer.from(ed25519)],
    ['base64url without padding', derOf('Ed25519').toString('base64url')],
    ['base64 on several lines', derOf('Ed25519').toString('base64').replaceAll(/.{20}/g, '$&\n')],
    ['a JWK', JSON.stringify(jwkOf('Ed25519'))],
    ['a JWK in base64', Buffer.from(JSON.stringify(jwkOf('Ed25519'))).toString('base64')],
    ['the octets of a JWK', Buffer.from(JSON.stringify(jwkOf('Ed25519')))],
    ['a JWK without its public part', JSON.stringify({ ...jwkOf('Ed25519'), x: undefined })],
    ['a JWK set', JSON.stringify({ keys: [jwkOf('Ed25519')] })],
    ['an array of JWKs', JSON.stringify([jwkOf('Ed25519')])],
  ])('%s', async (_, input) => {
    expect((await readKey(input)).jwk).toEqual(jwkOf('Ed25519'))
  })

  test('an RSA key whose JWK has no primes: they are found', async () => {
    const { kty, n, e, d } = jwkOf('RSA')
    expect((await readKey(JSON.stringify({ kty, n, e, d }))).jwk).toEqual(jwkOf('RSA'))
  })

  test('a symmetric key', async () => {
    const jwk = { kty: 'oct', k: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8', kid: 'shared' }
    expect(await readKey(JSON.stringify(jwk))).toMatchObject({ jwk, isPrivate: true })
  })

  test('what a JWK says of itself stays', async () => {
    const jwk = { ...publicOf('P-256'), kid: 'a', alg: 'ES256', use: 'sig', own: { deep: [1] } }
    expect((await readKey(JSON.stringify(jwk))).jwk).toEqual(jwk)
  })
})

describe('readKeys', () => {
  test('gives every block, and readKey the first', async () => {
    const file = `${pem}${spkiOf('RSA')}${pemOf('RSA', 'pkcs1')}${pemOf('P-384', 'sec1')}`
    const all = await readKeys(file)
    expect(all.map(({ format }) => format)).toEqual(['pkcs8-pem', 'spki-pem', 'pkcs1-pem', 'sec1-pem'])
    expect((await readKey(file)).jwk).toEqual(all[0]?.jwk)
  })

  test('refuses the whole input for one bad key, which readKey does not reach', async () => {
    const set = JSON.stringify({ keys: [publicOf('P-256'), { kty: 'EC' }] })
    await failure('ERR_JWK_INVALID', () => readKeys(set))
    expect((await readKey(set)).format).toBe('jwks')
  })

  test('an empty set has no keys, and no first one', async () => {
    expect(await readKeys('{"keys":[]}')).toEqual([])
    await failure('ERR_JWK_INVALID', () => readKey('{"keys":[]}'))
  })
})

describe('a format that is asked for', () => {
  test('is the only one accepted', async () => {
    expect((await readKey(pem, { format: 'pkcs8-pem' })).format).toBe('pkcs8-pem')
    const error = await failure('ERR_JWK_INVALID', () => readKey(pem, { format: 'spki-pem' }))
    expect(error.message).toBe('the input is pkcs8-pem, not spki-pem')
  })

  test('must exist', async () => {
    await failure('ERR_OPTION_INVALID', () => readKey(pem, { format: 'pem' as never }))
    await failure('ERR_OPTION_INVALID', () => readKey(pem, { formt: 'jwk' } as never))
  })
})

describe('the halves of a pair must belong together', () => {
  test.each(['P-256', 'P-384', 'P-521', 'secp256k1', 'Ed25519', 'Ed448'])('%s', async (name) => {
    const other = (await readKey(pemOf(name))).jwk
    const mixed = JSON.stringify({ ...other, d: another(name)['d'] })
    const error = await failure('ERR_JWK_INVALID', () => readKey(mixed))
    expect(error.message).toBe('the private and the public part do not belong together')
  })

  test.each([
    ['another private exponent', { d: 'AQAB' }, 'd'],
    ['a wrong prime', { p: 'AQAB' }, 'p'],
    ['a wrong companion', { dp: 'AQAB' }, 'dp'],
    ['a prime of one', { p: 'AQ', q: jwkOf('RSA')['n'] }, 'p'],
    ['a coefficient that is no inverse', { qi: 'AQAB' }, 'dp'],
    [
      'another exponent without primes',
      { d: 'AQAB', p: undefined, q: undefined, dp: undefined, dq: undefined, qi: undefined },
      'd',
    ],
  ])('RSA with %s', async (_, change, member) => {
    const error = await failure('ERR_JWK_INVALID', () => readKey(JSON.stringify({ ...jwkOf('RSA'), ...change })))
    expect(error.detail.member).toBe(member)
  })

  test.each([
    ['zero', 'A'.repeat(43)],
    [
      'the order of the curve',
      Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex').toString('base64url'),
    ],
  ])('a private number out of range: %s', async (_, d) => {
    await failure('ERR_JWK_INVALID', () => readKey(JSON.stringify({ kty: 'EC', crv: 'P-256', d })))
  })
})

describe('refuses', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \n '],
    ['no octets', new Uint8Array()],
    ['words', 'a key, if you please'],
    ['octets of nothing', Uint8Array.of(0xff, 0xfe, 0x00)],
    ['text in UTF-16', Buffer.from(pem, 'utf16le')],
    ['a number', 7],
    ['nothing at all', undefined],
    ['JSON that is cut off', '{"kty":"EC"'],
    ['JSON that is no key', '{"a":1}'],
    ['a PEM without an end', pem.slice(0, -20)],
    ['a PEM with another end', pem.replace('END PRIVATE', 'END PUBLIC')],
    ['a PEM with something else inside', pem.replaceAll('PRIVATE KEY', 'PUBLIC KEY')],
    ['DER that is cut off', derOf('RSA').subarray(0, -1)],
    ['DER with something behind', Buffer.concat([derOf('RSA'), Buffer.from([0])])],
    ['a kid that is no text', JSON.stringify({ ...publicOf('P-256'), kid: 7 })],
    ['a private JWK with key_ops that are no list', JSON.stringify({ ...jwkOf('P-256'), key_ops: 'sign' })],
    ['more than 1000 keys', JSON.stringify({ keys: Array.from({ length: 1001 }, () => publicOf('Ed25519')) })],
  ])('%s', async (_, input) => {
    await failure('ERR_JWK_INVALID', () => readKey(input as never))
  })

  test.each([
    ['a token', 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln', 'this is a token, not a key', 'decodeJwt'],
    ['a JWE', 'a.b.c.d.e', 'this is encrypted (JWE)', 'decrypt'],
    ['a JWE in JSON', '{"protected":"a","ciphertext":"b"}', 'this is encrypted (JWE)', 'decrypt'],
    ['a PuTTY key', 'PuTTY-User-Key-File-3: ssh-ed25519\n', 'this is a PuTTY key', 'puttygen'],
    ['a page', '<!doctype html>', 'this is a page in HTML, not a key', 'address'],
    [
      'an OpenPGP key',
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----',
      'this is an OpenPGP key',
      'JOSE',
    ],
    ['a service account', JSON.stringify({ private_key: pem }), 'this is the file of a service account', 'private_key'],
    [
      'an unknown PEM',
      '-----BEGIN X-----\nAAAA\n-----END X-----',
      'a PEM block labelled "X" is not known to hold a key',
      '',
    ],
  ])('%s by name, with the next action', async (_, input, message, hint) => {
    const error = await failure('ERR_KEY_UNSUPPORTED', () => readKey(input))
    expect(error.message).toBe(message)
    expect(error.hint).toContain(hint)
  })

  test('RSA of three primes', async () => {
    const oth = [{ r: 'AQ', d: 'AQ', t: 'AQ' }]
    await failure('ERR_KEY_UNSUPPORTED', () => readKey(JSON.stringify({ ...jwkOf('RSA'), oth })))
  })
})

test('what is read does not change with the input afterwards', async () => {
  const one = writeKey(jwkOf('Ed25519'), { format: 'cose' })
  const octets = Uint8Array.from([0x82, ...one, ...one])
  const reading = readKeys(octets)
  octets.fill(0)
  expect((await reading).map(({ jwk }) => jwk)).toEqual([jwkOf('Ed25519'), jwkOf('Ed25519')])
})

test('an input of more than 1 MiB is not looked at', async () => {
  const error = await failure('ERR_JWK_INVALID', () => readKey(spkiOf('Ed25519').padEnd(1024 * 1024 + 1)))
  expect(error.message).toBe('the input is too long for keys')
})

test('what is read is frozen', async () => {
  const key = await readKey(pem)
  expect([Object.isFrozen(key), Object.isFrozen(key.jwk), Object.isFrozen(await readKeys(pem))]).toEqual([
    true,
    true,
    true,
  ])
})

test('a key that is written is one that publicJwk takes', async () => {
  const { jwk } = await readKey(writeKey(jwkOf('P-256'), { format: 'pkcs8-der' }))
  expect(publicJwk(jwk)).toEqual(publicOf('P-256'))
})
