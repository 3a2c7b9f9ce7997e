/** Shared secrets as keys. The bytes live in a map beside the key, so that no printed or serialised key shows them. */
import type { AlgorithmFacts } from '../jose/algorithms.ts'
import type { Key } from './key.ts'
import { jwkInvalid } from './problems.ts'
import { isPublishedKey } from './published.ts'

const secrets = new WeakMap<Key, Uint8Array>()

/**
 * A symmetric key for one HS algorithm. Copies `secret`.
 * @throws KeywellError ERR_JWK_INVALID when it is shorter than the hash (RFC 7518 §3.2), and for a published key
 */
export function secretKey(secret: Uint8Array, algorithm: AlgorithmFacts, kid: string | undefined): Key {
  const least = algorithm.hashBytes
  if (secret.length < least) throw jwkInvalid('k', `the secret has ${secret.length} octets, fewer than ${least}`)
  if (isPublishedKey(secret))
    throw jwkInvalid('k', 'this is a public key or certificate; a secret must be known to few')
  const alg = algorithm.name
  const key: Key = Object.freeze({
    kid,
    kty: 'oct',
    curve: undefined,
    bits: secret.length * 8,
    algorithms: Object.freeze([algorithm]),
    jwk: Object.freeze(kid === undefined ? { kty: 'oct', alg } : { kty: 'oct', alg, kid }),
    identity: '',
    notes: Object.freeze([]),
  })
  // Not slice(): Buffer's gives a view, and a caller that wipes its copy would leave a key of zeros.
  secrets.set(key, new Uint8Array(secret))
  return key
}

/** The bytes of a key made by `secretKey`; `undefined` for every other key. */
export const secretOf = (key: Key): Uint8Array | undefined => secrets.get(key)
