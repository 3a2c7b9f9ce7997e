/** The arithmetic of the doubles against OpenSSL: a double that is wrong would prove nothing. */
import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { ecdsaOverDigest, pkcs1OverDigest, pssOverDigest } from './digest-signature.ts'
import { digestOf, heldSign, holdKey } from './held-key.ts'

const data = Buffer.from('header.payload')

test.each([
  ['P-256', 'sha256'],
  ['P-384', 'sha384'],
  ['P-521', 'sha512'],
  ['secp256k1', 'sha256'],
] as const)('ECDSA over a digest on %s verifies', (curve, hash) => {
  const key = holdKey(curve)
  for (let times = 0; times < 20; times++) {
    expect(verify(hash, data, createPublicKey(key), ecdsaOverDigest(key, digestOf(hash, data)))).toBe(true)
  }
})

test.each(['sha256', 'sha384', 'sha512'])('RSA over a digest by %s is what OpenSSL makes', (hash) => {
  const key = holdKey('rsa')
  const digest = digestOf(hash, data)
  expect(pkcs1OverDigest(key, digest).equals(heldSign(key, data, { hash }))).toBe(true)
  const pss = { key: createPublicKey(key), padding: 6, saltLength: digest.length }
  expect(verify(hash, data, pss, pssOverDigest(key, digest))).toBe(true)
})
