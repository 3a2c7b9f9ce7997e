import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { readX509 } from '../../src/certificate/x509.ts'
import { DerProblem, readElements, readSingle } from '../../src/jwk/der.ts'
import { element, sequence, smallInteger } from '../../src/jwk/convert/der-write.ts'
import { CA, make } from './openssl.ts'

const der = new Uint8Array(new X509Certificate(make({ name: 'x', extensions: CA }).pem).raw)
const [tbs, ...outside] = readElements(readSingle(der, 0x30).content)
const fields = readElements(tbs?.content ?? new Uint8Array()).map(({ whole }) => whole)
const remade = (...changed: readonly Uint8Array[]): Uint8Array =>
  sequence(sequence(...changed), ...outside.map(({ whole }) => whole))

const [version = der, ...body] = fields
const extensions = fields.at(-1) ?? der

test('the certificate as it was made is read', () => {
  expect(readX509(remade(...fields), 'x').extensions.isCa).toBe(true)
})

test.each<[string, Uint8Array]>([
  ['extensions that come twice', remade(...fields, extensions)],
  ['extensions before others', remade(...fields, element(0xa3, sequence()))],
  ['a field that nobody knows', remade(...fields, element(0xa4, sequence()))],
  ['an identifier after the extensions', remade(...fields, element(0x81, Uint8Array.of(0, 1)))],
  ['a version that does not exist', remade(element(0xa0, smallInteger(9)), ...body.slice(0, -1))],
  ['a version in two numbers', remade(element(0xa0, smallInteger(2), smallInteger(2)), ...body)],
])('%s is no certificate', (_name, changed) => {
  expect(version).toBeDefined()
  expect(() => readX509(changed, 'x')).toThrow(DerProblem)
})
