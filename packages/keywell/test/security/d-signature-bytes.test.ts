/** Attacks with the bytes of a signature: one form per algorithm and key, and nothing beside it. */
import { constants, createHash, generateKeyPairSync, privateEncrypt, sign as nodeSign } from 'node:crypto'
import { expect, test } from 'vitest'
import { staticJwks } from '../../src/index.ts'
import { jwkFromPem } from '../../src/jwk.ts'
import {
  ALGORITHM_NAMES,
  base64url,
  claims,
  compact,
  expectAccepted,
  expectRefused,
  makePair,
  pairOf,
  type Sign,
  signWith,
  tokenOf,
  unbase64url,
  verifierOver,
} from './support.ts'

/** SP 800-186 §3.2.1, SEC 2 §2.4.1: octets of a coordinate and the order of the group. */
const GROUPS = [
  ['ES256', 32, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  ['ES384', 48, 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n],
  ['ES512', 66, (1n << 521n) - 0x5ae79787c40d069948033feb708f65a2fc44a36477663b851449048e16ec79bf7n],
  ['ES256K', 32, 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n],
] as const

const integer = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)
const fixed = (value: bigint, size: number): Buffer => {
  const bytes = Buffer.alloc(size)
  for (let at = size - 1, rest = value; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 0xffn)
  return bytes
}
const verifierFor = (alg: string): ReturnType<typeof verifierOver> => verifierOver([pairOf(alg).jwk])
const forged = (alg: string, signature: Uint8Array | Sign): string =>
  compact({ alg, kid: pairOf(alg).kid }, claims({ sub: 'admin' }), signature)

test.each(GROUPS)('D1: %s signatures with r or s out of range are refused: nobody made them', async (alg, size, n) => {
  const verifier = verifierFor(alg)
  const values = [0n, 1n, n - 1n, n, n + 1n, 2n * n, (1n << BigInt(size * 8)) - 1n]
  for (const r of values) {
    for (const s of values) {
      if (r >> BigInt(size * 8) !== 0n || s >> BigInt(size * 8) !== 0n) continue
      const signature = Buffer.concat([fixed(r, size), fixed(s, size)])
      await expectRefused(verifier, forged(alg, signature), 'ERR_SIGNATURE_INVALID')
    }
  }
})

test.each(GROUPS)('D1: a good %s signature with n added to r or s is refused', async (alg, size, n) => {
  const good = (input: Buffer): Buffer => Buffer.from(pairOf(alg).sign(input))
  for (const place of [0, 1]) {
    const more = (input: Buffer): Uint8Array => {
      const halves = [good(input).subarray(0, size), good(input).subarray(size)]
      return Buffer.concat(halves.map((half, at) => (at === place ? fixed(integer(half) + n, size) : half)))
    }
    await expectRefused(verifierFor(alg), forged(alg, more), 'ERR_SIGNATURE_INVALID')
  }
})

test.each(GROUPS)('D2: %s signatures in DER are refused', async (alg) => {
  const pair = pairOf(alg)
  const hash = `sha${alg === 'ES256K' ? '256' : alg.slice(2)}`
  const der = (input: Buffer): Uint8Array => nodeSign(hash, input, { key: pair.privateKey, dsaEncoding: 'der' })
  await expectRefused(verifierFor(alg), forged(alg, der), 'ERR_SIGNATURE_INVALID')
})

const RESIZED: readonly (readonly [string, (good: Buffer) => Buffer])[] = [
  ['of one octet', (good) => good.subarray(0, 1)],
  ['cut by one octet', (good) => good.subarray(0, -1)],
  ['without its first octet', (good) => good.subarray(1)],
  ['cut in half', (good) => good.subarray(0, good.length / 2)],
  ['doubled', (good) => Buffer.concat([good, good])],
  ['with a zero octet after it', (good) => Buffer.concat([good, Buffer.alloc(1)])],
  ['with a zero octet before it', (good) => Buffer.concat([Buffer.alloc(1), good])],
  ['with each half widened by a zero octet', (good) => widened(good)],
  [
    'with its halves exchanged',
    (good) => Buffer.concat([good.subarray(good.length / 2), good.subarray(0, good.length / 2)]),
  ],
  ['of zeros', (good) => Buffer.alloc(good.length)],
  ['of ones', (good) => Buffer.alloc(good.length, 0xff)],
  ['reversed', (good) => Buffer.from(good.toReversed())],
  ['of 16 KiB', (good) => Buffer.concat([good, Buffer.alloc(16_384)])],
]
const widened = (good: Buffer): Buffer => {
  const half = good.length / 2
  return Buffer.concat([Buffer.alloc(1), good.subarray(0, half), Buffer.alloc(1), good.subarray(half)])
}

test.each(RESIZED)('D2: a signature %s is refused, for every algorithm', async (_, change) => {
  for (const alg of ALGORITHM_NAMES) {
    const signature = (input: Buffer): Uint8Array => change(Buffer.from(pairOf(alg).sign(input)))
    await expectRefused(verifierFor(alg), forged(alg, signature), 'ERR_SIGNATURE_INVALID')
  }
})

/** A PKCS#1 v1.5 block of 256 octets, signed as it is. */
const rs256 = pairOf('RS256')
const rawRsa = (block: Buffer): Buffer =>
  privateEncrypt({ key: rs256.privateKey, padding: constants.RSA_NO_PADDING }, block)

const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex')
const SHA1_INFO = Buffer.from('3021300906052b0e03021a05000414', 'hex')
const digest = (input: Buffer, hash = 'sha256'): Buffer => createHash(hash).update(input).digest()

/** 00 01 FF … FF 00 and then `rest`, with so many octets of FF. */
const block = (rest: Buffer, ones = 256 - 3 - rest.length, start = [0, 1], filler = 0xff): Buffer =>
  Buffer.concat([Buffer.from(start), Buffer.alloc(ones, filler), Buffer.from([0]), rest])
const filled = (short: Buffer): Buffer => Buffer.concat([short, Buffer.alloc(256 - short.length, 0x41)])

const BLOCKS: readonly (readonly [string, (input: Buffer) => Buffer])[] = [
  [
    'no padding string and garbage after the digest',
    (input) => filled(block(Buffer.concat([SHA256_INFO, digest(input)]), 0)),
  ],
  [
    'a padding string of 8 octets and garbage after the digest',
    (input) => filled(block(Buffer.concat([SHA256_INFO, digest(input)]), 8)),
  ],
  [
    'garbage between padding and digest info',
    (input) => block(Buffer.concat([Buffer.from('junk'), SHA256_INFO, digest(input)])),
  ],
  [
    'garbage inside the digest info',
    (input) =>
      block(
        Buffer.concat([
          Buffer.from('3039300d060960864801650304020105000420', 'hex'),
          digest(input),
          Buffer.alloc(8, 0x41),
        ]),
      ),
  ],
  ['block type 0', (input) => block(Buffer.concat([SHA256_INFO, digest(input)]), undefined, [0, 0])],
  ['block type 2', (input) => block(Buffer.concat([SHA256_INFO, digest(input)]), undefined, [0, 2])],
  ['padding that is not FF', (input) => block(Buffer.concat([SHA256_INFO, digest(input)]), undefined, [0, 1], 0xfe)],
  ['the digest alone', (input) => block(digest(input))],
  [
    'the identifier of another hash',
    (input) => block(Buffer.concat([Buffer.from('3031300d060960864801650304020205000420', 'hex'), digest(input)])),
  ],
  ['SHA-1 in place of SHA-256', (input) => block(Buffer.concat([SHA1_INFO, digest(input, 'sha1')]))],
  [
    'a digest cut to 31 octets',
    (input) =>
      block(
        Buffer.concat([Buffer.from('3030300d06096086480165030402010500041f', 'hex'), digest(input).subarray(0, 31)]),
      ),
  ],
  [
    'lengths in BER',
    (input) => block(Buffer.concat([Buffer.from('308131300d060960864801650304020105000420', 'hex'), digest(input)])),
  ],
  ['the digest of another text', () => block(Buffer.concat([SHA256_INFO, digest(Buffer.from('other'))]))],
]

test('D3: the hand-made PKCS#1 block is right, so that the refusals below are of their flaws', async () => {
  const right = (input: Buffer): Uint8Array => rawRsa(block(Buffer.concat([SHA256_INFO, digest(input)])))
  await expectAccepted(verifierFor('RS256'), forged('RS256', right))
})

test.each(BLOCKS)('D3: a PKCS#1 block with %s is refused', async (_, make) => {
  await expectRefused(
    verifierFor('RS256'),
    forged('RS256', (input) => rawRsa(make(input))),
    'ERR_SIGNATURE_INVALID',
  )
})

/** The greatest x with x³ ≤ value. */
function cubeRoot(value: bigint): bigint {
  let low = 0n
  let high = 1n << 1024n
  while (low < high) {
    const middle = (low + high + 1n) / 2n
    if (middle ** 3n <= value) low = middle
    else high = middle - 1n
  }
  return low
}

test('D3: cube roots, for which no private key is needed with e = 3, are refused', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'three' }
  for (const ones of [0, 1, 8]) {
    const root = (input: Buffer): Uint8Array => {
      const start = block(Buffer.concat([SHA256_INFO, digest(input)]), ones)
      const most = Buffer.concat([start, Buffer.alloc(256 - start.length, 0xff)])
      const cube = cubeRoot(integer(most))
      expect(fixed(cube ** 3n, 256).subarray(0, start.length)).toEqual(start)
      return fixed(cube, 256)
    }
    const token = compact({ alg: 'RS256', kid: 'three' }, claims({ sub: 'admin' }), root)
    await expectRefused(verifierOver([jwk]), token, 'ERR_SIGNATURE_INVALID')
  }
})

const modulus = integer(unbase64url(String(rs256.bare['n'])))

test.each(['RS256', 'PS256'])('D4: an %s signature with the modulus added is refused', async (alg) => {
  const verifier = verifierOver([rs256.bare])
  const sign = signWith(alg, rs256.privateKey)
  for (const size of [256, 257]) {
    const more = (input: Buffer): Uint8Array => fixed(integer(sign(input)) + modulus, size)
    await expectRefused(verifier, compact({ alg }, claims(), more), 'ERR_SIGNATURE_INVALID')
  }
})

test.each([
  ['0', 0n],
  ['1', 1n],
  ['n − 1', modulus - 1n],
  ['n', modulus],
  ['n + 1', modulus + 1n],
])('D4: an RSA signature of %s is refused', async (_, value) => {
  for (const alg of ['RS256', 'PS256', 'RS512', 'PS512']) {
    const token = compact({ alg }, claims(), fixed(value, 256))
    await expectRefused(verifierOver([rs256.bare]), token, 'ERR_SIGNATURE_INVALID')
  }
})

test.each(['RS256', 'PS256'])(
  'D4: an %s signature that starts with a zero octet is accepted whole and refused without it',
  async (alg) => {
    const verifier = verifierOver([rs256.bare])
    const sign = signWith(alg, rs256.privateKey)
    let whole = ''
    for (let jti = 0; unbase64url(whole.split('.')[2] ?? 'x')[0] !== 0; jti++)
      whole = compact({ alg }, claims({ jti }), sign)
    await expectAccepted(verifier, whole)
    const [header, payload, signature] = whole.split('.')
    const cut = base64url(unbase64url(signature ?? '').subarray(1))
    await expectRefused(verifier, `${header}.${payload}.${cut}`, 'ERR_SIGNATURE_INVALID')
  },
)

test.each([
  ['PS256', 'sha256', 32],
  ['PS384', 'sha384', 48],
  ['PS512', 'sha512', 64],
] as const)('D5: %s signatures with a salt of another length are refused', async (alg, hash, right) => {
  const most = 256 - right - 2
  for (const saltLength of [0, 8, 20, right - 1, right + 1, most]) {
    const sign = (input: Buffer): Uint8Array =>
      nodeSign(hash, input, { key: rs256.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
    await expectRefused(verifierOver([rs256.bare]), compact({ alg }, claims(), sign), 'ERR_SIGNATURE_INVALID')
  }
})

test.each([
  ['sha256', 'sha1'],
  ['sha256', 'sha512'],
  ['sha512', 'sha256'],
])('D5: a PSS signature by %s with MGF1 by %s is refused', async (hashAlgorithm, mgf1HashAlgorithm) => {
  const saltLength = hashAlgorithm === 'sha256' ? 32 : 64
  const alg = hashAlgorithm === 'sha256' ? 'PS256' : 'PS512'
  const pair = generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm, mgf1HashAlgorithm })
  const jwk = jwkFromPem(String(pair.publicKey.export({ type: 'spki', format: 'pem' })))
  const sign = (input: Buffer): Uint8Array =>
    nodeSign(hashAlgorithm, input, {
      key: pair.privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength,
    })
  await expectRefused(verifierOver([jwk]), compact({ alg }, claims(), sign), 'ERR_SIGNATURE_INVALID')
})

/** RFC 8032 §5.1, §5.2: the orders, and where the scalar stands in a signature. */
const EDWARDS = [
  ['Ed25519', 32, 2n ** 252n + 27742317777372353535851937790883648493n],
  ['Ed448', 57, 2n ** 446n - 13818066809895115352007386748515426880336692474882178609894547503885n],
] as const

test.each(EDWARDS)('D6: %s signatures with the order added to S are refused', async (alg, size, order) => {
  for (const times of [1n, 2n, 4n, 8n]) {
    const more = (input: Buffer): Uint8Array => {
      const good = Buffer.from(pairOf(alg).sign(input))
      const scalar = integer(good.subarray(size).toReversed()) + times * order
      return Buffer.concat([good.subarray(0, size), fixed(scalar, size).toReversed()])
    }
    for (const name of [alg, 'EdDSA']) {
      const token = compact({ alg: name, kid: 'k' }, claims(), more)
      await expectRefused(verifierOver([{ ...pairOf(alg).bare, kid: 'k' }]), token, 'ERR_SIGNATURE_INVALID')
    }
  }
})

test.each(GROUPS)(
  'D7: the other half of an %s signature, n − s, verifies too and means the same',
  async (alg, size, n) => {
    const verifier = verifierOver([pairOf(alg).jwk], {}, { tokenCache: {} })
    const token = tokenOf(pairOf(alg))
    const [header, payload, signature] = token.split('.')
    const good = unbase64url(signature ?? '')
    const twin = Buffer.concat([good.subarray(0, size), fixed(n - integer(good.subarray(size)), size)])
    const first = await expectAccepted(verifier, token)
    const second = await expectAccepted(verifier, `${header}.${payload}.${base64url(twin)}`)
    expect(second).toEqual(first)
  },
)

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Every other spelling of the same bytes by bits that no byte takes; none when the length is a multiple of four. */
function looseSpellings(segment: string): readonly string[] {
  const loose = segment.length % 4 === 2 ? 4 : segment.length % 4 === 3 ? 2 : 0
  const last = ALPHABET.indexOf(segment.slice(-1))
  return Array.from({ length: 2 ** loose - 1 }, (_, more) => segment.slice(0, -1) + ALPHABET.charAt(last + more + 1))
}

test('D7: no second spelling of the same bytes is accepted in any part', async () => {
  const pair = pairOf('ES256')
  const verifier = verifierOver([pair.jwk])
  let spellings = 0
  for (const filler of ['', 'x', 'xx']) {
    const [header = '', payload = '', signature = ''] = compact(
      { alg: 'ES256', kid: pair.kid, filler },
      claims({ filler }),
      pair.sign,
    ).split('.')
    const others = [
      ...looseSpellings(header).map((other) => [other, payload]),
      ...looseSpellings(payload).map((other) => [header, other]),
    ]
    for (const [one, two] of others) {
      const signedAsIs = base64url(pair.sign(Buffer.from(`${one}.${two}`)))
      await expectRefused(verifier, `${one}.${two}.${signedAsIs}`, 'ERR_TOKEN_MALFORMED')
    }
    for (const other of looseSpellings(signature)) {
      await expectRefused(verifier, `${header}.${payload}.${other}`, 'ERR_TOKEN_MALFORMED')
    }
    spellings += others.length + looseSpellings(signature).length
  }
  expect(spellings).toBeGreaterThan(50)
})

test('D11: the signature of one token is never taken for that of another, however warm the cache', async () => {
  const pair = pairOf('ES256')
  const verifier = verifierOver([pair.jwk], {}, { tokenCache: {} })
  const [one, two] = [tokenOf(pair, { sub: 'alice' }), tokenOf(pair, { sub: 'admin' })].map((token) => token.split('.'))
  for (let round = 0; round < 3; round++) {
    await expectAccepted(verifier, one?.join('.') ?? '')
    await expectRefused(verifier, `${one?.[0]}.${one?.[1]}.${two?.[2]}`, 'ERR_SIGNATURE_INVALID')
    await expectRefused(verifier, `${two?.[0]}.${two?.[1]}.${one?.[2]}`, 'ERR_SIGNATURE_INVALID')
    await expectRefused(verifier, `${one?.join('.')}AA`, 'ERR_SIGNATURE_INVALID')
  }
})

test('D11: a signature by a key that left the set is refused, however warm the cache', async () => {
  const pair = pairOf('ES256')
  const other = makePair('ES256', pair.kid)
  let source = staticJwks([pair.jwk])
  const keys = { ...source, lookup: (query: Parameters<typeof source.lookup>[0]) => source.lookup(query) }
  const verifier = verifierOver([], { keys }, { tokenCache: {} })
  const token = tokenOf(pair)
  await expectAccepted(verifier, token)
  source = staticJwks([other.jwk])
  await expectRefused(verifier, token, 'ERR_SIGNATURE_INVALID')
})
