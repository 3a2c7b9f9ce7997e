/**
 * Whether the numbers of a private RSA key belong together, and the primes of a key that came without them. Arithmetic
 * whose time depends on the key: for reading a key of one's own, never for signing.
 */
import { decodeBase64url, encodeBase64url } from '../../jose/base64url.ts'
import { toBigInt } from '../members.ts'
import { jwkInvalid, keyUnsupported } from '../problems.ts'
import { bigIntOctets, gcd, inverse, power } from '../big-numbers.ts'
import type { Members } from './private-members.ts'

/** Each base finds the primes with a chance of one half or better (SP 800-56B rev. 2, appendix C.1). */
const BASES: readonly bigint[] = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n]
/** A modulus that is no product of two primes costs every base; beyond this size that would take too long. */
const MAX_RECOVERED_BITS = 4096

/**
 * Checked private members with the primes and their companions.
 * @throws KeywellError ERR_JWK_INVALID when the numbers contradict each other
 */
export function completeRsa(publicMembers: Members, secret: Members): Members {
  const [n, e, d] = [number(publicMembers['n']), number(publicMembers['e']), number(secret['d'])]
  if (d >= n) throw jwkInvalid('d', 'the private RSA exponent is larger than the modulus')
  if (secret['p'] === undefined) return withPrimes(n, e, d, secret)
  const [p, q] = [number(secret['p']), number(secret['q'])]
  if (p <= 1n || q <= 1n || p * q !== n) throw jwkInvalid('p', 'the primes do not make the RSA modulus')
  if (!isInverse(e * d, p, q)) throw jwkInvalid('d', 'the private and the public RSA exponent do not belong together')
  const isWhole = number(secret['dp']) === d % (p - 1n) && number(secret['dq']) === d % (q - 1n)
  const isCoefficient = number(secret['qi']) < p && (number(secret['qi']) * q) % p === 1n
  if (!isWhole || !isCoefficient) throw jwkInvalid('dp', 'the RSA numbers "dp", "dq" or "qi" are wrong')
  return secret
}

const isInverse = (product: bigint, p: bigint, q: bigint): boolean =>
  product % (p - 1n) === 1n && product % (q - 1n) === 1n

/** `dp` and `dq`, which OpenSSH leaves out (RFC 8017 §3.2). Judges nothing: `completeRsa` does. */
export function crtExponents(secret: Members): Members {
  const [d, p, q] = [number(secret['d']), number(secret['p']), number(secret['q'])]
  return p <= 1n || q <= 1n ? {} : { dp: text(d % (p - 1n)), dq: text(d % (q - 1n)) }
}

function withPrimes(n: bigint, e: bigint, d: bigint, secret: Members): Members {
  if (n.toString(2).length > MAX_RECOVERED_BITS)
    throw keyUnsupported('RSA', `an RSA key of more than ${MAX_RECOVERED_BITS} bits must come with its primes`)
  if (power(power(2n, e, n), d, n) !== 2n)
    throw jwkInvalid('d', 'the private and the public RSA exponent do not belong together')
  const factor = findFactor(n, e * d - 1n)
  if (factor === undefined) throw jwkInvalid('d', 'the primes of the RSA modulus cannot be found')
  const other = n / factor
  const [p, q] = factor > other ? [factor, other] : [other, factor]
  // Of three primes one part is a product; signatures made with it would be wrong, and tell the primes.
  if (!isInverse(e * d, p, q)) throw keyUnsupported('RSA', 'an RSA key of more than two primes is not supported')
  const qi = inverse(q % p, p)
  return { ...secret, p: text(p), q: text(q), dp: text(d % (p - 1n)), dq: text(d % (q - 1n)), qi: text(qi) }
}

/** SP 800-56B rev. 2, appendix C.1: a square root of 1 that is neither 1 nor −1 shares a factor with n. */
function findFactor(n: bigint, multiple: bigint): bigint | undefined {
  let odd = multiple
  while (odd > 0n && odd % 2n === 0n) odd /= 2n
  for (const base of BASES) {
    let root = power(base, odd, n)
    for (let exponent = odd; exponent < multiple && root !== 1n && root !== n - 1n; exponent *= 2n) {
      const square = (root * root) % n
      if (square === 1n) return gcd(root - 1n, n)
      root = square
    }
  }
  return undefined
}

/** Octets of the largest modulus that is taken; no private number is larger, and arithmetic on huge ones takes hours. */
const MAX_OCTETS = 1024

function number(spelled: string | undefined): bigint {
  const octets = decodeBase64url(spelled ?? '') ?? new Uint8Array()
  if (octets.length > MAX_OCTETS) throw jwkInvalid(undefined, 'a number of the RSA key is too large')
  return toBigInt(octets)
}

const text = (value: bigint): string => encodeBase64url(bigIntOctets(value))
