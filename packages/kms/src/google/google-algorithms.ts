/** Algorithms of key versions as JOSE names them (cloud.google.com/kms/docs/algorithms). A version has exactly one. */
import type { Algorithm } from 'keywell'
import type { SignRequest } from '../core/service.ts'

interface Row {
  readonly pattern: RegExp
  readonly algorithms: readonly Algorithm[]
}

/** Salts are as long as the digest. There is no P-521, and no RSA with SHA-384. */
const ROWS: readonly Row[] = [
  { pattern: /^RSA_SIGN_PKCS1_\d{4}_SHA256$/, algorithms: ['RS256'] },
  { pattern: /^RSA_SIGN_PKCS1_\d{4}_SHA512$/, algorithms: ['RS512'] },
  { pattern: /^RSA_SIGN_PSS_\d{4}_SHA256$/, algorithms: ['PS256'] },
  { pattern: /^RSA_SIGN_PSS_\d{4}_SHA512$/, algorithms: ['PS512'] },
  { pattern: /^EC_SIGN_P256_SHA256$/, algorithms: ['ES256'] },
  { pattern: /^EC_SIGN_P384_SHA384$/, algorithms: ['ES384'] },
  { pattern: /^EC_SIGN_SECP256K1_SHA256$/, algorithms: ['ES256K'] },
  { pattern: /^EC_SIGN_ED25519$/, algorithms: ['EdDSA', 'Ed25519'] },
]

/** `undefined` for a version that JOSE has no signature for. */
export const joseAlgorithms = (google: string): readonly Algorithm[] | undefined =>
  ROWS.find(({ pattern }) => pattern.test(google))?.algorithms

export type Digest = 'sha256' | 'sha384' | 'sha512'

const DIGESTS: ReadonlyMap<string, Digest> = new Map([
  ['256', 'sha256'],
  ['384', 'sha384'],
  ['512', 'sha512'],
])

/** Which digest is sent; `undefined` for Ed25519, which takes the message itself. */
export const digestName = ({ alg }: SignRequest): Digest | undefined => DIGESTS.get(alg.slice(2, 5))

export const isEcdsa = (alg: Algorithm): boolean => alg.startsWith('ES')
