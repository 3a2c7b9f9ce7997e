/** Attacks with the key itself: numbers that make signatures worthless. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { parseJwk } from '../../src/jwk.ts'
import {
  base64url,
  claims,
  compact,
  expectAccepted,
  expectRefused,
  expectUnfit,
  type Members,
  neighbour,
  pairOf,
  quickest,
  secretBytes,
  signWith,
  tokenOf,
  unbase64url,
  verifierOver,
  without,
} from './support.ts'

const rs256 = pairOf('RS256')

const octetsOf = (integer: bigint, size?: number): Buffer => {
  const hex = integer.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return size === undefined ? bytes : Buffer.concat([Buffer.alloc(size - bytes.length), bytes])
}
const integerOf = (text: unknown): bigint => BigInt(`0x${unbase64url(String(text)).toString('hex') || '0'}`)
const padded = (text: unknown, zeros: number): string =>
  base64url(Buffer.concat([Buffer.alloc(zeros), unbase64url(String(text))]))

test.each([
  [512, 0],
  [1024, 0],
  [1024, 128],
  [1024, 1],
  [2040, 0],
  [2040, 1],
  [2040, 8],
  [2047, 0],
])('C1: an RSA modulus of %i bits with %i zero octets in front is too small', async (modulusLength, zeros) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength })
  const jwk = publicKey.export({ format: 'jwk' })
  const untidy = { ...jwk, n: padded(jwk.n, zeros), kid: 'small' }
  await expectUnfit(untidy, 'RS256')
  const token = compact({ alg: 'RS256', kid: 'small' }, claims(), signWith('RS256', privateKey))
  await expectRefused(verifierOver([untidy, neighbour.jwk]), token, 'ERR_KEY_MISMATCH')
})

test('C1: zero octets in front of a modulus of 2048 bits change nothing', async () => {
  for (const zeros of [1, 2, 64]) {
    const jwk = { ...rs256.jwk, n: padded(rs256.jwk['n'], zeros), e: padded(rs256.jwk['e'], zeros) }
    await expectAccepted(verifierOver([jwk]), tokenOf(rs256))
    expect(parseJwk(jwk).identity).toBe(parseJwk(rs256.jwk).identity)
  }
})

const HUGE_EXPONENT = (1n << 2046n) + 1n
const EXPONENTS: readonly (readonly [string, bigint])[] = [
  ['0', 0n],
  ['1', 1n],
  ['2', 2n],
  ['4', 4n],
  ['65536', 65_536n],
  ['65538', 65_538n],
  ['2^32', 1n << 32n],
  ['2^32 + 1', (1n << 32n) + 1n],
  ['2^64 + 1', (1n << 64n) + 1n],
  ['2047 bits', HUGE_EXPONENT],
]

test.each(EXPONENTS)('C2: an RSA exponent of %s is refused', async (_, exponent) => {
  for (const zeros of [0, 1, 3]) {
    const e = base64url(Buffer.concat([Buffer.alloc(zeros), octetsOf(exponent)]))
    await expectUnfit({ ...rs256.bare, e }, 'RS256')
  }
})

test('C2: an RSA exponent that is missing, empty or no text is refused', async () => {
  for (const e of [undefined, null, '', 65_537, ['AQAB'], {}]) await expectUnfit({ ...rs256.bare, e }, 'RS256')
})

test('C2: with e = 1 the padded digest itself is the signature, and it is not accepted', async () => {
  const one = { ...rs256.bare, e: 'AQ', kid: 'one' }
  const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex')
  const forge = (input: Buffer): Uint8Array => {
    const digest = createHash('sha256').update(input).digest()
    return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(256 - 3 - 51, 0xff), Buffer.from([0]), prefix, digest])
  }
  const token = compact({ alg: 'RS256', kid: 'one' }, claims(), forge)
  await expectRefused(verifierOver([one, neighbour.jwk]), token, 'ERR_KEY_MISMATCH')
})

test('C2: an exponent of 3 is accepted and noted', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'three' }
  const token = compact({ alg: 'RS256', kid: 'three' }, claims(), signWith('RS256', privateKey))
  await expectAccepted(verifierOver([jwk]), token)
  expect(parseJwk(jwk).notes).toEqual(['the RSA exponent is 3'])
})

test('C2: an even modulus is refused', async () => {
  const n = base64url(octetsOf(integerOf(rs256.bare['n']) - 1n))
  await expectUnfit({ ...rs256.bare, n }, 'RS256')
})

const oddOfBits = (bits: number): string => {
  const bytes = secretBytes(Math.ceil(bits / 8))
  const top = 1 << ((bits - 1) % 8)
  bytes[0] = ((bytes[0] ?? 0) & (top - 1)) | top
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 1
  return base64url(bytes)
}

test.each([8193, 16_384, 65_536, 1_048_576])(
  'C3: a modulus of %i bits is refused before any arithmetic',
  async (bits) => {
    const jwk = { kty: 'RSA', n: oddOfBits(bits), e: 'AQAB' }
    await expectUnfit(jwk, 'RS256')
    expect(await quickest(() => parseJwk(jwk))).toBeLessThan(50)
  },
)

test('C3: an exponent of a million bits is refused before any arithmetic', async () => {
  const jwk = { ...rs256.bare, e: oddOfBits(1_048_576) }
  await expectUnfit(jwk, 'RS256')
  expect(await quickest(() => parseJwk(jwk))).toBeLessThan(50)
})

test('C3: a modulus of 8192 bits is read', () => {
  expect(parseJwk({ kty: 'RSA', n: oddOfBits(8192), e: 'AQAB' }).bits).toBe(8192)
})

const P256 = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n
const P384 = 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n
const P521 = 2n ** 521n - 1n
const SECP256K1 = 2n ** 256n - 2n ** 32n - 977n
const FIELDS = [
  ['ES256', P256, 32],
  ['ES384', P384, 48],
  ['ES512', P521, 66],
  ['ES256K', SECP256K1, 32],
] as const

const POINTS: readonly (readonly [string, (jwk: Members, p: bigint, size: number) => Members])[] = [
  [
    'off the curve: y + 1',
    (jwk, p, size) => ({ ...jwk, y: base64url(octetsOf((integerOf(jwk['y']) + 1n) % p, size)) }),
  ],
  [
    'off the curve: x + 1',
    (jwk, p, size) => ({ ...jwk, x: base64url(octetsOf((integerOf(jwk['x']) + 1n) % p, size)) }),
  ],
  ['with x and y exchanged', (jwk) => ({ ...jwk, x: jwk['y'], y: jwk['x'] })],
  ['at (0, 0)', (jwk, _, size) => ({ ...jwk, x: base64url(Buffer.alloc(size)), y: base64url(Buffer.alloc(size)) })],
  ['at (0, 0) in one octet each', (jwk) => ({ ...jwk, x: 'AA', y: 'AA' })],
  ['with x = p', (jwk, p, size) => ({ ...jwk, x: base64url(octetsOf(p, size)) })],
  ['with y = p', (jwk, p, size) => ({ ...jwk, y: base64url(octetsOf(p, size)) })],
  ['with x = 2^n − 1', (jwk, _, size) => ({ ...jwk, x: base64url(Buffer.alloc(size, 0xff)) })],
  [
    'with coordinates one octet too long',
    (jwk) => ({ ...jwk, x: base64url(Buffer.concat([Buffer.from([1]), unbase64url(String(jwk['x']))])) }),
  ],
  ['with x cut off', (jwk, _, size) => ({ ...jwk, x: base64url(unbase64url(String(jwk['x'])).subarray(0, size - 1)) })],
  ['without y', (jwk) => without(jwk, 'y')],
  ['without x', (jwk) => without(jwk, 'x')],
  ['without crv', (jwk) => without(jwk, 'crv')],
  ['with empty coordinates', (jwk) => ({ ...jwk, x: '', y: '' })],
  ['with y as a sign', (jwk) => ({ ...jwk, y: true })],
  ['with y null', (jwk) => ({ ...jwk, y: null })],
  ['with x as a number', (jwk) => ({ ...jwk, x: 1 })],
  ['with x as an array', (jwk) => ({ ...jwk, x: [jwk['x']] })],
  ['with crv as an array', (jwk) => ({ ...jwk, crv: [jwk['crv']] })],
  ['with junk in x', (jwk) => ({ ...jwk, x: `${String(jwk['x'])}!` })],
]

test.each(FIELDS.flatMap(([alg, p, size]) => POINTS.map(([name, change]) => [alg, name, change, p, size] as const)))(
  'C4: the %s point %s is refused',
  async (alg, _, change, p, size) => {
    await expectUnfit({ ...change(pairOf(alg).bare, p, size), alg }, alg)
  },
)

test.each(FIELDS)('C4: an %s coordinate that is p more than it should be is refused', async (alg, p, size) => {
  const jwk = pairOf(alg).bare
  for (const member of ['x', 'y']) {
    const more = integerOf(jwk[member]) + p
    if (more < 1n << BigInt(size * 8)) await expectUnfit({ ...jwk, [member]: base64url(octetsOf(more, size)) }, alg)
  }
  expect(integerOf(jwk['x'])).toBeLessThan(p)
})

test.each(['P-192', 'P-224', 'p-256', 'P256', 'brainpoolP256r1', '__proto__', 'constructor', 'Ed25519', 'X25519'])(
  'C4: an EC key on the curve %s is refused',
  async (crv) => {
    await expectUnfit({ ...pairOf('ES256').bare, crv }, 'ES256', 'ERR_KEY_UNSUPPORTED')
  },
)

test.each(['P-256', 'ed25519', 'X25519', 'X448', '__proto__', 'constructor'])(
  'C4: an OKP key on the curve %s is refused',
  async (crv) => {
    await expectUnfit({ ...pairOf('Ed25519').bare, crv }, 'Ed25519', 'ERR_KEY_UNSUPPORTED')
  },
)

test('C4: an OKP key whose x is missing, cut off or too long is refused', async () => {
  const jwk = pairOf('Ed25519').bare
  const x = unbase64url(String(jwk['x']))
  const wrong = [undefined, '', 5, base64url(x.subarray(1)), base64url(Buffer.concat([x, Buffer.from([0])])), 'AA']
  for (const value of wrong) await expectUnfit({ ...jwk, x: value }, 'Ed25519')
})

test.each(['__proto__', 'constructor', 'rsa', 'DSA', ''])('C4: a key of type %j is refused', async (kty) => {
  await expectUnfit({ ...rs256.bare, kty }, 'RS256', 'ERR_KEY_UNSUPPORTED')
})

/** All encodings of the eight points of small order on Ed25519: canonical ones first (RFC 8032 §5.1.3). */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
]

test.each(SMALL_ORDER)('C5: the Ed25519 point %s of small order is refused', async (hex) => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: base64url(Buffer.from(hex, 'hex')) }
  await expectUnfit(jwk, 'Ed25519')
  await expectUnfit(jwk, 'EdDSA')
})

test('C5: the signature of nobody, which the identity point makes good for every message, is not accepted', async () => {
  const identity = Buffer.from(SMALL_ORDER[0] ?? '', 'hex')
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: base64url(identity), kid: 'identity' }
  const signature = Buffer.concat([identity, Buffer.alloc(32)])
  for (const alg of ['Ed25519', 'EdDSA']) {
    const token = compact({ alg, kid: 'identity' }, claims({ sub: 'admin' }), signature)
    await expectRefused(verifierOver([jwk, neighbour.jwk]), token, 'ERR_KEY_MISMATCH')
  }
})

const P448 = 2n ** 448n - 2n ** 224n - 1n
const littleEndian = (integer: bigint, size: number): Buffer => Buffer.from(octetsOf(integer, size).toReversed())

test.each([
  ['1', 1n],
  ['0', 0n],
  ['p − 1', P448 - 1n],
  ['p', P448],
  ['p + 1', P448 + 1n],
  ['2^448', 1n << 448n],
])('C5: the Ed448 point with y = %s is refused with either sign', async (_, y) => {
  for (const sign of [0, 0x80]) {
    const x = littleEndian(y, 57)
    x[56] = (x[56] ?? 0) | sign
    await expectUnfit({ kty: 'OKP', crv: 'Ed448', x: base64url(x) }, 'Ed448')
  }
})
