/** A key of a service → the JWK that is published, with `kid`, `use` and `alg`. Signer and source agree by coming here. */
import type { Algorithm, AlgorithmFacts } from 'keywell'
import { type Jwk, parseJwk, thumbprint } from 'keywell/jwk'
import type { ServiceKey } from './service.ts'
import { type KeyOptions, optionInvalid } from './settings.ts'

/** The JWK as verifiers get it; `alg` only where it was given or leaves no choice. */
export async function namedJwk(key: ServiceKey, { alg, kid }: KeyOptions): Promise<Jwk> {
  const { jwk } = key
  const name = kid === undefined ? (key.kid ?? (await thumbprint(jwk))) : await kid(jwk, key.version)
  if (typeof name !== 'string' || name === '') throw optionInvalid('kid', 'a function that gives a string', name)
  const chosen = chosenAlgorithm(key, alg)
  return Object.freeze({ ...jwk, kid: name, use: 'sig', ...(chosen === undefined ? {} : { alg: chosen.name }) })
}

/** The one algorithm to sign with. @throws KeywellError ERR_OPTION_INVALID */
export function signingAlgorithm(key: ServiceKey, alg: Algorithm | undefined): AlgorithmFacts {
  const chosen = chosenAlgorithm(key, alg)
  if (chosen !== undefined) return chosen
  const expected = alg === undefined ? 'given, as the key allows several' : 'one that the key can sign with'
  const names = algorithmsOf(key).map(({ name }) => name)
  throw optionInvalid('alg', expected, alg, `the key can sign with: ${names.join(', ')}`)
}

function chosenAlgorithm(key: ServiceKey, alg: Algorithm | undefined): AlgorithmFacts | undefined {
  const allowed = algorithmsOf(key)
  if (alg !== undefined) return allowed.find(({ name }) => name === alg)
  // EdDSA and Ed25519 are two names of one algorithm (RFC 9864 §2.2); the old one is known to more verifiers.
  const hasNoChoice = allowed.length === 1 || allowed.every(({ family }) => family === 'eddsa')
  return hasNoChoice ? allowed[0] : undefined
}

/** What the service can sign and verifiers of this library can verify. */
function algorithmsOf({ jwk, algorithms }: ServiceKey): readonly AlgorithmFacts[] {
  const possible = parseJwk(jwk).algorithms
  return algorithms === undefined ? possible : possible.filter(({ name }) => algorithms.includes(name))
}
