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

/**
 * Whether the key agrees too is judged when it is selected.
 * @param own - the trust's own hint: it knows which of its tokens are signed with a secret
 */
export function algorithmProblem(
  algorithm: AlgorithmFacts,
  allowed: ReadonlySet<AlgorithmFacts>,
  own?: string,
): KeywellError | undefined {
  if (allowed.has(algorithm)) return undefined
  const alg = algorithm.name
  const hint =
    own ??
    (algorithm.family === 'hmac' ? 'HS algorithms need sharedSecret(); public keys never verify them' : undefined)
  const detail = { alg, allowed: [...allowed].map(({ name }) => name) }
  return new KeywellError('ERR_ALG_NOT_ALLOWED', `the algorithm ${alg} is not allowed here`, detail, { hint })
}
