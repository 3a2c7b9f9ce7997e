/** What reading a key gives: the key, and where it came from. Prints and serialises without the private part. */
import { ANY_SECRET, type Jwk, secretMembers } from '../jwk.ts'
import type { KeyFormat } from './key-format.ts'

/** A key that was read. However it is printed or serialised it shows the public part alone; `jwk` is the whole key. */
export interface ReadKey {
  /** The key, with its private members when it has them. Whoever prints `jwk` has the key; spreading leaves it behind. */
  readonly jwk: Jwk
  readonly format: KeyFormat
  /** Whether `jwk` holds a secret: a private or a symmetric key. */
  readonly isPrivate: boolean
  /** The comment of an OpenSSH key. */
  readonly comment?: string
  toJSON(): unknown
}

/** Node, Bun and Deno ask objects for their printed form by this symbol. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

export function readResult(jwk: Jwk, format: KeyFormat, comment?: string): ReadKey {
  const frozen = Object.freeze({ ...jwk })
  const isPrivate = secretMembers(frozen).length > 0
  const facts = { format, isPrivate, ...(comment === undefined || comment === '' ? {} : { comment }) }
  const toJSON = (): unknown => ({ jwk: withoutSecrets(frozen), ...facts })
  // `console.dir` and `console.table` ask nobody: they walk the properties, but call no getter and skip what is hidden.
  const result = {
    get jwk() {
      return frozen
    },
    ...facts,
    toJSON,
  }
  for (const hidden of ['jwk', 'toJSON']) Object.defineProperty(result, hidden, { enumerable: false })
  Object.defineProperty(result, INSPECT, { value: toJSON, enumerable: false })
  return Object.freeze(result)
}

/** For printing only: unlike `publicJwk` it takes symmetric keys, too, and keeps what a key says of itself. */
function withoutSecrets(jwk: Jwk): Jwk {
  const open = Object.entries(jwk).filter(([member]) => !ANY_SECRET.includes(member))
  return { ...Object.fromEntries(open), kty: jwk.kty }
}
