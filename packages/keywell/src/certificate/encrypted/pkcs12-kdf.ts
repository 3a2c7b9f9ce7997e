/** The key derivation of PKCS #12 (RFC 7292 §B.2), for its MAC and its old ciphers. */
import { runtime } from '#certificates'
import { bytes } from '#bytes'
import { concat } from '../../jwk/convert/der-write.ts'
import type { OldHash } from '../runtime.ts'
import { notOpened, schemeUnsupported } from './problems.ts'

/** The ID that makes different keys of one password (§B.3). */
export const KDF_PURPOSE = { key: 1, iv: 2, mac: 3 } as const

export interface Pkcs12Derivation {
  readonly hash: OldHash
  readonly salt: Uint8Array
  readonly iterations: number
  readonly purpose: number
  readonly length: number
}

/** Some 2 s of hashing on Node. */
const MAX_ROUNDS = 2_000_000

/** u and v of §B.2: octets of the hash and of its block. */
const SIZES: Readonly<Record<OldHash, readonly [hash: number, block: number]>> = {
  'SHA-1': [20, 64],
  'SHA-256': [32, 64],
  'SHA-384': [48, 128],
  'SHA-512': [64, 128],
}

/** @param password - UTF-8 @throws KeywellError ERR_KEY_UNSUPPORTED for a cost out of bounds */
export async function pkcs12Key(password: Uint8Array, derivation: Pkcs12Derivation): Promise<Uint8Array> {
  const { hash, salt, iterations, purpose, length } = derivation
  if (iterations < 1 || iterations > MAX_ROUNDS) throw schemeUnsupported(`it asks for ${iterations} iterations`)
  const [size, block] = SIZES[hash]
  const diversifier = new Uint8Array(block).fill(purpose)
  const input = concat(filled(salt, block), filled(bmpString(password), block))
  const key = new Uint8Array(length)
  for (let at = 0; at < length; at += size) {
    const part = await runtime.hashRepeatedly(hash, concat(diversifier, input), iterations)
    key.set(part.subarray(0, length - at), at)
    addToBlocks(input, filledTo(part, block))
  }
  return key
}

/** Copies until a multiple of `block` is full; nothing stays nothing. */
const filled = (octets: Uint8Array, block: number): Uint8Array =>
  filledTo(octets, block * Math.ceil(octets.length / block))

const filledTo = (octets: Uint8Array, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => octets[at % octets.length] ?? 0)

/** Adds B + 1 to every block, modulo its size. */
function addToBlocks(input: Uint8Array, b: Uint8Array): void {
  for (let start = 0; start < input.length; start += b.length) {
    let carry = 1
    for (let at = b.length - 1; at >= 0; at--) {
      const sum = (input[start + at] ?? 0) + (b[at] ?? 0) + carry
      input[start + at] = sum & 0xff
      carry = sum >> 8
    }
  }
}

/** UTF-16, big-endian, with two zero octets at the end (§B.1). */
function bmpString(password: Uint8Array): Uint8Array {
  const text = bytes.decodeUtf8(password)
  if (text === undefined) throw notOpened()
  const octets = new Uint8Array(2 * text.length + 2)
  for (let at = 0; at < text.length; at++) {
    octets[2 * at] = text.charCodeAt(at) >> 8
    octets[2 * at + 1] = text.charCodeAt(at) & 0xff
  }
  return octets
}
