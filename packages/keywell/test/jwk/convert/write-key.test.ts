/** `writeKey` and its thin names. That OpenSSL reads what is written, octet for octet, is shown in conformance/key-formats. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { jwkFromCertificate, jwkToPem, readKey, writeKey } from '../../../src/jwk.ts'
import { failure } from '../../support/failures.ts'
import { jwkOf, keyOf, keys, pemOf, publicOf, spkiOf } from './support.ts'

describe('jwkToPem', () => {
  test.each(Object.keys(keys).filter((name) => !name.startsWith('ML-DSA')))('%s: gives what OpenSSL gives', (name) => {
    expect(jwkToPem(jwkOf(name))).toBe(pemOf(name))
    expect(jwkToPem(publicOf(name))).toBe(spkiOf(name))
    expect(jwkToPem(jwkOf(name), { format: 'spki' })).toBe(spkiOf(name))
  })

  test('the seed of ML-DSA is enough for OpenSSL', () => {
    const key = createPrivateKey(jwkToPem(jwkOf('ML-DSA-44')))
    expect(createPublicKey(key).equals(createPublicKey(keyOf('ML-DSA-44')))).toBe(true)
  })

  test('PKCS #1 and SEC 1', () => {
    expect(jwkToPem(jwkOf('RSA'), { format: 'pkcs1' })).toBe(pemOf('RSA', 'pkcs1'))
    expect(jwkToPem(publicOf('RSA'), { format: 'pkcs1' })).toBe(
      createPublicKey(keyOf('RSA')).export({ format: 'pem', type: 'pkcs1' }),
    )
    expect(jwkToPem(jwkOf('P-521'), { format: 'sec1' })).toBe(pemOf('P-521', 'sec1'))
  })

  test('an unknown form is refused', async () => {
    await failure('ERR_OPTION_INVALID', () => jwkToPem(jwkOf('RSA'), { format: 'pem' as never }))
  })
})

test('an RSA key without its primes is written with them', () => {
  const { kty, n, e, d } = jwkOf('RSA')
  expect(writeKey({ kty, n, e, d }, { format: 'pkcs8-pem' })).toBe(pemOf('RSA'))
})

test('untidy numbers are written tidily', () => {
  const jwk = publicOf('RSA')
  const padded = Buffer.concat([Buffer.from([0]), Buffer.from(String(jwk['n']), 'base64url')]).toString('base64')
  expect(writeKey({ ...jwk, n: padded }, { format: 'spki-pem' })).toBe(spkiOf('RSA'))
})

test('JSON holds what the JWK says of itself, a set one key', () => {
  const jwk = { ...publicOf('P-256'), kid: 'a', use: 'sig' }
  expect(JSON.parse(writeKey(jwk, { format: 'jwk' }))).toEqual(jwk)
  expect(JSON.parse(writeKey(jwk, { format: 'jwks' }))).toEqual({ keys: [jwk] })
})

describe('the formats for public keys', () => {
  test.each(['spki-pem', 'spki-base64', 'openssh-public'] as const)('%s: hold nothing private', async (format) => {
    const { isPrivate, jwk } = await readKey(writeKey(jwkOf('P-256'), { format }))
    expect({ isPrivate, jwk }).toEqual({ isPrivate: false, jwk: publicOf('P-256') })
  })
})

describe('a key that has no place in a format', () => {
  test.each([
    ['a public key', publicOf('P-256'), 'pkcs8-pem', 'spki'],
    ['a public key', publicOf('P-256'), 'sec1-pem', 'spki'],
    ['a public key', publicOf('Ed25519'), 'openssh-private', 'openssh-public'],
    ['an EC key', jwkOf('P-256'), 'pkcs1-der', 'pkcs8'],
    ['an RSA key', jwkOf('RSA'), 'sec1-der', 'pkcs8'],
    ['a key on secp256k1', publicOf('secp256k1'), 'openssh-public', 'spki'],
    ['an Ed448 key', jwkOf('Ed448'), 'openssh-private', 'pkcs8'],
    ['a symmetric key', { kty: 'oct', k: 'AAECAw' }, 'pkcs8-pem', 'jwk'],
  ] as const)('%s %# is refused with a format that has', async (_, jwk, format, hint) => {
    expect((await failure('ERR_KEY_UNSUPPORTED', () => writeKey(jwk, { format }))).hint).toContain(hint)
  })
})

describe('refuses', () => {
  test.each([
    ['a certificate, which only an issuer can write', 'certificate-pem'],
    ['an unknown format', 'pem'],
    ['no format', undefined],
  ])('%s', async (_, format) => {
    await failure('ERR_OPTION_INVALID', () => writeKey(jwkOf('RSA'), { format: format as never }))
  })

  test.each([
    ['no object', 'key'],
    ['a point off its curve', { ...publicOf('P-256'), x: publicOf('P-384')['x'] }],
    ['a private number of the wrong size', { ...jwkOf('Ed25519'), d: 'AAAA' }],
    ['a kid that is no text', { ...publicOf('Ed25519'), kid: 7 }],
  ])('%s', async (_, jwk) => {
    await failure('ERR_JWK_INVALID', () => writeKey(jwk as never, { format: 'jwk' }))
  })
})

test('a certificate that is none is refused', async () => {
  await failure('ERR_JWK_INVALID', () => jwkFromCertificate(Uint8Array.of(0x30, 0)))
  await failure('ERR_JWK_INVALID', () =>
    jwkFromCertificate('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
  )
})
