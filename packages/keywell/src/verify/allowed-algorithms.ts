/** The allow-list of algorithms: checked where it is given, asked where a token comes. */
import { KeywellError, optionInvalid, stringList } from '../errors/index.ts'
import { type AlgorithmFacts, algorithmFacts, ASYMMETRIC, SYMMETRIC } from '../jose/algorithms.ts'

/**
 * `none` is no algorithm, so it cannot be listed; an empty list is a mistake, never "all".
 * @param isSymmetric - whether the keys are shared secrets, which decides the default
 * @throws KeywellError ERR_OPTION_INVALID
 */
export function allowedAlgorithms(
  names: readonly string[] | undefined,
  isSymmetric: boolean,
): ReadonlySet<AlgorithmFacts> {
  if (names === undefined) return new Set(isSymmetric ? SYMMETRIC : ASYMMETRIC)
  return new Set(
    stringList('algorithms', names).map((name, place) => {
      const facts = algorithmFacts(name)
      if (facts === undefined) throw optionInvalid(`algorithms[${place}]`, 'a signature algorithm such as RS256', name)
      return facts
    }),
  )
}

/** True of every trust with public keys; one of its own says more, such as what to change at its issuer. */
export const SECRETS_HINT = 'HS algorithms need sharedSecret(); public keys never verify them'

/** Whether the key agrees too is judged when it is selected. */
export function algorithmProblem(
  algorithm: AlgorithmFacts,
  allowed: ReadonlySet<AlgorithmFacts>,
): KeywellError | undefined {
  if (allowed.has(algorithm)) return undefined
  const alg = algorithm.name
  const hint = algorithm.family === 'hmac' ? SECRETS_HINT : undefined
  const detail = { alg, allowed: [...allowed].map(({ name }) => name) }
  return new KeywellError('ERR_ALG_NOT_ALLOWED', `the algorithm ${alg} is not allowed here`, detail, { hint })
}
