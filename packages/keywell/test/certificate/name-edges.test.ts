import { expect, test } from 'vitest'
import { certificateKeys } from '../../src/certificates.ts'
import { type GeneralName, readNameConstraints } from '../../src/certificate/general-names.ts'
import { constraintProblem } from '../../src/certificate/name-constraints.ts'
import { type Name, readName } from '../../src/certificate/names.ts'
import type { X509 } from '../../src/certificate/x509.ts'
import { element, oid, sequence } from '../../src/jwk/convert/der-write.ts'
import { DerProblem, readElements } from '../../src/jwk/der.ts'
import { failure } from '../support/failures.ts'
import { CA, family, LEAF } from './openssl.ts'

const at = Date.UTC(2026, 0, 1) / 1000
const limited = (constraint: string): object => ({ extensions: [...CA, `nameConstraints=critical,${constraint}`] })
const named = (san: string): readonly string[] => [...LEAF, `subjectAltName=${san}`]

test.each([
  ['permitted;email:example.com', 'does not permit'],
  ['excluded;email:bank.example', 'excludes'],
])(
  'an address in the subject is held to %s, though another stands in the alternative names',
  async (constraint, says) => {
    const leaf = { subject: '/CN=x/emailAddress=ceo@bank.example', extensions: named('email:a@example.com') }
    const { root, ca, leaf: made } = family({ ca: limited(constraint), leaf })
    const error = await failure('ERR_CERTIFICATE_INVALID', () =>
      certificateKeys(made.pem + ca.pem, { anchors: root.pem, at }),
    )
    expect(error.message).toContain(says)
  },
)

const text = (kind: 'dns' | 'email' | 'uri', value: string): GeneralName => ({ kind, text: value })
const EMPTY: Name = readName(readElements(sequence())[0])
const certificate = (...altNames: readonly GeneralName[]): Pick<X509, 'subject' | 'extensions'> => ({
  subject: EMPTY,
  extensions: {
    altNames,
    unknownCritical: [],
    isCa: false,
    pathLength: undefined,
    keyUsage: undefined,
    purposes: undefined,
    nameConstraints: undefined,
    subjectKeyId: undefined,
    authorityKeyId: undefined,
  },
})

test.each([
  ['dns', '*.example.com', 'a.example.com', true],
  ['dns', '*.example.com', 'b.a.example.com', false],
  ['dns', '*.example.com', '.a.example.com', false],
  ['dns', '*.example.com', 'example.com', true],
  ['dns', '*.example.com', 'other.example', false],
  ['email', 'no-address', 'example.com', true],
  ['email', 'a@example.com', '', true],
  ['uri', 'https://%65xample.com/', 'example.com', true],
  ['uri', String.raw`https://example.com\@other.example/`, 'example.com', true],
  ['uri', 'https://other.example:99/', 'example.com', false],
  ['uri', 'https://other.example/', '', true],
] as const)('the %s %s is under the exclusion of "%s": %s', (kind, name, base, isExcluded) => {
  const problem = constraintProblem(certificate(text(kind, name)), { permitted: [], excluded: [text(kind, base)] })
  expect(problem !== undefined).toBe(isExcluded)
})

test('a wildcard is within a permitted host only where all that it stands for is', () => {
  const problem = (base: string): string | undefined =>
    constraintProblem(certificate(text('dns', '*.example.com')), { permitted: [text('dns', base)], excluded: [] })
  expect(problem('example.com')).toBeUndefined()
  expect(problem('a.example.com')).toContain('does not permit')
})

test('names by the thousand against constraints by the thousand are refused instead of compared', () => {
  const names = Array.from({ length: 3000 }, (_, place) => text('dns', `h${place}.example.com`))
  const excluded = Array.from({ length: 3000 }, (_, place) => text('dns', `h${place}.example.org`))
  const began = performance.now()
  expect(constraintProblem(certificate(...names), { permitted: [], excluded })).toContain('too many')
  expect(performance.now() - began).toBeLessThan(200)
})

test.each(['00', '0a000000', '0a00000000000000ff'])('an address range of another size (%s) is no constraint', (hex) => {
  const base = element(0x87, Uint8Array.from(Buffer.from(hex, 'hex')))
  expect(() => readNameConstraints(sequence(element(0xa1, sequence(base))))).toThrow(DerProblem)
})

const ORGANIZATION = '55040a'
const COMMON_NAME = '550403'
const attribute = (id: string, tag: number, value: Uint8Array): Uint8Array => sequence(oid(id), element(tag, value))
const name = (...attributes: readonly Uint8Array[]): Name =>
  readName(readElements(sequence(element(0x31, ...attributes)))[0])
const octets = (value: string, size: number): Uint8Array =>
  Uint8Array.from(Array.from(value).flatMap((letter) => [...new Uint8Array(size - 1), letter.charCodeAt(0)]))

test.each([
  [0x13, 1],
  [0x1a, 1],
  [0x1e, 2],
  [0x1c, 4],
])('a name in a string of type %i is the same as in UTF-8', (tag, size) => {
  const other = name(attribute(ORGANIZATION, tag, octets('Example', size)))
  expect(other.canonical).toBe(name(attribute(ORGANIZATION, 0x0c, octets('EXAMPLE', 1))).canonical)
})

test('one attribute is never taken for two, nor text for octets that spell the same', () => {
  const two = name(attribute(COMMON_NAME, 0x0c, octets('x', 1)), attribute(ORGANIZATION, 0x0c, octets('y', 1)))
  const one = name(attribute(COMMON_NAME, 0x0c, octets(`x+${ORGANIZATION}=y`, 1)))
  expect(one.parts).not.toEqual(two.parts)
  const bits = name(attribute(COMMON_NAME, 0x03, Uint8Array.of(0, 1)))
  expect(bits.canonical).not.toBe(name(attribute(COMMON_NAME, 0x0c, octets('03020001', 1))).canonical)
})
