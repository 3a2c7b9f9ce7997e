/** `CryptoKey` and `KeyObject` in and out. */
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { cryptoKeyFromJwk, generateJwk, jwkFromCryptoKey } from '../../../src/jwk.ts'
import { jwkFromKeyObject, keyObjectFromJwk } from '../../../src/node.node.ts'
import { failure } from '../../support/failures.ts'
import { jwkOf, keyOf, keys, publicOf } from './support.ts'

const data = Uint8Array.of(1, 2, 3)

describe('a CryptoKey', () => {
  test.each(['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'Ed25519', 'HS256'] as const)(
    '%s: is made from a JWK and gives it back',
    async (alg) => {
      const { privateJwk, publicJwk } = await generateJwk(alg)
      for (const jwk of [privateJwk, publicJwk ?? privateJwk]) {
        const { kid: _, use: __, ...bare } = jwk
        const key = await cryptoKeyFromJwk(jwk, { extractable: true })
        const back = await jwkFromCryptoKey(key)
        const expected = back.alg === undefined ? { ...bare, alg: undefined } : bare
        expect(back).toEqual(expected)
      }
    },
  )

  test('a private one signs and a public one verifies', async () => {
    const { privateJwk, publicJwk } = await generateJwk('PS256')
    const params = { name: 'RSA-PSS', saltLength: 32 }
    const signature = await crypto.subtle.sign(params, await cryptoKeyFromJwk(privateJwk), data)
    const verifying = await cryptoKeyFromJwk(publicJwk ?? privateJwk)
    expect(await crypto.subtle.verify(params, verifying, signature, data)).toBe(true)
  })

  test('is not extractable unless that is asked for, and says so', async () => {
    const key = await cryptoKeyFromJwk(jwkOf('P-256'))
    const error = await failure('ERR_KEY_UNSUPPORTED', () => jwkFromCryptoKey(key))
    expect(error.message).toContain('not extractable')
  })

  test.each([
    ['an RSA key that says nothing of its use', () => cryptoKeyFromJwk(jwkOf('RSA'))],
    ['an algorithm for other keys', () => cryptoKeyFromJwk(jwkOf('P-256'), { alg: 'RS256' })],
    ['an algorithm for another curve', () => cryptoKeyFromJwk(jwkOf('P-256'), { alg: 'ES384' })],
    ['an unknown option', () => cryptoKeyFromJwk(jwkOf('P-256'), { usages: [] } as never)],
  ])('is refused for %s', async (_, make) => {
    await failure('ERR_OPTION_INVALID', make)
  })

  test('of a curve that WebCrypto does not have is refused', async () => {
    await failure('ERR_KEY_UNSUPPORTED', () => cryptoKeyFromJwk(publicOf('secp256k1')))
  })
})

describe('a KeyObject', () => {
  test.each(Object.keys(keys))('%s: comes back from its JWK', (name) => {
    const key = keyOf(name)
    expect(keyObjectFromJwk(jwkFromKeyObject(key)).equals(key)).toBe(true)
    const published = createPublicKey(key)
    expect(keyObjectFromJwk(jwkFromKeyObject(published)).equals(published)).toBe(true)
  })

  test('a secret one comes back, too', () => {
    const key = keyObjectFromJwk({ kty: 'oct', k: 'AAECAw' })
    expect(jwkFromKeyObject(key)).toEqual({ kty: 'oct', k: 'AAECAw' })
  })

  test('that is tied to PSS is an RSA key', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
    const key = keyObjectFromJwk(jwkFromKeyObject(privateKey))
    const signature = sign('sha256', data, { key, padding: 6, saltLength: 32 })
    expect(verify('sha256', data, { key: publicKey, padding: 6, saltLength: 32 }, signature)).toBe(true)
    expect(jwkFromKeyObject(publicKey)['n']).toBe(jwkFromKeyObject(privateKey)['n'])
  })

  test.each(['x25519', 'x448'] as const)('for key agreement is refused: %s', async (type) => {
    const { privateKey } = type === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('x448')
    await failure('ERR_KEY_UNSUPPORTED', () => jwkFromKeyObject(privateKey))
  })

  test('of numbers that contradict each other is refused', async () => {
    await failure('ERR_JWK_INVALID', () => keyObjectFromJwk({ ...jwkOf('RSA'), q: 'AQAB' }))
  })
})
