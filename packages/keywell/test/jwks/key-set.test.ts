/** Many keys: read one by one, merged, indexed, the bad ones set aside. */
import { describe, expect, test } from 'vitest'
import { generateJwk, type KeySet, parseJwks } from '../../src/jwk.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { EC, ED25519, octets, P521, RSA, RSA_PRIVATE, withOctets } from '../jwk/example-keys.ts'
import { failure } from '../support/failures.ts'

const kids = (set: KeySet): readonly unknown[] => set.keys.map(({ kid }) => kid)

describe('a document', () => {
  test.each([
    ['an object', { keys: [EC] }],
    ['text', JSON.stringify({ keys: [EC] })],
    ['text with a byte order mark', `\ufeff${JSON.stringify({ keys: [EC] })}`],
    ['with other members', { keys: [EC], issuer: 'https://issuer.test', next: null }],
  ])('is read: %s', (_, document) => {
    expect(parseJwks(document).keys.map(({ jwk }) => jwk)).toEqual([EC])
  })

  test('may have no keys at all', () => {
    expect(parseJwks({ keys: [] })).toMatchObject({ keys: [], quarantined: [] })
  })

  test.each([
    ['an array', [EC], 'a JWK Set must be a JSON object, got array'],
    ['null', null, 'a JWK Set must be a JSON object, got null'],
    ['nothing', undefined, 'a JWK Set must be a JSON object, got undefined'],
    ['without keys', { jwks: [] }, '"keys" is missing or no array'],
    ['keys as an object', { keys: { a: EC } }, '"keys" is missing or no array'],
    ['keys of null', { keys: null }, '"keys" is missing or no array'],
    ['inherited keys', Object.create({ keys: [EC] }), '"keys" is missing or no array'],
    ['one JWK', EC, 'this is a single JWK, not a JWK Set'],
    ['a page of HTML', '<!doctype html><title>Sign in</title>', 'this is HTML or XML instead of JSON'],
    ['empty text', '', 'this is no strict JSON: the JSON ends early'],
    ['text of two sets', '{"keys":[]}{"keys":[]}', 'this is no strict JSON: something follows the JSON value'],
    ['duplicate keys', '{"keys":[],"keys":[]}', 'this is no strict JSON: a member name occurs twice'],
    ['an array in text', '[]', 'a JWK Set must be a JSON object, got array'],
  ])('is refused as a whole: %s', async (_, document, message) => {
    expect((await failure('ERR_JWKS_INVALID', () => parseJwks(document))).message).toBe(message)
  })

  test('may be declared to be one JWK, or an array of them', async () => {
    expect(parseJwks(EC, { format: 'jwk' }).keys).toHaveLength(1)
    expect(parseJwks([EC, RSA], { format: 'array' }).keys).toHaveLength(2)
    await failure('ERR_JWKS_INVALID', () => parseJwks({ keys: [EC] }, { format: 'array' }))
  })

  test('may be bounded in keys', async () => {
    expect(parseJwks({ keys: [EC, RSA] }, { maxKeys: 2 }).keys).toHaveLength(2)
    await failure('ERR_JWKS_INVALID', () => parseJwks({ keys: [EC, RSA] }, { maxKeys: 1 }))
  })

  test.each([{ format: 'xml' }, { maxKeyBytes: 0 }, { maxDepth: 1.5 }, { maxKeys: 0 }, { maxKeys: '2' }, { max: 1 }])(
    'is not read with the options %o',
    async (options) => {
      await failure('ERR_OPTION_INVALID', () => parseJwks({ keys: [EC] }, options as never))
    },
  )
})

describe('a bad key', () => {
  test('is set aside with its place and reason, and the others work', () => {
    const { keys, quarantined } = parseJwks({
      keys: [
        null,
        EC,
        'text',
        { kty: 'XYZ', kid: 'x' },
        { ...RSA_PRIVATE, kid: 'p' },
        { ...RSA, use: 'enc', kid: 'e' },
        RSA,
      ],
    })
    expect(keys.map(({ kty }) => kty)).toEqual(['EC', 'RSA'])
    expect(quarantined).toEqual([
      { index: 0, kid: undefined, kty: undefined, code: 'ERR_JWK_INVALID', reason: 'a JWK must be a JSON object' },
      { index: 2, kid: undefined, kty: undefined, code: 'ERR_JWK_INVALID', reason: 'a JWK must be a JSON object' },
      { index: 3, kid: 'x', kty: 'XYZ', code: 'ERR_KEY_UNSUPPORTED', reason: 'this key type is not known' },
      {
        index: 4,
        kid: 'p',
        kty: 'RSA',
        code: 'ERR_JWK_INVALID',
        reason: 'the key is private (it has "d"); keep it secret',
      },
      {
        index: 5,
        kid: 'e',
        kty: 'RSA',
        code: 'ERR_JWK_INVALID',
        reason: 'not for verifying: its use is "enc", not "sig"',
      },
    ])
  })
})

describe('twins', () => {
  test('that are identical merge, in the place of the first', () => {
    const set = parseJwks({ keys: [{ ...EC, kid: 'a' }, RSA, { ...EC, kid: 'a' }] })
    expect(kids(set)).toEqual(['a', undefined])
    expect(set.withKid('a')).toHaveLength(1)
  })

  test('that are the same but for their spelling merge too', () => {
    const padded = { ...EC, x: `${String(EC['x'])}=` }
    const zeros = withOctets(RSA, 'n', Buffer.concat([Buffer.alloc(1), octets(RSA, 'n')]))
    expect(parseJwks({ keys: [EC, padded, RSA, zeros] }).keys).toHaveLength(2)
  })

  test('with different metadata stay apart', () => {
    const set = parseJwks({
      keys: [
        { ...RSA, kid: 'a', alg: 'RS256' },
        { ...RSA, kid: 'a', alg: 'PS256' },
      ],
    })
    expect(set.withKid('a').map(({ jwk }) => jwk.alg)).toEqual(['RS256', 'PS256'])
  })

  test('with one kid and other numbers stay apart, in the order of the document', () => {
    const set = parseJwks({ keys: [EC, RSA, P521].map((jwk) => ({ ...jwk, kid: 'same' })) })
    expect(set.withKid('same').map(({ kty, bits }) => [kty, bits])).toEqual([
      ['EC', 256],
      ['RSA', 2048],
      ['EC', 521],
    ])
  })
})

describe('the index', () => {
  const set = parseJwks({ keys: [{ ...EC, kid: '__proto__' }, { ...RSA, kid: '' }, ED25519] })

  test('finds keys by their exact kid', () => {
    expect(set.withKid('__proto__').map(({ kty }) => kty)).toEqual(['EC'])
    expect(set.withKid('').map(({ kty }) => kty)).toEqual(['RSA'])
  })

  test.each(['constructor', 'toString', 'undefined', 'null', ' '])('finds nothing by %j', (kid) => {
    expect(set.withKid(kid)).toEqual([])
  })

  test('finds keys by every algorithm that they may verify', () => {
    expect(['ES256', 'PS384', 'Ed25519', 'EdDSA', 'ES384'].map((alg) => set.withAlgorithm(alg).length)).toEqual([
      1, 1, 1, 1, 0,
    ])
  })

  test('is frozen with the set', () => {
    expect([Object.isFrozen(set), Object.isFrozen(set.keys), Object.isFrozen(set.quarantined)]).toEqual([
      true,
      true,
      true,
    ])
  })
})

describe('with the set that was there before', () => {
  test('keys that did not change are the very same objects', () => {
    const before = parseJwks({
      keys: [
        { ...EC, kid: 'a' },
        { ...RSA, kid: 'b' },
      ],
    })
    const after = parseJwks({ keys: [{ ...RSA, kid: 'b' }, { ...EC, kid: 'a' }, ED25519] }, { previous: before })
    expect(after.withKid('a')[0]).toBe(before.withKid('a')[0])
    expect(after.withKid('b')[0]).toBe(before.withKid('b')[0])
    expect(after).not.toBe(before)
  })

  test('a key whose numbers or metadata changed is a new one', () => {
    const before = parseJwks({ keys: [{ ...EC, kid: 'a' }] })
    const after = parseJwks({ keys: [{ ...EC, kid: 'a', alg: 'ES256' }] }, { previous: before })
    expect(after.withKid('a')[0]).not.toBe(before.withKid('a')[0])
  })
})

test('ten thousand keys are read in linear time and found at once', async () => {
  const { publicJwk } = await generateJwk('Ed25519')
  const keys = Array.from({ length: 10_000 }, (_, index): Jwk => ({ ...publicJwk, kty: 'OKP', kid: `k${index}` }))
  const started = performance.now()
  const set = parseJwks(JSON.stringify({ keys }))
  expect(set.withKid('k9999')).toHaveLength(1)
  // Some 0.3 s here; a search that grows with the square takes minutes.
  expect(performance.now() - started).toBeLessThan(10_000)
})
