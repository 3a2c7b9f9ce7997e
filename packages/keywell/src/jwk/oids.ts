/** Object identifiers of key algorithms, as the hexadecimal of their content, and what each is called in a JWK. */

export const RSA_ENCRYPTION = '2a864886f70d010101' // 1.2.840.113549.1.1.1 (RFC 8017 §A.1)
export const RSA_PSS = '2a864886f70d01010a' // id-RSASSA-PSS (RFC 8017 §A.2.3)
export const EC_PUBLIC_KEY = '2a8648ce3d0201' // id-ecPublicKey (RFC 5480 §2.1.1)

export const NAMED_CURVES: ReadonlyMap<string, string> = new Map([
  ['2a8648ce3d030107', 'P-256'], // secp256r1 (RFC 5480 §2.1.1.1)
  ['2b81040022', 'P-384'],
  ['2b81040023', 'P-521'],
  ['2b8104000a', 'secp256k1'], // SEC 2 v2 §A.2.1
])

export const EDWARDS_KEYS: ReadonlyMap<string, string> = new Map([
  ['2b6570', 'Ed25519'],
  ['2b6571', 'Ed448'],
]) // RFC 8410 §3

export const ML_DSA_KEYS: ReadonlyMap<string, string> = new Map([
  ['608648016503040311', 'ML-DSA-44'],
  ['608648016503040312', 'ML-DSA-65'],
  ['608648016503040313', 'ML-DSA-87'], // RFC 9881 §2
])

/** The same tables read backwards: a name in a JWK → hexadecimal of the OID. */
export const OID_BY_NAME: ReadonlyMap<string, string> = new Map(
  [...NAMED_CURVES, ...EDWARDS_KEYS, ...ML_DSA_KEYS].map(([hex, name]) => [name, hex]),
)
