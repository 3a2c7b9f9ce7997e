/** Names of algorithms as typed on the command line. */
import type { Algorithm } from 'keywell'
import { usage } from '../failure.ts'
import { quoteTyped } from '../output/printable.ts'

/** A record, so that the compiler misses none; its order is the one of help texts. */
const NAMES: Readonly<Record<Algorithm, true>> = {
  ES256: true,
  ES384: true,
  ES512: true,
  ES256K: true,
  Ed25519: true,
  Ed448: true,
  EdDSA: true,
  RS256: true,
  RS384: true,
  RS512: true,
  PS256: true,
  PS384: true,
  PS512: true,
  'ML-DSA-44': true,
  'ML-DSA-65': true,
  'ML-DSA-87': true,
  HS256: true,
  HS384: true,
  HS512: true,
}

const isAlgorithm = (name: string): name is Algorithm => Object.hasOwn(NAMES, name)

/** @throws Failure of wrong usage */
export function algorithm(name: string): Algorithm {
  if (isAlgorithm(name)) return name
  const near = Object.keys(NAMES).find((known) => known.toUpperCase() === name.toUpperCase())
  const hint = near === undefined ? `known: ${Object.keys(NAMES).join(', ')}` : `the names are case-sensitive: ${near}`
  throw usage(`--alg ${quoteTyped(name)} is no signature algorithm`, hint)
}

export const algorithms = (names: readonly string[]): readonly Algorithm[] => names.map(algorithm)
