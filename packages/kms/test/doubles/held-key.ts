/** A private key as a KMS would hold it, with `node:crypto`, which is not what the library under test signs with itself. */
import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export type KeyKind = 'rsa' | 'P-256' | 'P-384' | 'P-521' | 'secp256k1' | 'ed25519'

export function holdKey(kind: KeyKind): KeyObject {
  if (kind === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  if (kind === 'ed25519') return generateKeyPairSync('ed25519').privateKey
  return generateKeyPairSync('ec', { namedCurve: kind }).privateKey
}

export interface HeldSign {
  /** As OpenSSL names it; none for Ed25519. */
  readonly hash?: string | undefined
  readonly padding?: 'pkcs1' | 'pss'
  /** DER unless said otherwise. */
  readonly form?: 'der' | 'raw'
}

/** Salted as long as the digest, as JOSE wants it. */
export function heldSign(key: KeyObject, data: Uint8Array, { hash, padding, form = 'der' }: HeldSign): Buffer {
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  const dsaEncoding = form === 'raw' ? 'ieee-p1363' : 'der'
  return sign(hash, data, { key, dsaEncoding, ...(padding === 'pss' ? pss : {}) })
}

export const digestOf = (hash: string, data: Uint8Array): Buffer => createHash(hash).update(data).digest()
