/** DER → R ‖ S: every signature that OpenSSL makes, and nothing that is not exactly one. */
import { createPublicKey, verify } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rawFromDer } from '../../src/core/signature-octets.ts'
import { derSignature, number } from '../doubles/digest-signature.ts'
import { heldSign, holdKey } from '../doubles/held-key.ts'

const data = Buffer.from('header.payload')

test.each([
  ['P-256', 'sha256', 32, 1000],
  ['P-384', 'sha384', 48, 200],
  ['P-521', 'sha512', 66, 200],
] as const)(
  'signatures on %s by %s keep verifying with halves of %d octets, %d of them',
  (curve, hash, size, length) => {
    const key = holdKey(curve)
    const open = { key: createPublicKey(key), dsaEncoding: 'ieee-p1363' } as const
    const verdicts = Array.from({ length }, () => rawFromDer(heldSign(key, data, { hash }), size)).map(
      (raw) => raw?.length === 2 * size && verify(hash, data, open, raw),
    )
    expect(verdicts.filter((isGood) => !isGood)).toEqual([])
  },
)

const octets = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex')

describe('numbers', () => {
  test.each([
    ['short ones are padded on the left', '30 06 020101 020102', '01', '02'],
    ['a zero that keeps a number positive is dropped', '30 08 02020080 02020081', '80', '81'],
    ['zero itself is a number', '30 06 020100 020101', '00', '01'],
  ])('%s', (_, der, r, s) => {
    expect(rawFromDer(octets(der), 32)).toEqual(new Uint8Array(octets(r.padStart(64, '0') + s.padStart(64, '0'))))
  })
})

test.each([
  ['nothing', ''],
  ['no sequence', '31 06 020101 020102'],
  ['octets behind', '30 06 020101 020102 00'],
  ['octets behind, inside', '30 08 020101 020102 0500'],
  ['a length that is too small', '30 05 020101 020102'],
  ['a length that is too large', '30 07 020101 020102'],
  ['an indefinite length', '30 80 020101 020102 0000'],
  ['a long form where the short one would do', '30 81 06 020101 020102'],
  ['a longer long form', '30 82 0006 020101 020102'],
  ['no integer', '30 06 040101 020102'],
  ['an empty integer', '30 05 0200 020101'],
  ['a long form inside', '30 07 02810101 020102'],
  ['a negative number', '30 06 0201ff 020101'],
  ['a zero that is not needed', '30 07 02020001 020101'],
  ['one number', '30 03 020101'],
  ['three numbers', '30 09 020101 020102 020103'],
  ['a number that ends behind', '30 06 020101 020901'],
  ['a number that is too large', `30 26 0221 01${'00'.repeat(32)} 020101`],
])('%s is refused', (_, der) => {
  expect(rawFromDer(octets(der), 32)).toBeUndefined()
})

test('whatever comes, it gives nothing, or the numbers of which this is the only DER', () => {
  const good = heldSign(holdKey('P-256'), data, { hash: 'sha256' })
  const mutated = fc
    .tuple(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length))
    .map(([at, octet, length]) => Buffer.from(good.with(at, octet)).subarray(0, length))
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 80 })), (der) => {
      const raw = rawFromDer(der, 32)
      const again = raw === undefined ? der : derSignature(number(raw.subarray(0, 32)), number(raw.subarray(32)))
      expect(Buffer.from(der).equals(again)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})
