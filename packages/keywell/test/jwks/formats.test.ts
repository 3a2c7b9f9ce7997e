import { generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isKeywellError } from '../../src/errors/index.ts'
import { parseJwks } from '../../src/jwks/key-set.ts'
import { queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { selectKeys } from '../../src/jwks/select.ts'
import { EC_CERTIFICATE, EC_CERTIFIED_KEY } from '../vectors/certificates.ts'

const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${EC_CERTIFICATE}\n-----END CERTIFICATE-----\n`
const pemOf = (curve: string): string =>
  generateKeyPairSync('ec', { namedCurve: curve }).publicKey.export({ type: 'spki', format: 'pem' }).toString()

describe('a map of PEM blocks by kid', () => {
  test('gives the key of each certificate and public key under its kid', () => {
    const set = parseJwks({ one: CERTIFICATE, two: pemOf('P-256') }, { format: 'pem-map' })
    expect(set.keys.map(({ kid, kty }) => [kid, kty])).toEqual([
      ['one', 'EC'],
      ['two', 'EC'],
    ])
    expect(set.keys[0]?.jwk).toMatchObject(EC_CERTIFIED_KEY)
    expect(selectKeys(set, queryOf('two')).candidates).toEqual([set.keys[1]])
  })

  test('is read from text, where escaped line breaks are JSON’s own', () => {
    const set = parseJwks(JSON.stringify({ one: CERTIFICATE }), { format: 'pem-map' })
    expect(set.withKid('one')).toHaveLength(1)
  })

  test.each<[string, unknown, string]>([
    ['a number', 7, 'a PEM must be a string, got number'],
    ['no PEM', 'hello', 'there is no "-----BEGIN …-----" line'],
    ['a private key', pemPrivate(), 'this is a private key; a public key is needed'],
    ['a damaged certificate', CERTIFICATE.replace('MIIB', 'MIIC'), 'this is no X.509 certificate in DER'],
  ])('sets %s aside with its reason and keeps the rest', (_, bad, reason) => {
    const set = parseJwks({ bad, good: CERTIFICATE }, { format: 'pem-map' })
    expect(set.keys.map(({ kid }) => kid)).toEqual(['good'])
    expect(set.quarantined).toMatchObject([{ index: 0, kid: 'bad', reason }])
    expect(JSON.stringify(set.quarantined)).not.toContain('PRIVATE KEY')
  })

  test.each([[[]], ['text'], [null], [7]])('is refused as a whole when it is %j', async (document) => {
    await failure('ERR_JWKS_INVALID', () => parseJwks(JSON.stringify(document), { format: 'pem-map' }))
  })

  test('may have a kid named like a member of every object', () => {
    const set = parseJwks(`{"__proto__":${JSON.stringify(CERTIFICATE)}}`, { format: 'pem-map' })
    expect(set.withKid('__proto__')).toHaveLength(1)
  })
})

function pemPrivate(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

describe('one PEM block', () => {
  test('is a set of one key without a kid', () => {
    const set = parseJwks(CERTIFICATE, { format: 'pem' })
    expect(set.keys).toMatchObject([{ kid: undefined, kty: 'EC' }])
  })

  test('that cannot be read leaves an empty set and the reason', () => {
    expect(parseJwks('<html>', { format: 'pem' }).quarantined).toMatchObject([{ code: 'ERR_JWK_INVALID' }])
  })
})

describe('bounds', () => {
  test('set a key aside that is too large, whatever it is', () => {
    const set = parseJwks(
      { keys: [{ kty: 'EC', filler: 'x'.repeat(1000), kid: 'large' }, EC_CERTIFIED_KEY] },
      { maxKeyBytes: 500 },
    )
    expect(set.keys).toHaveLength(1)
    expect(set.quarantined).toMatchObject([{ kid: 'large', reason: 'the key is larger than a key may be here' }])
  })

  test('refuse text that nests deeper than allowed', async () => {
    const nested = `{"keys":[],"x":${'['.repeat(6)}${']'.repeat(6)}}`
    expect(parseJwks(nested, { maxDepth: 7 }).keys).toEqual([])
    const error = await failure('ERR_JWKS_INVALID', () => parseJwks(nested, { maxDepth: 6 }))
    expect(error.message).toContain('nested deeper than 6')
  })
})

test('whatever the document and the form, there is a set or a KeywellError', () => {
  const format = fc.constantFrom('jwks', 'jwk', 'array', 'pem', 'pem-map') as fc.Arbitrary<'pem'>
  const document = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue(),
    fc.dictionary(fc.string(), fc.constantFrom(CERTIFICATE, 'x')),
  )
  fc.assert(
    fc.property(document, format, (given, form) => {
      try {
        expect(Array.isArray(parseJwks(given, { format: form }).keys)).toBe(true)
      } catch (error) {
        expect(isKeywellError(error)).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
})
