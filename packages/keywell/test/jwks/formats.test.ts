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

  test('takes the kid and the algorithm that its caller knows', () => {
    const [key] = parseJwks(CERTIFICATE, { format: 'pem', kid: 'known', alg: 'ES256' }).keys
    expect([key?.kid, key?.jwk.alg, key?.algorithms.map(({ name }) => name)]).toEqual(['known', 'ES256', ['ES256']])
  })

  test('is found by its type and curve when nobody names an algorithm', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' })
    const set = parseJwks(String(rsa), { format: 'pem', kid: 'rsa' })
    for (const alg of ['RS256', 'PS512']) {
      expect(selectKeys(set, queryOf('rsa', alg)).candidates).toEqual(set.keys)
    }
    expect(selectKeys(set, queryOf('rsa', 'ES256')).candidates).toEqual([])
  })

  test('is set aside when the algorithm is none of its key', () => {
    const set = parseJwks(CERTIFICATE, { format: 'pem', kid: 'known', alg: 'RS256' })
    expect([set.keys, set.quarantined[0]]).toMatchObject([[], { kid: 'known', code: 'ERR_JWK_INVALID' }])
  })

  test('keeps the algorithm that the key itself names', () => {
    const mlDsa = generateKeyPairSync('ml-dsa-44').publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const set = parseJwks(mlDsa, { format: 'pem', alg: 'ML-DSA-87' })
    expect([set.keys, set.quarantined[0]?.reason]).toEqual([[], 'the key is made for ML-DSA-44'])
    expect(parseJwks(mlDsa, { format: 'pem', alg: 'ML-DSA-44' }).keys).toHaveLength(1)
  })

  test.each<[string, object]>([
    ['kid', { kid: 'x' }],
    ['alg', { format: 'pem-map', alg: 'ES256' }],
    ['alg', { format: 'pem', alg: 'HS256' }],
    ['kid', { format: 'pem', kid: '' }],
  ])('refuses a %s that has no place: %j', async (option, options) => {
    const error = await failure('ERR_OPTION_INVALID', () => parseJwks(CERTIFICATE, options))
    expect(error.detail.option).toBe(option)
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

  test('count bytes, not characters', () => {
    const key = { ...EC_CERTIFIED_KEY, kid: 'ключ'.repeat(20) }
    const characters = JSON.stringify(key).length
    expect(parseJwks({ keys: [key] }, { maxKeyBytes: characters }).keys).toEqual([])
    expect(parseJwks({ keys: [key] }, { maxKeyBytes: characters + 80 }).keys).toHaveLength(1)
  })

  test('hold a PEM to the same size', () => {
    const set = parseJwks({ one: CERTIFICATE, two: pemOf('P-256') }, { format: 'pem-map', maxKeyBytes: 250 })
    expect([set.keys, set.quarantined]).toMatchObject([[{ kid: 'two' }], [{ kid: 'one' }]])
  })

  test('set aside what a loader gave that is no JSON at all, and keep the rest', () => {
    const circle: Record<string, unknown> = { kty: 'EC' }
    circle['self'] = circle
    const keys = [circle, { ...EC_CERTIFIED_KEY, big: 1n }, EC_CERTIFIED_KEY]
    const set = parseJwks({ keys }, { maxKeyBytes: 65_536 })
    expect(set.keys).toHaveLength(1)
    expect(set.quarantined.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'the key is no JSON'],
      [1, 'the key is no JSON'],
    ])
  })

  test('refuse text that nests deeper than allowed', async () => {
    const nested = `{"keys":[],"x":${'['.repeat(6)}${']'.repeat(6)}}`
    expect(parseJwks(nested, { maxDepth: 7 }).keys).toEqual([])
    const error = await failure('ERR_JWKS_INVALID', () => parseJwks(nested, { maxDepth: 6 }))
    expect(error.message).toContain('nested deeper than 6')
  })
})

test.each<[string, unknown, 'jwks' | 'array' | 'pem-map']>([
  ['set', '{"keys":[]}', 'jwks'],
  ['array', '[]', 'array'],
  ['map', '{}', 'pem-map'],
])('an empty %s can be told from one without a usable key', (_, document, format) => {
  const set = parseJwks(document, { format })
  expect([set.keys, set.quarantined]).toEqual([[], []])
})

test('whatever the document and the form, there is a set or a KeywellError', () => {
  const format = fc.constantFrom('jwks', 'jwk', 'array', 'pem', 'pem-map') as fc.Arbitrary<'pem'>
  const damaged = fc
    .tuple(fc.nat(CERTIFICATE.length - 1), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))
    .map(([place, character]) => {
      return CERTIFICATE.slice(0, place) + character + CERTIFICATE.slice(place + 1)
    })
  const document = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue(),
    fc.dictionary(fc.string(), fc.constantFrom(CERTIFICATE, 'x')),
    fc.anything({ withBigInt: true, withNullPrototype: true }),
    fc.record({ keys: fc.array(fc.anything({ withBigInt: true })) }),
    damaged,
  )
  fc.assert(
    fc.property(document, format, (given, form) => {
      try {
        expect(Array.isArray(parseJwks(given, { format: form, maxKeyBytes: 65_536 }).keys)).toBe(true)
      } catch (error) {
        expect(isKeywellError(error)).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
})

describe('an answer that is no set', () => {
  test('is called by the status that it has, where that is a word in capitals', async () => {
    const named = await failure('ERR_JWKS_INVALID', () => parseJwks({ status: 'GENERAL_ERROR', message: 'x' }))
    expect(named.message).toBe('this is an answer with the status GENERAL_ERROR, not a JWK Set')
    const other = await failure('ERR_JWKS_INVALID', () => parseJwks({ status: 'it <failed>' }))
    expect(other.message).toBe('"keys" is missing or no array')
  })

  test('is not what a set with a status beside its keys is', () => {
    expect(parseJwks({ status: 'OK', keys: [] }).keys).toEqual([])
  })
})

describe('the bundle of a SPIFFE trust domain', () => {
  const jwk = (use: string, kid: string): object => ({ ...EC_CERTIFIED_KEY, use, kid })
  const keys = [jwk('jwt-svid', 'token'), jwk('x509-svid', 'certificate'), jwk('sig', 'plain'), 7]
  const kidsOf = (document: object): unknown => parseJwks(document).keys.map(({ kid }) => kid)

  test.each([{ spiffe_sequence: 1 }, { spiffe_refresh_hint: 600 }])(
    'which %o shows, has a use of its own for keys that verify tokens',
    (members) => {
      expect(kidsOf({ ...members, keys })).toEqual(['token', 'plain'])
      const { keys: again } = parseJwks({ keys: parseJwks({ ...members, keys }).keys.map((key) => key.jwk) })
      expect(again.map(({ kid }) => kid)).toEqual(['token', 'plain'])
    },
  )

  test.each([{}, { spiffe_sequence: '1' }, Object.create({ spiffe_sequence: 1 })])(
    'is no other set, where that use keeps a key out: %o',
    (members: object) => {
      const { quarantined } = parseJwks(Object.assign(members, { keys }))
      expect(kidsOf(Object.assign(members, { keys }))).toEqual(['plain'])
      expect(quarantined[0]?.reason).toContain('its use is "jwt-svid"')
    },
  )
})
