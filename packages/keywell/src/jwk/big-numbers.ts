/** Arithmetic on large numbers whose time depends on them: for converting keys, never for signing. */

/** `base` to the power of `exponent`, modulo `modulus`. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let bits = exponent.toString(2), at = bits.length - 1; at >= 0; at -= 1) {
    if (bits[at] === '1') result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

export function gcd(first: bigint, second: bigint): bigint {
  let [a, b] = [first, second]
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

/** The inverse of a number that has no factor in common with the modulus. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [r, nextR, t, nextT] = [modulus, value, 0n, 1n]
  while (nextR !== 0n) {
    const quotient = r / nextR
    ;[r, nextR, t, nextT] = [nextR, r - quotient * nextR, nextT, t - quotient * nextT]
  }
  return t < 0n ? t + modulus : t
}

/** Big-endian octets, in as few as it takes, or in exactly `size`. */
export function bigIntOctets(value: bigint, size?: number): Uint8Array {
  const hex = value.toString(16)
  const digits = size === undefined ? hex.length + (hex.length % 2) : size * 2
  return Uint8Array.from(hex.padStart(digits, '0').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
