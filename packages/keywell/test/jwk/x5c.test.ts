/** `x5c` beside a key: it must hold the same key, and nothing is trusted because of it (RFC 7517 §4.7). */
import { describe, expect, test } from 'vitest'
import { parseJwk } from '../../src/jwk.ts'
import { failure } from '../support/failures.ts'
import * as certificates from '../vectors/certificates.ts'
import { CERTIFIED_KEY } from '../vectors/rfc7517.ts'
import { EC, ED25519, RSA } from './example-keys.ts'

const { EC_CERTIFICATE, EC_CERTIFIED_KEY, ED25519_CERTIFICATE, ED25519_CERTIFIED_KEY } = certificates

describe('a certificate that holds the key', () => {
  test.each([
    ['RSA', CERTIFIED_KEY],
    ['EC', { ...EC_CERTIFIED_KEY, x5c: [EC_CERTIFICATE] }],
    ['Ed25519', { ...ED25519_CERTIFIED_KEY, x5c: [ED25519_CERTIFICATE] }],
    ['EC, with a chain behind it', { ...EC_CERTIFIED_KEY, x5c: [EC_CERTIFICATE, ED25519_CERTIFICATE] }],
    ['EC, in base64url', { ...EC_CERTIFIED_KEY, x5c: [Buffer.from(EC_CERTIFICATE, 'base64').toString('base64url')] }],
  ])('is carried along without a note: %s', (_, jwk) => {
    expect(parseJwk(jwk)).toMatchObject({ notes: [], jwk: { x5c: jwk.x5c } })
  })

  test('is compared by numbers, not by how the key writes them', () => {
    const untidy = { ...EC_CERTIFIED_KEY, y: `${EC_CERTIFIED_KEY.y}=`, x5c: [EC_CERTIFICATE] }
    expect(parseJwk(untidy).notes).toHaveLength(1)
  })
})

describe('a certificate that holds another key', () => {
  test.each([
    ['of the same type', { ...EC, x5c: [EC_CERTIFICATE] }],
    ['of another type', { ...RSA, x5c: [EC_CERTIFICATE] }],
    ['of another curve', { ...EC_CERTIFIED_KEY, x5c: [ED25519_CERTIFICATE, EC_CERTIFICATE] }],
    ['Ed25519', { ...ED25519, x5c: [ED25519_CERTIFICATE] }],
  ])('makes the key invalid: %s', async (_, jwk) => {
    expect((await failure('ERR_JWK_INVALID', () => parseJwk(jwk))).detail.member).toBe('x5c')
  })
})

describe('what is no certificate', () => {
  const der = Buffer.from(EC_CERTIFICATE, 'base64')
  const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

  test.each([
    ['an empty list', []],
    ['text', EC_CERTIFICATE],
    ['a number', [7]],
    ['no base64', ['-----BEGIN']],
    ['cut off', [encoded(der.subarray(0, 100))]],
    ['followed by a byte', [encoded(Buffer.concat([der, Buffer.from([0])]))]],
    ['an empty sequence', [encoded(Uint8Array.of(0x30, 0))]],
    ['of indefinite length', [encoded(Uint8Array.of(0x30, 0x80, 0, 0))]],
  ])('is noted and changes nothing: %s', (_, x5c) => {
    expect(parseJwk({ ...EC_CERTIFIED_KEY, x5c }).notes).toEqual(['"x5c" does not hold a certificate that can be read'])
  })

  test('never throws anything else, whichever byte of a certificate is changed', () => {
    for (let at = 0; at < der.length; at++) {
      const changed = Buffer.from(der)
      changed[at] = (changed[at] ?? 0) ^ 0x55
      let outcome: unknown
      try {
        outcome = parseJwk({ ...EC_CERTIFIED_KEY, x5c: [encoded(changed)] }).kty
      } catch (error) {
        outcome = error
      }
      expect(outcome instanceof Error ? outcome : { code: outcome }).toMatchObject({ code: /^(EC|ERR_JWK_INVALID)$/ })
    }
  })
})
