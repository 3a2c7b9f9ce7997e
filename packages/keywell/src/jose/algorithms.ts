/** Every fact about a JOSE signature algorithm, one row each (RFC 7518 §3.1, RFC 8037, RFC 8812, RFC 9864, RFC 9964). */

/** Algorithms that sign with a private key and verify with a public one. */
// prettier-ignore
export type AsymmetricAlgorithm =
  | 'RS256' | 'RS384' | 'RS512'
  | 'PS256' | 'PS384' | 'PS512'
  | 'ES256' | 'ES384' | 'ES512' | 'ES256K'
  | 'EdDSA' | 'Ed25519' | 'Ed448'
  | 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87'

/** Algorithms where both sides hold the same secret. */
export type SymmetricAlgorithm = 'HS256' | 'HS384' | 'HS512'

export type Algorithm = AsymmetricAlgorithm | SymmetricAlgorithm

export type Family = 'pkcs1' | 'pss' | 'ecdsa' | 'eddsa' | 'ml-dsa' | 'hmac'

export type HashName = 'sha256' | 'sha384' | 'sha512'

export interface AlgorithmFacts {
  readonly name: Algorithm
  readonly family: Family
  readonly kty: 'RSA' | 'EC' | 'OKP' | 'AKP' | 'oct'
  /** The curves the algorithm allows; empty where the key type has none. */
  readonly curves: readonly string[]
  /** The digest applied to the signing input; none where the algorithm hashes by itself. */
  readonly hash: HashName | undefined
  /** Octets of the hash, which is also the PSS salt length (RFC 7518 §3.5) and the least HMAC key (§3.2). */
  readonly hashBytes: number
  /** Exact octets of a signature; `undefined` where the key decides (RSA: its modulus; EdDSA: its curve). */
  readonly signatureBytes: number | undefined
  readonly source: string
}

function row(
  name: Algorithm,
  family: Family,
  kty: AlgorithmFacts['kty'],
  curves: readonly string[],
  hash: HashName | undefined,
  signatureBytes: number | undefined,
  source: string,
): AlgorithmFacts {
  const hashBytes = hash === undefined ? 0 : Number(hash.slice('sha'.length)) / 8
  return Object.freeze({ name, family, kty, curves: Object.freeze(curves), hash, hashBytes, signatureBytes, source })
}

/** All rows, in the order of the registry. */
export const ALGORITHMS: readonly AlgorithmFacts[] = Object.freeze([
  row('RS256', 'pkcs1', 'RSA', [], 'sha256', undefined, 'RFC 7518 §3.3'),
  row('RS384', 'pkcs1', 'RSA', [], 'sha384', undefined, 'RFC 7518 §3.3'),
  row('RS512', 'pkcs1', 'RSA', [], 'sha512', undefined, 'RFC 7518 §3.3'),
  row('PS256', 'pss', 'RSA', [], 'sha256', undefined, 'RFC 7518 §3.5'),
  row('PS384', 'pss', 'RSA', [], 'sha384', undefined, 'RFC 7518 §3.5'),
  row('PS512', 'pss', 'RSA', [], 'sha512', undefined, 'RFC 7518 §3.5'),
  row('ES256', 'ecdsa', 'EC', ['P-256'], 'sha256', 64, 'RFC 7518 §3.4'),
  row('ES384', 'ecdsa', 'EC', ['P-384'], 'sha384', 96, 'RFC 7518 §3.4'),
  row('ES512', 'ecdsa', 'EC', ['P-521'], 'sha512', 132, 'RFC 7518 §3.4'),
  row('ES256K', 'ecdsa', 'EC', ['secp256k1'], 'sha256', 64, 'RFC 8812 §3.2'),
  row('EdDSA', 'eddsa', 'OKP', ['Ed25519', 'Ed448'], undefined, undefined, 'RFC 8037 §3.1'),
  row('Ed25519', 'eddsa', 'OKP', ['Ed25519'], undefined, 64, 'RFC 9864 §2.2'),
  row('Ed448', 'eddsa', 'OKP', ['Ed448'], undefined, 114, 'RFC 9864 §2.2'),
  row('ML-DSA-44', 'ml-dsa', 'AKP', [], undefined, 2420, 'RFC 9964'),
  row('ML-DSA-65', 'ml-dsa', 'AKP', [], undefined, 3309, 'RFC 9964'),
  row('ML-DSA-87', 'ml-dsa', 'AKP', [], undefined, 4627, 'RFC 9964'),
  row('HS256', 'hmac', 'oct', [], 'sha256', 32, 'RFC 7518 §3.2'),
  row('HS384', 'hmac', 'oct', [], 'sha384', 48, 'RFC 7518 §3.2'),
  row('HS512', 'hmac', 'oct', [], 'sha512', 64, 'RFC 7518 §3.2'),
])

/** All rows that a public key can verify; what a trust allows unless it says less. */
export const ASYMMETRIC: readonly AlgorithmFacts[] = Object.freeze(
  ALGORITHMS.filter((facts) => facts.family !== 'hmac'),
)

/** Rows that only a shared secret can verify. */
export const SYMMETRIC: readonly AlgorithmFacts[] = Object.freeze(ALGORITHMS.filter((facts) => facts.family === 'hmac'))

/** A Map, so that `__proto__` and `constructor` are as unknown as any other name. */
const BY_NAME: ReadonlyMap<string, AlgorithmFacts> = new Map(ALGORITHMS.map((facts) => [facts.name, facts]))

/** The row for an exact, case-sensitive `alg` value (RFC 7515 §4.1.1); `none` has no row. */
export const algorithmFacts = (name: string): AlgorithmFacts | undefined => BY_NAME.get(name)
