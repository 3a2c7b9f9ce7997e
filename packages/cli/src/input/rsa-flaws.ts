/** Two faults of RSA moduli that show in the public key alone, each found in a few milliseconds. */

/** The generator of the faulty chips' primes. */
const GENERATOR = 65537n
/** Primes by which the residues of sound moduli are spread over more than the powers of 65537. */
const PRIMES: readonly bigint[] = [
  11n,
  13n,
  17n,
  19n,
  37n,
  53n,
  61n,
  71n,
  73n,
  79n,
  97n,
  103n,
  107n,
  109n,
  127n,
  151n,
  157n,
]

/** Nemec et al., "The Return of Coppersmith's Attack" (2017), §5.1: every residue is a power of 65537. */
export const isRoca = (modulus: bigint): boolean => PRIMES.every((prime) => powersOf(prime).has(modulus % prime))

function powersOf(prime: bigint): ReadonlySet<bigint> {
  const powers = new Set<bigint>()
  for (let power = 1n; !powers.has(power); power = (power * GENERATOR) % prime) powers.add(power)
  return powers
}

/** Enough for the keys that were found in the field (Böck 2023). */
const ROUNDS = 100

/** Fermat's method: n = a² − b² with a close to √n. */
export function primesAreClose(modulus: bigint): boolean {
  let middle = squareRoot(modulus)
  if (middle * middle < modulus) middle += 1n
  for (let round = 0; round < ROUNDS; round++, middle += 1n) {
    const rest = middle * middle - modulus
    const root = squareRoot(rest)
    if (root * root === rest) return true
  }
  return false
}

/** Newton's method, from above. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  let root = 1n << BigInt(Math.ceil(value.toString(16).length * 2) + 1)
  for (let next = (root + value / root) / 2n; next < root; next = (root + value / root) / 2n) root = next
  return root
}
