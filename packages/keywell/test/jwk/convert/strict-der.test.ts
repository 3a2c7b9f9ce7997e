/** Private keys in DER: one spelling for each, and nothing besides. */
import { describe, expect, test } from 'vitest'
import { readKey } from '../../../src/jwk.ts'
import {
  bitString,
  concat,
  element,
  integer,
  octetString,
  oid,
  sequence,
  smallInteger,
} from '../../../src/jwk/convert/der-write.ts'
import { detectDer } from '../../../src/jwk/convert/detect-der.ts'
import { DerProblem } from '../../../src/jwk/der.ts'
import { failure } from '../../support/failures.ts'
import { derOf, hex, jwkOf, publicOf } from './support.ts'

const ED25519 = oid('2b6570')
const P256 = oid('2a8648ce3d030107')
const SECP256K1 = oid('2b8104000a')
const seed = octetString(Buffer.from(String(jwkOf('Ed25519')['d']), 'base64url'))
const x = Buffer.from(String(publicOf('Ed25519')['x']), 'base64url')
const attached = element(0x81, Uint8Array.of(0), x)
const scalar = octetString(Buffer.from(String(jwkOf('P-256')['d']), 'base64url'))
const ecAlgorithm = sequence(oid('2a8648ce3d0201'), P256)
const sec1 = (...rest: readonly Uint8Array[]): Uint8Array => sequence(smallInteger(1), scalar, ...rest)
const inPkcs8 = (key: Uint8Array): Uint8Array => sequence(smallInteger(0), ecAlgorithm, octetString(key))

describe('is read', () => {
  test.each([
    [
      'an Ed25519 key that brings its public part (RFC 5958)',
      sequence(smallInteger(1), sequence(ED25519), octetString(seed), attached),
      'Ed25519',
    ],
    [
      'an Ed25519 key with attributes',
      sequence(smallInteger(0), sequence(ED25519), octetString(seed), element(0xa0)),
      'Ed25519',
    ],
    ['an EC key that names its curve inside only', sec1(element(0xa0, P256)), 'P-256'],
    ['an EC key that names its curve on both sides', inPkcs8(sec1(element(0xa0, P256))), 'P-256'],
    ['an EC key without its public part', inPkcs8(sec1()), 'P-256'],
  ])('%s', async (_, der, name) => {
    expect((await readKey(der)).jwk).toEqual(jwkOf(name))
  })
})

describe('is refused', () => {
  test.each([
    ['a version that does not exist', sequence(smallInteger(2), sequence(ED25519), octetString(seed))],
    ['a field that does not exist', sequence(smallInteger(0), sequence(ED25519), octetString(seed), element(0xa2))],
    ['a field twice', sequence(smallInteger(1), sequence(ED25519), octetString(seed), attached, attached)],
    [
      'another public part',
      sequence(smallInteger(1), sequence(ED25519), octetString(seed), element(0x81, Uint8Array.of(0), x.toReversed())),
    ],
    [
      'a public part with unused bits',
      sequence(smallInteger(1), sequence(ED25519), octetString(seed), element(0x81, Uint8Array.of(1), x)),
    ],
    ['a seed that is not wrapped', sequence(smallInteger(0), sequence(ED25519), seed)],
    ['two curves that differ', inPkcs8(sec1(element(0xa0, SECP256K1)))],
    ['a private number that is too short', inPkcs8(sequence(smallInteger(1), octetString(new Uint8Array(31))))],
    [
      'a public point of another curve',
      sec1(element(0xa0, P256), element(0xa1, bitString(concat(Uint8Array.of(4), new Uint8Array(96))))),
    ],
    [
      'a public RSA key in PKCS #8',
      sequence(
        smallInteger(0),
        sequence(oid('2a864886f70d010101')),
        octetString(sequence(integer(hex('05')), integer(hex('03')))),
      ),
    ],
    ['an RSA number with needless zeros', sequence(integer(hex('01')), element(0x02, hex('0001')))],
    ['a negative RSA number', sequence(integer(hex('01')), element(0x02, hex('ff')))],
  ])('%s', async (_, der) => {
    await failure('ERR_JWK_INVALID', () => readKey(der))
  })

  test.each([
    [
      'a curve outside that nobody knows',
      sequence(smallInteger(0), sequence(oid('2a8648ce3d0201'), oid('2b24')), octetString(sec1(element(0xa0, P256)))),
    ],
    ['an EC key that names no curve', sec1()],
    ['an unknown algorithm', sequence(smallInteger(0), sequence(oid('2b6571ff')), octetString(seed))],
    [
      'RSA of three primes',
      sequence(smallInteger(1), ...Array.from({ length: 8 }, () => integer(hex('01'))), sequence()),
    ],
    [
      'ML-DSA without its seed',
      sequence(smallInteger(0), sequence(oid('608648016503040311')), octetString(octetString(new Uint8Array(2560)))),
    ],
  ])('as not supported: %s', async (_, der) => {
    await failure('ERR_KEY_UNSUPPORTED', () => readKey(der))
  })

  test('a key at whatever place it is cut off', async () => {
    const der = derOf('P-256')
    for (let length = 1; length < der.length; length += 1)
      await failure('ERR_JWK_INVALID', () => readKey(der.subarray(0, length).toString('base64')))
  })
})

test.each([
  ['nothing', ''],
  ['no sequence', '0201 01'],
  ['an empty sequence', '3000'],
  ['a sequence of something else', '3003 0101ff'],
])('%s is no structure that holds a key', (_, der) => {
  expect(() => detectDer(hex(der))).toThrow(DerProblem)
})
