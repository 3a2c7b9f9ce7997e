import { expect, test } from 'vitest'
import { derFromBer } from '../../src/certificate/encrypted/ber.ts'
import { jwkFromEncryptedPkcs8, jwkFromPkcs12 } from '../../src/certificates.ts'
import { concat, element, octetString, oid, sequence, smallInteger } from '../../src/jwk/convert/der-write.ts'
import { writeCount } from '../../src/certificate/encrypted/count.ts'
import { readElements, DerProblem } from '../../src/jwk/der.ts'
import { oidText } from '../../src/certificate/tags.ts'
import { failure } from '../support/failures.ts'
import { make, openssl } from './openssl.ts'

const many = (count: number): Uint8Array => new Uint8Array(2 * count).map((_, at) => (at % 2 === 0 ? 0x05 : 0x00))

test('a file of a million elements is refused as no PKCS #12', async () => {
  await failure('ERR_JWK_INVALID', () => jwkFromPkcs12(element(0x30, many(1_000_000)), { password: 'x' }))
  expect(() => derFromBer(element(0x30, many(200_000)))).toThrow(DerProblem)
  expect(() => readElements(many(200_000))).toThrow(DerProblem)
})

const leaf = make({ name: 'leaf' })
const salt = octetString(new Uint8Array(8))

/** A shrouded bag that opens with the password "x" and costs so many iterations. */
function shrouded(iterations: string): Uint8Array {
  const input = ['-in', leaf.keyFile, '-iter', iterations, '-passout', 'pass:x', '-outform', 'DER']
  const key = openssl(['pkcs8', '-topk8', ...input])
  return sequence(oid('2a864886f70d010c0a0102'), element(0xa0, new Uint8Array(key)))
}

const file = (bags: readonly Uint8Array[]): Uint8Array => {
  const data = (content: Uint8Array): Uint8Array =>
    sequence(oid('2a864886f70d010701'), element(0xa0, octetString(content)))
  return sequence(smallInteger(3), data(sequence(data(element(0x30, concat(...bags))))))
}

test('the costs of all bags of a PKCS #12 are bounded together', async () => {
  const bag = shrouded('1000000')
  const began = performance.now()
  const error = await failure('ERR_KEY_UNSUPPORTED', () =>
    jwkFromPkcs12(file(Array.from({ length: 40 }, () => bag)), { password: 'x' }),
  )
  expect(error.message).toContain('iterations')
  expect(performance.now() - began).toBeLessThan(15_000)
}, 60_000)

test('keys beyond the bound are not opened first', async () => {
  const bag = shrouded('20000')
  const began = performance.now()
  await failure('ERR_JWK_INVALID', () =>
    jwkFromPkcs12(file(Array.from({ length: 2000 }, () => bag)), { password: 'x' }),
  )
  expect(performance.now() - began).toBeLessThan(5000)
}, 60_000)

test.each([
  [2, 1_048_576, 16],
  [16_384, 8, 1_000],
  [262_144, 8, 16],
])('scrypt with N=%i, r=%i, p=%i asks for too much', async (n, r, p) => {
  const kdf = sequence(oid('2b06010401da47040b'), sequence(salt, writeCount(n), writeCount(r), writeCount(p)))
  const cipher = sequence(oid('60864801650304012a'), octetString(new Uint8Array(16)))
  const key = sequence(sequence(oid('2a864886f70d01050d'), sequence(kdf, cipher)), octetString(new Uint8Array(32)))
  const began = performance.now()
  await failure('ERR_KEY_UNSUPPORTED', () => jwkFromEncryptedPkcs8(key, { password: 'x' }))
  expect(performance.now() - began).toBeLessThan(200)
})

test('an object identifier of many kilobytes is refused', () => {
  const content = new Uint8Array(60_000).fill(0x81).fill(1, -1)
  expect(() => oidText({ tag: 0x06, content, whole: content })).toThrow(DerProblem)
})
