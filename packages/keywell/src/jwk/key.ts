/** A key that has been read and checked: frozen, public, ready to be selected. Holds nothing secret. */
import { type AlgorithmFacts } from '../jose/algorithms.ts'
import type { Jwk, KeyType } from './jwk.ts'

export interface Key {
  readonly kid: string | undefined
  readonly kty: KeyType
  /** `crv` of EC and OKP keys. */
  readonly curve: string | undefined
  /** Modulus, field or parameter-set size in bits; 0 where it has no meaning. */
  readonly bits: number
  /** The algorithms that this key may verify, after `alg`, `use` and `key_ops`. Never empty. */
  readonly algorithms: readonly AlgorithmFacts[]
  /** The public JWK in canonical spelling, with all metadata; for `oct` without `k`. */
  readonly jwk: Jwk
  /** The required members in canonical order (RFC 7638 §3.2): equal text, equal key. Empty for `oct`. */
  readonly identity: string
  /** What had to be repaired, and what its issuer says of its state, for people to see. */
  readonly notes: readonly string[]
}
