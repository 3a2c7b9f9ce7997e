/** The signature of a service → the octets that JWS has. Strict: repairs nothing, judges no key. */

export type SignatureForm = 'der' | 'raw'

const SEQUENCE = 0x30
const INTEGER = 0x02

/**
 * R ‖ S (RFC 7518 §3.4) of an ECDSA-Sig-Value in DER, each as long as the curve's order; `undefined` for anything that is
 * not exactly that: other tags, long or wrong lengths, padding, negative or oversized numbers, octets before or behind.
 * @param size - octets of each half: 32, 48 or 66
 */
export function rawFromDer(der: Uint8Array, size: number): Uint8Array | undefined {
  // P-521 alone needs the long form, with exactly one octet of length (X.690 §10.1).
  const isLong = der[1] === 0x81
  const start = isLong ? 3 : 2
  const length = der[isLong ? 2 : 1] ?? 0
  if (der[0] !== SEQUENCE || length >= 0x80 !== isLong || start + length !== der.length) return undefined
  const raw = new Uint8Array(2 * size)
  const middle = copyInteger(der, start, raw.subarray(0, size))
  const end = middle === undefined ? undefined : copyInteger(der, middle, raw.subarray(size))
  return end === der.length ? raw : undefined
}

/** @returns where the next element begins; `undefined` when there is no positive INTEGER that fits into `target` */
function copyInteger(der: Uint8Array, at: number, target: Uint8Array): number | undefined {
  const length = der[at + 1] ?? 0
  const end = at + 2 + length
  const [first = 0, second = 0] = der.subarray(at + 2, end)
  const isInteger = der[at] === INTEGER && length > 0 && length < 0x80 && end <= der.length
  if (!isInteger || first >= 0x80) return undefined
  // A zero octet stands before a number only to keep it positive (X.690 §8.3.2).
  const hasSignOctet = first === 0 && length > 1
  if (hasSignOctet && second < 0x80) return undefined
  const number = der.subarray(at + 2 + (hasSignOctet ? 1 : 0), end)
  if (number.length > target.length) return undefined
  target.set(number, target.length - number.length)
  return end
}
