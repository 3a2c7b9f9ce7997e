/**
 * Reads the members of a JWK tolerantly and gives their one canonical spelling. Real sets have padding, standard
 * base64, leading zero octets: each is repaired and noted. Tokens never come here.
 */
import { decodeBase64url, encodeBase64url } from '../jose/base64url.ts'
import type { Jwk } from './jwk.ts'
import { jwkInvalid } from './problems.ts'

/** A member's octets, canonical, with what had to be repaired. */
export interface Octets {
  readonly bytes: Uint8Array
  readonly notes: readonly string[]
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The text of a required member. @throws KeywellError ERR_JWK_INVALID */
export function requiredText(jwk: Jwk, member: string): string {
  const value = Object.hasOwn(jwk, member) ? jwk[member] : undefined
  if (typeof value !== 'string' || value === '') throw jwkInvalid(member, `"${member}" must be a non-empty string`)
  return value
}

/** Any of the spellings of base64 found in the field → octets. @throws KeywellError ERR_JWK_INVALID */
export function tolerantOctets(jwk: Jwk, member: string): Octets {
  const text = requiredText(jwk, member)
  const strict = decodeBase64url(text)
  if (strict !== undefined) return { bytes: strict, notes: [] }
  const repaired = decodeBase64url(canonical(text))
  if (repaired === undefined) throw jwkInvalid(member, `"${member}" is no base64url`)
  return { bytes: repaired, notes: [`"${member}" is base64 with padding, another alphabet or loose bits`] }
}

/** An unsigned big-endian integer (RFC 7518 §2, Base64urlUInt) without leading zero octets. */
export function unsignedInteger(jwk: Jwk, member: string): Octets {
  const { bytes, notes } = tolerantOctets(jwk, member)
  const trimmed = withoutLeadingZeros(bytes)
  if (trimmed.length === bytes.length) return { bytes, notes }
  return { bytes: trimmed, notes: [...notes, `"${member}" has leading zero octets`] }
}

/** An integer in exactly `size` octets (RFC 7518 §6.2.1.2): zeros that some issuers drop or add are put right. */
export function fixedInteger(jwk: Jwk, member: string, size: number): Octets {
  const { bytes, notes } = tolerantOctets(jwk, member)
  if (bytes.length === size) return { bytes, notes }
  const trimmed = withoutLeadingZeros(bytes)
  if (trimmed.length > size) throw jwkInvalid(member, `"${member}" has ${bytes.length} octets instead of ${size}`)
  const padded = new Uint8Array(size)
  padded.set(trimmed, size - trimmed.length)
  return { bytes: padded, notes: [...notes, `"${member}" has ${bytes.length} octets instead of ${size}`] }
}

/** Exactly `size` octets; nothing to repair, as they are no integer (RFC 8037 §2). */
export function exactOctets(jwk: Jwk, member: string, size: number): Octets {
  const octets = tolerantOctets(jwk, member)
  if (octets.bytes.length === size) return octets
  throw jwkInvalid(member, `"${member}" has ${octets.bytes.length} octets instead of ${size}`)
}

/** The bits of an unsigned big-endian integer, leading zeros not counted. */
export function bitLength(integer: Uint8Array): number {
  const trimmed = withoutLeadingZeros(integer)
  const first = trimmed[0]
  return first === undefined ? 0 : (trimmed.length - 1) * 8 + (32 - Math.clz32(first))
}

export const toBigInt = (integer: Uint8Array): bigint => integer.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n)

export const canonicalText = (octets: Octets): string => encodeBase64url(octets.bytes)

function withoutLeadingZeros(integer: Uint8Array): Uint8Array {
  const first = integer.findIndex((octet) => octet !== 0)
  return first === -1 ? integer.subarray(integer.length) : integer.subarray(first)
}

function canonical(text: string): string {
  const end = text.indexOf('=')
  const unpadded = end !== -1 && text.length - end <= 2 ? text.slice(0, end) : text
  const url = unpadded.replaceAll('+', '-').replaceAll('/', '_')
  const looseBits = url.length % 4 === 2 ? 0b1111 : url.length % 4 === 3 ? 0b11 : 0
  const last = ALPHABET.indexOf(url.slice(-1))
  return last === -1 ? url : url.slice(0, -1) + ALPHABET.charAt(last & ~looseBits)
}
