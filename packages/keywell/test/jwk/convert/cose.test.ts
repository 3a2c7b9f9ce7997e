/** COSE keys, against the examples of the RFCs. */
import { describe, expect, test } from 'vitest'
import { readKey, readKeys, writeKey } from '../../../src/jwk.ts'
import { readCbor } from '../../../src/jwk/convert/cbor.ts'
import { type CborWritable, writeCbor } from '../../../src/jwk/convert/cbor-write.ts'
import { DerProblem } from '../../../src/jwk/der.ts'
import { failure } from '../../support/failures.ts'
import { hex, jwkOf, keys, publicOf } from './support.ts'

const x = '65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d'
const y = '1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c'
const d = 'aff907c99f9ad3aae6c4cdf21122bce2bd68b5283e6907154ad911840fa208cf'
const kid = 'meriadoc.brandybuck@buckland.example'
const url = (text: string): string => Buffer.from(text, 'hex').toString('base64url')

/** RFC 9052 appendix C.7.2, the first private key. */
const meriadoc = new Map<number, CborWritable>([
  [1, 2],
  [2, Buffer.from(kid)],
  [-1, 1],
  [-2, hex(x)],
  [-3, hex(y)],
  [-4, hex(d)],
])
const jwk = { kty: 'EC', crv: 'P-256', x: url(x), y: url(y), d: url(d), kid }

test('a private key of RFC 9052 is read, and written to the octet', async () => {
  const octets = writeCbor(meriadoc)
  expect(await readKey(octets)).toMatchObject({ jwk, format: 'cose', isPrivate: true })
  expect(Buffer.from(writeKey(jwk, { format: 'cose' }))).toEqual(Buffer.from(octets))
  const text = Buffer.from(octets).toString('base64url')
  expect(await readKey(text)).toMatchObject({ jwk, format: 'cose-base64' })
})

test('a y that is only a sign is worked out', async () => {
  const { d: _, ...expected } = jwk
  const isOdd = false
  const octets = compressed(isOdd)
  expect((await readKey(octets)).jwk).toEqual(expected)
  expect((await readKey(compressed(true))).jwk['y']).not.toBe(expected.y)
})

/** y as `false` (f4) or `true` (f5), RFC 9053 §7.1.1. */
function compressed(isOdd: boolean): Buffer {
  const map = new Map(meriadoc)
  map.delete(-3)
  map.delete(-4)
  const written = Buffer.from(writeCbor(map))
  const added = Buffer.concat([written, Buffer.from([0x22, isOdd ? 0xf5 : 0xf4])])
  added[0] = 0xa0 + map.size + 1
  return added
}

test.each(Object.keys(keys))('%s: comes back from CBOR with all that it says of itself', async (name) => {
  for (const key of [jwkOf(name), publicOf(name)]) {
    const whole = { ...key, kid: 'a' }
    expect((await readKey(writeKey(whole, { format: 'cose' }))).jwk).toEqual(whole)
  }
})

test('alg and key_ops have their numbers; a MAC is a signature in JOSE', async () => {
  const signing = { ...publicOf('RSA'), alg: 'PS256', key_ops: ['verify'] }
  expect((await readKey(writeKey(signing, { format: 'cose' }))).jwk).toEqual(signing)
  const secret = { kty: 'oct', k: 'AAECAw', alg: 'HS256', key_ops: ['sign', 'verify'] }
  const octets = writeKey(secret, { format: 'cose' })
  expect((await readKey(octets)).jwk).toEqual(secret)
  expect(readCbor(octets)).toEqual(
    new Map<number, unknown>([
      [1, 4],
      [3, 5],
      [4, [9, 10]],
      [-1, hex('00010203')],
    ]),
  )
})

test('a set gives each of its keys', async () => {
  const set = writeCbor([meriadoc, new Map(meriadoc)])
  expect((await readKeys(set)).map(({ jwk: { kid: name } }) => name)).toEqual([kid, kid])
})

test('a kid that is no text comes as base64url', async () => {
  const octets = writeCbor(new Map([...meriadoc, [2, hex('ff00')]]))
  expect((await readKey(octets)).jwk.kid).toBe('_wA')
})

test('an algorithm that JOSE does not have is left out', async () => {
  const octets = writeCbor(new Map<number, CborWritable>([...meriadoc, [3, -25]]))
  expect((await readKey(octets)).jwk).toEqual(jwk)
})

describe('refuses', () => {
  test.each([
    ['an unknown key type', new Map<number, CborWritable>([...meriadoc, [1, 99]])],
    ['an unknown curve', new Map<number, CborWritable>([...meriadoc, [-1, 99]])],
  ])('%s', async (_, map) => {
    await failure('ERR_KEY_UNSUPPORTED', () => readKey(writeCbor(map)))
  })

  test.each([
    ['a member of another type', new Map<number, CborWritable>([...meriadoc, [-2, 'text']])],
    ['a kid of another type', new Map<number, CborWritable>([...meriadoc, [2, 7]])],
    ['an x that no point has', new Map<number, CborWritable>([...meriadoc, [-2, new Uint8Array(32)]])],
    ['a list of numbers', [1, 2]],
  ])('%s', async (_, value) => {
    await failure('ERR_JWK_INVALID', () => readKey(writeCbor(value)))
  })
})

describe('CBOR', () => {
  test.each([
    ['a small number', 23, '17'],
    ['one octet', 24, '1818'],
    ['two octets', 1000, '1903e8'],
    ['a negative number', -1, '20'],
    ['a larger negative number', -259, '390102'],
    ['octets', hex('01020304'), '4401020304'],
    ['text', 'ü', '62c3bc'],
    ['a list', [1, [2, 3]], '8201820203'],
    ['a map', new Map([[1, 2]]), 'a10102'],
  ])('%s, as RFC 8949 appendix A has it', (_, value, spelled) => {
    expect(Buffer.from(writeCbor(value)).toString('hex')).toBe(spelled)
    expect(readCbor(hex(spelled))).toEqual(value)
  })

  test.each([
    ['true', 'f5', true],
    ['null', 'f6', null],
    ['four octets', '1a000f4240', 1_000_000],
    ['eight octets', '1b000000e8d4a51000', 1_000_000_000_000],
  ])('reads %s', (_, spelled, value) => {
    expect(readCbor(hex(spelled))).toBe(value)
  })

  test.each([
    ['nothing', ''],
    ['something behind', '0101'],
    ['a text that is cut off', '6261'],
    ['a count beyond the input', '9a00ffffff01'],
    ['a count that no list can have', '9b0000000100000000'],
    ['an indefinite length', '5f4101ff'],
    ['a label that occurs twice', 'a201010102'],
    ['a label of another type', 'a1410101'],
    ['a number beyond bounds', '1bffffffffffffffff'],
    ['a float', 'f93c00'],
    ['a tag', 'c11a514b67b0'],
    ['text that is no UTF-8', '61ff'],
    ['nesting without end', '81'.repeat(9) + '01'],
  ])('refuses %s', (_, spelled) => {
    expect(() => readCbor(hex(spelled))).toThrow(DerProblem)
  })
})
