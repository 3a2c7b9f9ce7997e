/** PEM and SubjectPublicKeyInfo → JWK. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isKeywellError } from '../../src/errors/index.ts'
import { jwkFromPem, parseJwk } from '../../src/jwk.ts'
import { bytes } from '../../src/bytes/bytes.web.ts'
import { jwkFromSpki } from '../../src/jwk/spki.ts'
import { failure } from '../support/failures.ts'

const pairs: Readonly<Record<string, { readonly publicKey: KeyObject; readonly privateKey: KeyObject }>> = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'P-256': generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
  'P-521': generateKeyPairSync('ec', { namedCurve: 'secp521r1' }),
  secp256k1: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  Ed25519: generateKeyPairSync('ed25519'),
  Ed448: generateKeyPairSync('ed448'),
}
const p256 = pairs['P-256']
const pemOf = (key: KeyObject | undefined): string => key?.export({ format: 'pem', type: 'spki' }).toString() ?? ''
const pem = pemOf(p256?.publicKey)

test.each(Object.entries(pairs))('%s: gives the numbers that node:crypto gives', (_, { publicKey }) => {
  expect(jwkFromPem(pemOf(publicKey))).toEqual(publicKey.export({ format: 'jwk' }))
})

test('an RSASSA-PSS key is an RSA key', () => {
  const { publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
  expect(parseJwk(jwkFromPem(pemOf(publicKey)))).toMatchObject({ kty: 'RSA', bits: 2048 })
})

describe('reads', () => {
  const jwk = p256?.publicKey.export({ format: 'jwk' })

  test.each([
    ['line breaks spelled \\n, as environment variables have them', pem.replaceAll('\n', '\\n')],
    ['CRLF', pem.replaceAll('\n', '\r\n')],
    ['white space around', `\n  ${pem}\n\n`],
    ['one long line', pem.replaceAll(/(?<=[^-])\n(?=[^-])/g, '')],
    ['indented lines', pem.replaceAll('\n', '\n    ')],
  ])('%s', (_, text) => {
    expect(jwkFromPem(text)).toEqual(jwk)
  })
})

describe('refuses', () => {
  const sec1 = p256?.privateKey.export({ format: 'pem', type: 'sec1' }).toString() ?? ''
  const pkcs8 = p256?.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() ?? ''
  const pkcs1 = pairs['RSA']?.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString() ?? ''

  test.each([
    ['SEC 1', sec1],
    ['PKCS #8', pkcs8],
    ['encrypted PKCS #8', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----'],
  ])('private keys by name: %s', async (_, text) => {
    const error = await failure('ERR_JWK_INVALID', () => jwkFromPem(text))
    expect(error.message).toBe('this is a private key; a public key is needed')
  })

  test.each([
    ['PKCS #1', pkcs1],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
  ])('other labels, with the way out: %s', async (_, text) => {
    expect((await failure('ERR_KEY_UNSUPPORTED', () => jwkFromPem(text))).message).toContain('openssl')
  })

  test.each([
    ['nothing', ''],
    ['bare base64', pem.split('\n')[1] ?? ''],
    ['no end', pem.slice(0, 60)],
    ['another end', pem.replace('END PUBLIC', 'END OTHER')],
    ['no base64 inside', '-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----'],
    ['padding in the middle', pem.replace('\nMFkw', '\nMF=w')],
    ['something after the padding', pem.replace('\n-----END', 'AAAA\n-----END')],
    ['no DER inside', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
    ['nothing inside', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----'],
    ['1 MiB', pem.padEnd(1 << 20)],
  ])('%s', async (_, text) => {
    await failure('ERR_JWK_INVALID', () => jwkFromPem(text))
  })

  test.each([undefined, null, 7, Buffer.from('x')])('what is no text: %o', async (value) => {
    await failure('ERR_JWK_INVALID', () => jwkFromPem(value as never))
  })
})

test('any DER, and any change of a good one, gives a JWK or a KeywellError', () => {
  const good = Uint8Array.from(p256?.publicKey.export({ format: 'der', type: 'spki' }) ?? [])
  const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, value]) => good.with(at, value))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), change), (der) => {
      try {
        expect(jwkFromSpki(der)).toHaveProperty('kty')
      } catch (error) {
        expect(isKeywellError(error)).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})

test('is written in canonical base64url', () => {
  const { x } = jwkFromPem(pem)
  expect(bytes.decodeBase64url(String(x))).toHaveLength(32)
})

describe('a compressed point', () => {
  /** The SPKI of the P-256 key with its point cut down to x and the form given. */
  const withForm = (form: number): Buffer => {
    const der = Buffer.from(p256?.publicKey.export({ format: 'der', type: 'spki' }) ?? [])
    const cut = Buffer.concat([der.subarray(0, 26), Buffer.of(form), der.subarray(27, 59)])
    cut[1] = cut.length - 2
    cut[24] = 34
    return cut
  }

  test('is worked out, with the y that it says', () => {
    const whole = p256?.publicKey.export({ format: 'jwk' })
    const both = [2, 3].map((form) => jwkFromSpki(withForm(form)))
    expect(both).toContainEqual(whole)
    expect(both.map((jwk) => (Buffer.from(String(jwk['y']), 'base64url').at(-1) ?? 0) & 1)).toEqual([0, 1])
  })

  test('is refused in any other form', async () => {
    await failure('ERR_JWK_INVALID', () => jwkFromSpki(withForm(6)))
  })
})
