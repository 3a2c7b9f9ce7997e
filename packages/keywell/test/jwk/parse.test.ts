/** One JWK → one checked key, or the reason why not. */
import { describe, expect, test } from 'vitest'
import { parseJwk } from '../../src/jwk.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { failure } from '../support/failures.ts'
import { EC, EC_PRIVATE, ED25519, ML_DSA_44, octets, P521, RSA, RSA_PRIVATE, withOctets } from './example-keys.ts'

const names = (jwk: Jwk): readonly string[] => parseJwk(jwk).algorithms.map(({ name }) => name)

describe('a key that is good', () => {
  test.each([
    ['RSA', RSA, ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
    ['P-256', EC, ['ES256']],
    ['P-521', P521, ['ES512']],
    ['Ed25519', ED25519, ['EdDSA', 'Ed25519']],
    ['RSA with alg', { ...RSA, alg: 'PS384' }, ['PS384']],
    ['RSA with use', { ...RSA, use: 'sig' }, ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
    ['EC with key_ops', { ...EC, key_ops: ['verify', 'sign'] }, ['ES256']],
  ])('may verify what its type, curve, alg and use allow: %s', (_, jwk, expected) => {
    expect(names(jwk)).toEqual(expected)
  })

  test('is frozen and needs no repair', () => {
    const key = parseJwk({ ...RSA, kid: 'a' })
    expect([Object.isFrozen(key), Object.isFrozen(key.jwk), Object.isFrozen(key.algorithms)]).toEqual([
      true,
      true,
      true,
    ])
    expect(key).toMatchObject({ kid: 'a', kty: 'RSA', bits: 2048, curve: undefined, notes: [] })
  })

  test('keeps nothing of the document that somebody could change later', () => {
    const document = { ...EC, kid: 'a', x5c: ['AAAA'], 'x5t#S256': 'print' }
    const key = parseJwk(document)
    document.x5c.push('BBBB')
    document.kid = 'b'
    expect(key.jwk).toMatchObject({ kid: 'a', x5c: ['AAAA'] })
    expect(Object.isFrozen(key.jwk['x5c'])).toBe(true)
  })

  test('drops members that nobody knows', () => {
    expect(parseJwk({ ...EC, secret: 'x', toString: 'y', __proto__: null }).jwk).toEqual(EC)
  })
})

describe('what is no JWK', () => {
  test.each([null, undefined, 'RSA', 7, [], [RSA], true])('is refused: %o', async (value) => {
    const error = await failure('ERR_JWK_INVALID', () => parseJwk(value))
    expect(error.message).toBe('a JWK must be a JSON object')
  })

  test.each([{}, { kty: 7 }, { kty: ['RSA'] }, { kty: null }, Object.create({ kty: 'RSA' })])(
    'has no kty of its own that is a string: %o',
    async (value) => {
      expect((await failure('ERR_JWK_INVALID', () => parseJwk(value))).detail.member).toBe('kty')
    },
  )

  test.each(['XYZ', 'rsa', '', '__proto__', 'constructor'])('has a kty that is not known: %j', async (kty) => {
    await failure('ERR_KEY_UNSUPPORTED', () => parseJwk({ ...RSA, kty }))
  })
})

describe('a secret', () => {
  test.each([
    ['RSA', RSA_PRIVATE],
    ['EC', EC_PRIVATE],
    ['RSA with only a prime left', { ...RSA, p: 'AQAB' }],
    ['of another type in a public key', { ...EC, d: 5 }],
  ])('is refused, and the reason holds no value: %s', async (_, jwk: Jwk) => {
    const error = await failure('ERR_JWK_INVALID', () => parseJwk(jwk))
    expect(error.message).toMatch(/^the key is private \(it has "[dp]"\); keep it secret$/)
  })

  test('that is symmetric is refused', async () => {
    await failure('ERR_JWK_INVALID', () => parseJwk({ kty: 'oct', k: 'A'.repeat(43) }))
  })
})

describe('RSA numbers', () => {
  const [n, e] = [octets(RSA, 'n'), octets(RSA, 'e')]
  const large = (bytes: number): Jwk => withOctets(RSA, 'n', Buffer.alloc(bytes, 0xff))

  test.each([
    ['without n', { kty: 'RSA', e: 'AQAB' }, 'n'],
    ['without e', { kty: 'RSA', n: RSA['n'] }, 'e'],
    ['with n as a number', { ...RSA, n: 5 }, 'n'],
    ['with an empty n', { ...RSA, n: '' }, 'n'],
    ['with n that is no base64', { ...RSA, n: '!!!!' }, 'n'],
    ['of 2040 bits', withOctets(RSA, 'n', n.subarray(1)), 'n'],
    ['of 1024 bits', large(128), 'n'],
    ['of 8200 bits', large(1025), 'n'],
    ['with an even modulus', withOctets(RSA, 'n', Buffer.concat([n.subarray(0, -1), Buffer.from([0])])), 'n'],
    ['with exponent 1', withOctets(RSA, 'e', Buffer.from([1])), 'e'],
    ['with exponent 0', withOctets(RSA, 'e', Buffer.from([0])), 'e'],
    ['with an even exponent', withOctets(RSA, 'e', Buffer.from([4])), 'e'],
    ['with exponent 2^32 + 1', withOctets(RSA, 'e', Buffer.from([1, 0, 0, 0, 1])), 'e'],
    ['with an exponent as long as the modulus', { ...RSA, e: RSA['n'] }, 'e'],
  ])('are refused: %s', async (_, jwk, member) => {
    expect((await failure('ERR_JWK_INVALID', () => parseJwk(jwk))).detail.member).toBe(member)
  })

  test('of 8192 bits are the largest', () => {
    expect(parseJwk(large(1024)).bits).toBe(8192)
  })

  test('with exponent 3 are taken and noted', () => {
    expect(parseJwk(withOctets(RSA, 'e', Buffer.from([3]))).notes).toEqual(['the RSA exponent is 3'])
  })

  test.each([
    ['padding', { ...RSA, e: 'AQAB', n: `${String(RSA['n'])}==` }, RSA],
    ['standard base64', { ...RSA, n: n.toString('base64') }, RSA],
    [
      'leading zeros',
      withOctets(withOctets(RSA, 'n', Buffer.concat([Buffer.alloc(3), n])), 'e', Buffer.concat([Buffer.alloc(1), e])),
      RSA,
    ],
  ])('written with %s are put right and noted', (_, untidy, tidy) => {
    const key = parseJwk(untidy)
    expect(key.jwk).toEqual(tidy)
    expect(key.notes).not.toEqual([])
    expect(key.identity).toBe(parseJwk(tidy).identity)
  })
})

describe('EC points', () => {
  const flipped = octets(EC, 'y')
  flipped[31] = (flipped[31] ?? 0) ^ 1
  const field = Buffer.from('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff', 'hex')

  test.each([
    ['without crv', { kty: 'EC', x: EC['x'], y: EC['y'] }, 'crv'],
    ['without y', { kty: 'EC', crv: 'P-256', x: EC['x'] }, 'y'],
    ['that are not on the curve', withOctets(EC, 'y', flipped), 'x'],
    ['of another curve', { ...P521, crv: 'P-256' }, 'x'],
    ['at zero', withOctets(withOctets(EC, 'x', Buffer.alloc(32)), 'y', Buffer.alloc(32)), 'x'],
    ['with a coordinate that is the field itself', withOctets(EC, 'x', field), 'x'],
    ['with 33 octets that are no zeros', withOctets(EC, 'x', Buffer.alloc(33, 1)), 'x'],
  ])('are refused: %s', async (_, jwk, member) => {
    expect((await failure('ERR_JWK_INVALID', () => parseJwk(jwk))).detail.member).toBe(member)
  })

  test.each(['P-192', 'secp256r1', 'p-256', 'Ed25519', '__proto__'])(
    'on a curve that is not known are set aside: %s',
    async (crv) => {
      await failure('ERR_KEY_UNSUPPORTED', () => parseJwk({ ...EC, crv }))
    },
  )

  test('with dropped leading zeros are put right and noted', () => {
    const y = octets(P521, 'y')
    expect(y[0]).toBe(0)
    const key = parseJwk(withOctets(P521, 'y', y.subarray(1)))
    expect(key.jwk).toEqual(P521)
    expect(key.notes).toEqual(['"y" has 65 octets instead of 66'])
  })

  test('on secp256k1 verify ES256K and nothing else', async () => {
    const { generateJwk } = await import('../../src/jwk.ts')
    const { publicJwk } = await generateJwk('ES256K')
    const { alg: _, ...withoutAlg } = publicJwk ?? {}
    expect(parseJwk(withoutAlg).algorithms.map(({ name }) => name)).toEqual(['ES256K'])
  })
})

describe('Edwards points', () => {
  const ed = (hex: string): Jwk => ({ kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') })
  const zeros = '00'.repeat(31)

  /** The points whose order divides 8, both signs, and the encodings above the field (RFC 7748, Wycheproof ed25519). */
  test.each([
    ['order 1', `01${zeros}`],
    ['order 1, other sign', `01${'00'.repeat(30)}80`],
    ['order 2', `ec${'ff'.repeat(30)}7f`],
    ['order 4', `00${zeros}`],
    ['order 4, other sign', `00${'00'.repeat(30)}80`],
    ['order 8', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['order 8, other sign', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'],
    ['order 8, negative', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['the field itself', `ed${'ff'.repeat(30)}7f`],
    ['the field and one', `ee${'ff'.repeat(30)}7f`],
    ['all ones', 'ff'.repeat(32)],
  ])('of small order or not canonical are refused: %s', async (_, hex) => {
    expect((await failure('ERR_JWK_INVALID', () => parseJwk(ed(hex)))).detail.member).toBe('x')
  })

  test.each([31, 33, 0, 57])('of %i octets are refused', async (length) => {
    await failure('ERR_JWK_INVALID', () => parseJwk(withOctets(ED25519, 'x', Buffer.alloc(length, 9))))
  })

  test('of Ed448 with small order are refused', async () => {
    for (const first of [0, 1]) {
      const x = Buffer.alloc(57)
      x[0] = first
      await failure('ERR_JWK_INVALID', () => parseJwk({ kty: 'OKP', crv: 'Ed448', x: x.toString('base64url') }))
    }
  })

  test.each(['X25519', 'X448', 'ed25519'])('on %s are set aside: no signature algorithm uses it', async (crv) => {
    await failure('ERR_KEY_UNSUPPORTED', () => parseJwk({ ...ED25519, crv }))
  })
})

describe('AKP keys', () => {
  test('need an algorithm that is known', async () => {
    await failure('ERR_KEY_UNSUPPORTED', () => parseJwk({ ...ML_DSA_44, alg: 'ML-DSA-99' }))
    await failure('ERR_KEY_UNSUPPORTED', () => parseJwk({ ...ML_DSA_44, alg: 'RS256' }))
  })

  test('have a public part of exact size', async () => {
    await failure('ERR_JWK_INVALID', () => parseJwk(withOctets(ML_DSA_44, 'pub', octets(ML_DSA_44, 'pub').subarray(1))))
  })
})

describe('metadata', () => {
  test.each([
    ['use', { use: 'enc' }, 'not for verifying: its use is "enc", not "sig"'],
    ['use in another case', { use: 'SIG' }, 'not for verifying: its use is "SIG", not "sig"'],
    ['key_ops without verify', { key_ops: ['encrypt'] }, 'not for verifying: its key_ops lack "verify"'],
    ['empty key_ops', { key_ops: [] }, 'not for verifying: its key_ops lack "verify"'],
    ['an encryption alg', { alg: 'RSA-OAEP' }, 'not for verifying: its alg "RSA-OAEP" is no signature algorithm'],
    ['an unknown alg', { alg: '' }, 'not for verifying: its alg "" is no signature algorithm'],
    ['alg none', { alg: 'none' }, 'not for verifying: its alg "none" is no signature algorithm'],
    ['alg of another type', { alg: 'ES256' }, 'not for verifying: its alg "ES256" does not go with RSA keys'],
    ['a symmetric alg', { alg: 'HS256' }, 'not for verifying: its alg "HS256" does not go with RSA keys'],
    ['use as a number', { use: 1 }, '"use" must be a string, got number'],
    ['alg as a list', { alg: ['RS256'] }, '"alg" must be a string, got array'],
    ['kid as a number', { kid: 1 }, '"kid" must be a string, got number'],
    ['kid of null', { kid: null }, '"kid" must be a string, got null'],
    ['key_ops as text', { key_ops: 'verify' }, '"key_ops" must be an array of strings'],
    ['key_ops of numbers', { key_ops: [1] }, '"key_ops" must be an array of strings'],
    ['duplicates in key_ops', { key_ops: ['verify', 'verify'] }, '"key_ops" has duplicates'],
    ['a kid of 1,025 bytes', { kid: 'é'.repeat(512) + 'a' }, '"kid" is longer than 1024 bytes'],
  ])('that rules out verifying is the reason: %s', async (_, metadata, message) => {
    expect((await failure('ERR_JWK_INVALID', () => parseJwk({ ...RSA, ...metadata }))).message).toBe(message)
  })

  test('of P-256 does not go with ES384', async () => {
    await failure('ERR_JWK_INVALID', () => parseJwk({ ...EC, alg: 'ES384' }))
  })

  test('of Ed25519 does not go with Ed448', async () => {
    await failure('ERR_JWK_INVALID', () => parseJwk({ ...ED25519, alg: 'Ed448' }))
  })

  test('may hold a kid of 1,024 bytes', () => {
    expect(parseJwk({ ...EC, kid: 'a'.repeat(1024) }).kid).toHaveLength(1024)
  })
})

describe('a status that an issuer gives', () => {
  test('is kept and noted where it is a word, and nothing goes by it', () => {
    const key = parseJwk({ ...RSA, status: 'draining' })
    expect([key.jwk['status'], key.notes]).toEqual(['draining', ['its status is draining']])
    expect(key.identity).toBe(parseJwk(RSA).identity)
    expect(parseJwk({ ...RSA, status: 'any text at all' }).notes).toEqual([])
    expect(parseJwk({ ...RSA, status: { a: 1 } }).jwk['status']).toBeUndefined()
  })
})
