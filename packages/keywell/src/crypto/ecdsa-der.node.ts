/**
 * R ‖ S (RFC 7518 §3.4) → the DER that OpenSSL works with. `node:crypto` can do this itself, but only with options beside
 * the key, which cost more than the whole conversion on Node 24. Judges nothing: OpenSSL refuses what is out of range.
 */

const INTEGER = 0x02
const SEQUENCE = 0x30

/** @param raw - two unsigned integers of equal length, at most 66 octets each (P-521) */
export function derSignature(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2
  const r = firstOctet(raw, 0, half)
  const s = firstOctet(raw, half, raw.length)
  const rLength = half - r + signOctet(raw, r)
  const sLength = raw.length - s + signOctet(raw, s)
  const content = rLength + sLength + 4
  const isLong = content >= 0x80
  const der = new Uint8Array(content + (isLong ? 3 : 2))
  der[0] = SEQUENCE
  if (isLong) der[1] = 0x81
  der[isLong ? 2 : 1] = content
  const next = writeInteger(der, isLong ? 3 : 2, raw, r, half, rLength)
  writeInteger(der, next, raw, s, raw.length, sLength)
  return der
}

/** The first octet that is not zero; the last one of all zeros, as an INTEGER has at least one octet. */
function firstOctet(raw: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end - 1 && raw[at] === 0) at++
  return at
}

/** 1 where a zero octet must keep the number positive (X.690 §8.3). */
const signOctet = (raw: Uint8Array, at: number): number => ((raw[at] ?? 0) >= 0x80 ? 1 : 0)

/** @returns where the next element goes */
function writeInteger(
  der: Uint8Array,
  at: number,
  raw: Uint8Array,
  start: number,
  end: number,
  length: number,
): number {
  der[at] = INTEGER
  der[at + 1] = length
  const last = at + 2 + length
  for (let from = end - 1, to = last - 1; from >= start; from--, to--) der[to] = raw[from] ?? 0
  return last
}
