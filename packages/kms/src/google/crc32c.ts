/** CRC-32C (Castagnoli; RFC 3720 §B.4), which Google Cloud KMS puts beside what it takes and gives. */

/** 0x1edc6f41, its bits in reverse. */
const POLYNOMIAL = 0x82f63b78

const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let value = octet
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
  return value
})

/** 0 to 2³² − 1. */
export function crc32c(octets: Uint8Array): number {
  let value = 0xffffffff
  for (const octet of octets) value = (value >>> 8) ^ (TABLE[(value ^ octet) & 0xff] ?? 0)
  return (value ^ 0xffffffff) >>> 0
}
