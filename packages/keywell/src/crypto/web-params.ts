/** What WebCrypto calls the algorithms of JOSE, and what it wants to know of a key. */
import type { AlgorithmFacts, HashName } from '../jose/algorithms.ts'

export type WebHash = 'SHA-256' | 'SHA-384' | 'SHA-512'

export const WEB_HASH: Readonly<Record<HashName, WebHash>> = { sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' }

export const webHash = (algorithm: AlgorithmFacts): WebHash => WEB_HASH[algorithm.hash ?? 'sha256']

/** The algorithm's name in WebCrypto: what to import it as, and what to call it when signing. */
export function webName(algorithm: AlgorithmFacts, curve: string | undefined): string {
  switch (algorithm.family) {
    case 'pkcs1':
      return 'RSASSA-PKCS1-v1_5'
    case 'pss':
      return 'RSA-PSS'
    case 'ecdsa':
      return 'ECDSA'
    case 'eddsa':
      return curve ?? 'Ed25519'
    case 'hmac':
      return 'HMAC'
    case 'ml-dsa':
      return algorithm.name
  }
}

export interface WebParams extends AlgorithmIdentifierObject {
  readonly hash?: WebHash
  readonly namedCurve?: string
  readonly saltLength?: number
}
interface AlgorithmIdentifierObject {
  readonly name: string
}

export function keyParams(algorithm: AlgorithmFacts, curve: string | undefined): WebParams {
  const name = webName(algorithm, curve)
  if (algorithm.family === 'ecdsa') return { name, namedCurve: curve ?? '' }
  return algorithm.hash === undefined ? { name } : { name, hash: webHash(algorithm) }
}
