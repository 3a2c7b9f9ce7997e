/** JOSE's algorithms as parameters of `transit/sign` (developer.hashicorp.com/vault/api-docs/secret/transit, Sign data). */
import type { Algorithm } from 'keywell'

type Parameters = Readonly<Record<string, string | boolean>>

const HASHES: Readonly<Record<string, string>> = { 256: 'sha2-256', 384: 'sha2-384', 512: 'sha2-512' }

/**
 * Vault hashes by itself: a key of type Ed25519 takes the message only, and one way for all has fewer mistakes in it.
 * `salt_length` must be said, as its default is the longest that fits, which JOSE forbids (RFC 7518 §3.5).
 */
export function signParameters(alg: Algorithm): Parameters | undefined {
  const hash_algorithm = HASHES[alg.slice(2)]
  const common = { prehashed: false, marshaling_algorithm: 'jws' }
  if (alg === 'EdDSA' || alg === 'Ed25519') return common
  if (hash_algorithm === undefined) return undefined
  if (alg.startsWith('ES')) return { ...common, hash_algorithm }
  if (alg.startsWith('RS')) return { ...common, hash_algorithm, signature_algorithm: 'pkcs1v15' }
  if (alg.startsWith('PS')) return { ...common, hash_algorithm, signature_algorithm: 'pss', salt_length: 'hash' }
  return undefined
}

/** Key types of transit that sign what JOSE has a name for; the others are refused by name. */
export const KEY_TYPES: ReadonlySet<string> = new Set([
  'rsa-2048',
  'rsa-3072',
  'rsa-4096',
  'ecdsa-p256',
  'ecdsa-p384',
  'ecdsa-p521',
  'ed25519',
])
