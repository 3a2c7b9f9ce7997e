/** Which algorithm a key serves, where a runtime wants to know that with the key. */
import { optional, nonEmptyString, optionInvalid } from '../../errors/index.ts'
import { type Algorithm, type AlgorithmFacts, algorithmFacts } from '../../jose/algorithms.ts'
import type { Jwk } from '../jwk.ts'

/** By curve or parameter set: the one algorithm that uses it. */
const ALGORITHM_OF: ReadonlyMap<unknown, Algorithm> = new Map<unknown, Algorithm>([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
  ['secp256k1', 'ES256K'],
  ['Ed25519', 'Ed25519'],
  ['Ed448', 'Ed448'],
])

/** The algorithm of a key whose curve or parameter set has but one; `undefined` for RSA and symmetric keys. */
export const onlyAlgorithm = (jwk: Jwk): AlgorithmFacts | undefined =>
  jwk.kty === 'AKP' ? algorithmFacts(jwk.alg ?? '') : algorithmFacts(ALGORITHM_OF.get(jwk['crv']) ?? '')

/** @throws KeywellError ERR_OPTION_INVALID when nothing says which, or it is for other keys */
export function chosenAlgorithm(jwk: Jwk, given: unknown): AlgorithmFacts {
  const name = optional(nonEmptyString, 'alg', given) ?? jwk.alg
  const facts = name === undefined ? onlyAlgorithm(jwk) : algorithmFacts(name)
  const crv = jwk['crv']
  const isFit = facts?.kty === jwk.kty && (typeof crv !== 'string' || facts.curves.includes(crv))
  if (facts !== undefined && isFit && (jwk.kty !== 'AKP' || facts.name === jwk.alg)) return facts
  throw optionInvalid('alg', 'a signature algorithm for this key, such as RS256 for an RSA key', name)
}
