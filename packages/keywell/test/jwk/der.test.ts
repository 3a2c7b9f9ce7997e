/** The strict DER reader: one spelling for each value, and nothing behind it. */
import { describe, expect, test } from 'vitest'
import { bitStringOctets, DerProblem, oidHex, readElements, readSingle, TAG } from '../../src/jwk/der.ts'

const der = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const long = (length: number): string => 'ab'.repeat(length)

test.each([
  ['a short length', '02 01 05', [5]],
  ['no content', '02 00', []],
  ['the longest short length', `04 7f ${long(127)}`, Array.from({ length: 127 }, () => 0xab)],
  ['one length octet', `04 81 80 ${long(128)}`, Array.from({ length: 128 }, () => 0xab)],
  ['two length octets', `04 82 01 00 ${long(256)}`, Array.from({ length: 256 }, () => 0xab)],
])('reads %s', (_, hex, content) => {
  expect(readElements(der(hex)).map((element) => [...element.content])).toEqual([content])
})

test('reads elements that follow each other, and nothing as none', () => {
  expect(readElements(der('02 01 05 05 00')).map(({ tag }) => tag)).toEqual([2, 5])
  expect(readElements(der(''))).toEqual([])
})

describe('refuses', () => {
  test.each([
    ['a tag alone', '02'],
    ['a length past the end', '02 02 05'],
    ['a length octet past the end', '02 81'],
    ['an indefinite length', '30 80 00 00'],
    ['a length of five octets', '02 85 00 00 00 00 01 05'],
    ['a long length that would be short', '02 81 01 05'],
    ['a length with a leading zero', `04 82 00 80 ${long(128)}`],
    ['a length of four gigabytes', '02 84 ff ff ff ff 05'],
  ])('%s', (_, hex) => {
    expect(() => readElements(der(hex))).toThrow(DerProblem)
  })

  test.each([
    ['nothing', ''],
    ['two elements', '02 01 05 02 01 05'],
    ['another type', '30 00'],
  ])('%s where one integer is expected', (_, hex) => {
    expect(() => readSingle(der(hex), TAG.integer)).toThrow(DerProblem)
  })

  test.each([
    ['unused bits', '03 02 01 fe'],
    ['no octet for their number', '03 00'],
    ['another type', '04 02 00 fe'],
  ])('a bit string with %s', (_, hex) => {
    expect(() => bitStringOctets(readElements(der(hex))[0])).toThrow(DerProblem)
  })

  test('an identifier of another type, or none', () => {
    expect(() => oidHex(undefined)).toThrow(DerProblem)
    expect(() => oidHex(readElements(der('02 01 05'))[0])).toThrow(DerProblem)
  })
})
