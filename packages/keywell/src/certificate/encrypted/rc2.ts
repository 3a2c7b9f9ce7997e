/**
 * RC2 (RFC 2268), decryption in CBC mode, for the certificates of old PKCS #12 files. OpenSSL 3 and WebCrypto no longer
 * have it. It protects nothing any more, and is never written.
 */
import { notOpened } from './problems.ts'

/** §2: a permutation of 0…255, from the digits of π. */
// prettier-ignore
const PI_TABLE: Uint8Array = Uint8Array.from((
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
  '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
  '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
  '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad'
).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

const pi = (index: number): number => PI_TABLE[index & 0xff] ?? 0

/** §2: 64 words out of the key, whose effective length is its length. */
function expand(key: Uint8Array): Uint16Array {
  const table = new Uint8Array(128)
  table.set(key)
  const at = (index: number): number => table[index] ?? 0
  for (let i = key.length; i < 128; i++) table[i] = pi(at(i - 1) + at(i - key.length))
  table[128 - key.length] = pi(at(128 - key.length))
  for (let i = 127 - key.length; i >= 0; i--) table[i] = pi(at(i + 1) ^ at(i + key.length))
  return Uint16Array.from({ length: 64 }, (_, i) => at(2 * i) | (at(2 * i + 1) << 8))
}

/** How far each word is rotated in a round (§3). */
const SHIFTS: readonly number[] = [1, 2, 3, 5]
/** Rounds after which words are mashed, counted from the last (§4: 5 mixing, mash, 6, mash, 5). */
const MASH_BEFORE: readonly number[] = [10, 4]

function openBlock(words: Uint16Array, keys: Uint16Array): void {
  const word = (index: number): number => words[index & 3] ?? 0
  for (let round = 15; round >= 0; round--) {
    for (let i = 3; i >= 0; i--) {
      const shift = SHIFTS[i] ?? 0
      const rotated = (word(i) >> shift) | (word(i) << (16 - shift))
      const mixed = (word(i - 1) & word(i - 2)) + (~word(i - 1) & word(i - 3))
      words[i] = rotated - (keys[4 * round + i] ?? 0) - mixed
    }
    if (!MASH_BEFORE.includes(round - 1)) continue
    for (let i = 3; i >= 0; i--) words[i] = word(i) - (keys[word(i - 1) & 63] ?? 0)
  }
}

/** @throws KeywellError ERR_JWK_INVALID when it does not come out padded */
export function openRc2(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  if (sealed.length === 0 || sealed.length % 8 !== 0) throw notOpened()
  const keys = expand(key)
  const plain = new Uint8Array(sealed.length)
  let previous = iv
  for (let start = 0; start < sealed.length; start += 8) {
    const block = sealed.subarray(start, start + 8)
    const words = Uint16Array.from({ length: 4 }, (_, i) => (block[2 * i] ?? 0) | ((block[2 * i + 1] ?? 0) << 8))
    openBlock(words, keys)
    for (let i = 0; i < 8; i++) plain[start + i] = (((words[i >> 1] ?? 0) >> (8 * (i & 1))) ^ (previous[i] ?? 0)) & 0xff
    previous = block
  }
  return withoutPadding(plain)
}

/** PKCS #7 padding (RFC 8018 §6.1.1). */
function withoutPadding(plain: Uint8Array): Uint8Array {
  const count = plain.at(-1) ?? 0
  const padding = plain.subarray(plain.length - count)
  if (count < 1 || count > 8 || padding.some((octet) => octet !== count)) throw notOpened()
  return plain.subarray(0, plain.length - count)
}
