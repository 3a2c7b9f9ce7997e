/** Keys, sets and tokens to verify. Made with node:crypto alone, so that no contender measures its own work. */
import { constants, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export const ISSUER = 'https://issuer.example.com/'
export const AUDIENCE = 'https://api.example.com'

/** Enough to keep a branch predictor from learning one signature by heart. */
const TOKENS = 128

/** Keys that an issuer in rotation publishes are few; ten is the measure of the targets. */
const KEYS_IN_SET = 10

/** How node:crypto names each algorithm: digest, key generation, and the options that verifying takes beside the key. */
export const ALGORITHMS = {
  RS256: { hash: 'sha256', make: ['rsa', { modulusLength: 2048 }], options: {} },
  PS256: {
    hash: 'sha256',
    make: ['rsa', { modulusLength: 2048 }],
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  },
  ES256: { hash: 'sha256', make: ['ec', { namedCurve: 'P-256' }], options: { dsaEncoding: 'ieee-p1363' } },
  EdDSA: { hash: null, make: ['ed25519', {}], options: {} },
}

const publicJwk = (publicKey, alg) => ({
  ...publicKey.export({ format: 'jwk' }),
  use: 'sig',
  alg,
  kid: randomBytes(32).toString('base64url'),
})

/** A public JWK of a fresh key, and its private half. */
export function freshKey(alg) {
  const { publicKey, privateKey } = generateKeyPairSync(...ALGORITHMS[alg].make)
  return { privateKey, jwk: publicJwk(publicKey, alg) }
}

/** A JWK that parses like any RSA key, made without looking for primes. */
export function randomRsaJwk(alg) {
  const modulus = randomBytes(256)
  modulus[0] |= 0x80
  modulus[255] |= 1
  return {
    kty: 'RSA',
    n: modulus.toString('base64url'),
    e: 'AQAB',
    use: 'sig',
    alg,
    kid: randomBytes(32).toString('base64url'),
  }
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

const claims = (changes) => {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: ISSUER,
    sub: `auth0|${randomBytes(12).toString('hex')}`,
    aud: AUDIENCE,
    iat: now,
    exp: now + 86_400,
    jti: randomBytes(12).toString('base64url'),
    scope: 'openid profile read:orders',
    ...changes,
  }
}

/** Signs claims with one key. */
export function mint(alg, { privateKey, jwk }, changes = {}) {
  const { hash, options } = ALGORITHMS[alg]
  const input = `${encode({ alg, typ: 'JWT', kid: jwk.kid })}.${encode(claims(changes))}`
  const signature = sign(hash, Buffer.from(input), { key: privateKey, ...options })
  return { data: Buffer.from(input), signature, text: Buffer.from(`${input}.${signature.toString('base64url')}`) }
}

/** Distinct tokens of the given keys in turn, and the means to hand them out. */
export function material(alg, keys = [freshKey(alg)]) {
  const minted = Array.from({ length: TOKENS }, (_, place) => mint(alg, keys[place % keys.length]))
  const [signer] = keys
  return {
    alg,
    signer,
    jwks: {
      keys: [
        ...Array.from({ length: KEYS_IN_SET - keys.length }, () => freshKey(alg).jwk),
        ...keys.map(({ jwk }) => jwk),
      ],
    },
    publicKey: createPublicKey(signer.privateKey),
    minted,
    size: Math.max(...minted.map(({ text }) => text.length)),
    tokens: rotation(minted, ({ text }) => freshString(text)),
    bytes: rotation(minted, ({ data, signature }) => ({ data, signature })),
  }
}

/** A new flat string with no hash computed yet, as a token has when it comes from a socket. */
const freshString = (text) => text.latin1Slice(0, text.length)

/** `(count) => items`, going round and round. */
function rotation(items, make) {
  let place = 0
  return (count) => Array.from({ length: count }, () => make(items[place++ % items.length]))
}
