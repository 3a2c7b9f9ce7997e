/** How objects that hold a secret print: without it. Whoever wants the secret asks for its member. */
import { ANY_SECRET, type Jwk, secretMembers } from './jwk.ts'

/** Node, Bun and Deno ask objects for their printed form by this symbol. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/**
 * A frozen copy of a JWK, which `console.log` shows without its secret members. It still serialises as what it is, since
 * that is how keys are kept.
 */
export function discreetJwk(jwk: Jwk): Jwk {
  const copy = { ...jwk }
  if (secretMembers(copy).length > 0)
    Object.defineProperty(copy, INSPECT, { value: () => withoutSecrets(copy), enumerable: false })
  return Object.freeze(copy)
}

/** For printing only: unlike `publicJwk` it takes symmetric keys, too, and keeps what a key says of itself. */
export function withoutSecrets(jwk: Jwk): Jwk {
  const open = Object.entries(jwk).filter(([member]) => !ANY_SECRET.includes(member))
  return { ...Object.fromEntries(open), kty: jwk.kty }
}

/**
 * Freezes `object`, which then prints and serialises as what `view` gives.
 * @param hidden - members with a secret, to be getters: `console.dir` and `console.table` ask no symbol but walk the
 * properties, call no getter, and skip what cannot be enumerated
 */
export function printedAs<T extends object>(object: T, view: () => unknown, hidden: readonly (keyof T)[]): Readonly<T> {
  for (const name of hidden) Object.defineProperty(object, name, { enumerable: false })
  Object.defineProperty(object, 'toJSON', { value: view, enumerable: false })
  Object.defineProperty(object, INSPECT, { value: view, enumerable: false })
  return Object.freeze(object)
}
