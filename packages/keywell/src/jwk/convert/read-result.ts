/** What reading a key gives: the key, and where it came from. Prints and serialises without the private part. */
import type { Jwk } from '../jwk.ts'
import { secretMembers } from '../jwk.ts'
import { keyTypeFacts } from '../jwk.ts'
import type { KeyFormat } from './key-format.ts'

/** A key that was read. `console.log` and `JSON.stringify` show the public part alone; `jwk` itself is the whole key. */
export interface ReadKey {
  /** The key, with its private members when it has them. Whoever prints or serialises `jwk` has the key. */
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
  const frozen = freezeJwk(jwk)
  const isPrivate = secretMembers(frozen).length > 0
  const facts = { format, isPrivate, ...(comment === undefined || comment === '' ? {} : { comment }) }
  const toJSON = (): unknown => ({ jwk: withoutSecrets(frozen), ...facts })
  const result = { jwk: frozen, ...facts, toJSON }
  Object.defineProperty(result, 'toJSON', { enumerable: false })
  Object.defineProperty(result, INSPECT, { value: toJSON, enumerable: false })
  return Object.freeze(result)
}

/** For printing only: unlike `publicJwk` it takes symmetric keys, too. */
function withoutSecrets(jwk: Jwk): Jwk {
  const secret = keyTypeFacts(jwk.kty)?.secret ?? []
  const open = Object.entries(jwk).filter(([member]) => !secret.includes(member))
  return { ...Object.fromEntries(open), kty: jwk.kty }
}

const freezeJwk = (jwk: Jwk): Jwk => Object.freeze({ ...jwk })
