/**
 * Signatures over digests, as a KMS makes them that never sees the message; `node:crypto` hashes always. Arithmetic of
 * RFC 8017 and SEC 1 in the open, for doubles alone: neither constant in time nor fit for keys that matter.
 */
import { constants, createECDH, createHash, type KeyObject, privateEncrypt, randomBytes } from 'node:crypto'

/** The low half of P-521's order; the high half is all ones. */
const P521_LOW = 0xfa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n

/** The orders of the curves (SP 800-186 §3.2.1; SEC 2 §2.4.1), and their names in OpenSSL. */
const CURVES: Readonly<Record<string, readonly [string, bigint]>> = {
  'P-256': ['prime256v1', 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  'P-384': ['secp384r1', 2n ** 384n - 0x389cb27e0bc8d220a7e5f24db74f58851313e695333ad68dn],
  'P-521': ['secp521r1', 2n ** 521n - 2n ** 264n + P521_LOW],
  secp256k1: ['secp256k1', 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n],
}

/** SEC 1 §4.1.3, in DER. */
export function ecdsaOverDigest(key: KeyObject, digest: Uint8Array): Buffer {
  const { crv = '', d = '' } = key.export({ format: 'jwk' })
  const [name, order] = CURVES[crv] ?? ['', 1n]
  const nonce = createECDH(name)
  const point = Buffer.from(nonce.generateKeys('hex', 'uncompressed'), 'hex')
  const r = number(point.subarray(1, 1 + (point.length - 1) / 2)) % order
  const secret = number(Buffer.from(d, 'base64url'))
  const s = (inverse(number(nonce.getPrivateKey()), order) * (number(digest) + r * secret)) % order
  return derSignature(r, s)
}

/** ECDSA-Sig-Value (RFC 3279 §2.2.3). */
export function derSignature(r: bigint, s: bigint): Buffer {
  const content = Buffer.concat([derInteger(r), derInteger(s)])
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length]
  return Buffer.concat([Buffer.from([0x30, ...length]), content])
}

export const number = (octets: Uint8Array): bigint => BigInt(`0x${Buffer.from(octets).toString('hex')}`)

/** By Fermat, as the order is prime. */
function inverse(value: bigint, order: bigint): bigint {
  let result = 1n
  let base = value % order
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % order
    base = (base * base) % order
  }
  return result
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16)
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  const content = (octets[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), octets]) : octets
  return Buffer.concat([Buffer.from([0x02, content.length]), content])
}

/** DigestInfo up to the digest (RFC 8017 §9.2, note 1), by its length. */
const DIGEST_INFO: Readonly<Record<number, string>> = {
  32: '3031300d060960864801650304020105000420',
  48: '3041300d060960864801650304020205000430',
  64: '3051300d060960864801650304020305000440',
}

const HASHES: Readonly<Record<number, string>> = { 32: 'sha256', 48: 'sha384', 64: 'sha512' }

export function pkcs1OverDigest(key: KeyObject, digest: Uint8Array): Buffer {
  const info = Buffer.concat([Buffer.from(DIGEST_INFO[digest.length] ?? '', 'hex'), digest])
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info)
}

/** EMSA-PSS (RFC 8017 §9.1.1), the salt as long as the digest, for a modulus of whole octets. */
export function pssOverDigest(key: KeyObject, digest: Uint8Array): Buffer {
  const hash = HASHES[digest.length] ?? ''
  const size = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  const salt = randomBytes(digest.length)
  const h = createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest()
  const zeros = Buffer.alloc(size - 2 * digest.length - 2)
  const block = Buffer.concat([zeros, Buffer.from([1]), salt])
  const mask = mgf1(hash, h, block.length)
  const masked = block.map((octet, at) => octet ^ (mask[at] ?? 0))
  masked[0] = (masked[0] ?? 0) & 0x7f
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.concat([masked, h, Buffer.from([0xbc])]))
}

/** RFC 8017 §B.2.1. */
function mgf1(hash: string, seed: Uint8Array, length: number): Buffer {
  const blocks: Buffer[] = []
  for (let counter = 0; counter * seed.length < length; counter++) {
    blocks.push(
      createHash(hash)
        .update(seed)
        .update(Buffer.from([0, 0, 0, counter]))
        .digest(),
    )
  }
  return Buffer.concat(blocks)
}
