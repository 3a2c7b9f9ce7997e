/** The numbers of COSE_Key beside the names of JOSE (IANA "COSE", RFC 9052 §7, RFC 9053 §7, RFC 8230 §4, RFC 9964 §3). */

/** Labels of every key type (RFC 9052 §7.1). */
export const LABEL = { kty: 1, kid: 2, alg: 3, keyOps: 4 } as const

export interface CoseKeyType {
  readonly kty: string
  readonly value: number
  /** Members of the JWK and their labels, public ones first. */
  readonly members: readonly (readonly [member: string, label: number])[]
  readonly source: string
}

// prettier-ignore
export const COSE_KEY_TYPES: readonly CoseKeyType[] = [
  { kty: 'OKP', value: 1, members: [['crv', -1], ['x', -2], ['d', -4]], source: 'RFC 9053 §7.2' },
  { kty: 'EC', value: 2, members: [['crv', -1], ['x', -2], ['y', -3], ['d', -4]], source: 'RFC 9053 §7.1.1' },
  {
    kty: 'RSA', value: 3, source: 'RFC 8230 §4',
    members: [['n', -1], ['e', -2], ['d', -3], ['p', -4], ['q', -5], ['dp', -6], ['dq', -7], ['qi', -8]],
  },
  { kty: 'oct', value: 4, members: [['k', -1]], source: 'RFC 9053 §7.3' },
  { kty: 'AKP', value: 7, members: [['pub', -1], ['priv', -2]], source: 'RFC 9964 §3' },
]

/** RFC 8230 §4: further primes. */
export const RSA_OTHER = -9

/** RFC 9053 §7.1, table 18. */
export const COSE_CURVES: ReadonlyMap<number, string> = new Map([
  [1, 'P-256'],
  [2, 'P-384'],
  [3, 'P-521'],
  [6, 'Ed25519'],
  [7, 'Ed448'],
  [8, 'secp256k1'], // RFC 8812 §3.1
])

/** A name that stands twice is written as its first row. */
export const COSE_ALGORITHMS: ReadonlyMap<number, string> = new Map([
  [-7, 'ES256'], // RFC 9053 §2.1
  [-35, 'ES384'],
  [-36, 'ES512'],
  [-47, 'ES256K'], // RFC 8812 §3.2
  [-8, 'EdDSA'], // RFC 9053 §2.2
  [-19, 'Ed25519'], // RFC 9864 §2.2
  [-53, 'Ed448'],
  [-9, 'ES256'], // ESP256, ESP384, ESP512 (RFC 9864 §2.1): ES256 to ES512 of JOSE name the curve by themselves
  [-51, 'ES384'],
  [-52, 'ES512'],
  [-37, 'PS256'], // RFC 8230 §2
  [-38, 'PS384'],
  [-39, 'PS512'],
  [-257, 'RS256'], // RFC 8812 §2
  [-258, 'RS384'],
  [-259, 'RS512'],
  [5, 'HS256'], // RFC 9053 §3.1
  [6, 'HS384'],
  [7, 'HS512'],
  [-48, 'ML-DSA-44'], // RFC 9964
  [-49, 'ML-DSA-65'],
  [-50, 'ML-DSA-87'],
])

/** RFC 9052 §7.1, table 5; those that RFC 7517 §4.3 has a word for. MAC create and verify are sign and verify there. */
export const COSE_OPERATIONS: ReadonlyMap<number, string> = new Map([
  [1, 'sign'],
  [2, 'verify'],
  [3, 'encrypt'],
  [4, 'decrypt'],
  [5, 'wrapKey'],
  [6, 'unwrapKey'],
  [7, 'deriveKey'],
  [8, 'deriveBits'],
  [9, 'sign'],
  [10, 'verify'],
])

/** The number of a name; the first row that has it. */
export const numberOf = (table: ReadonlyMap<number, string>, name: unknown): number | undefined =>
  [...table].find(([, candidate]) => candidate === name)?.[0]
