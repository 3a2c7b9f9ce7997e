/** What reading a key gives: the key, and where it came from. Prints and serialises without the private part. */
import { type Jwk, secretMembers } from '../jwk.ts'
import { discreetJwk, printedAs, withoutSecrets } from '../secret-print.ts'
import type { KeyFormat } from './key-format.ts'

/** A key that was read. However it is printed or serialised it shows the public part alone; `jwk` is the whole key. */
export interface ReadKey {
  /** The key, with its private members when it has them. `JSON.stringify(jwk)` gives all of it; spreading leaves it behind. */
  readonly jwk: Jwk
  readonly format: KeyFormat
  /** Whether `jwk` holds a secret: a private or a symmetric key. */
  readonly isPrivate: boolean
  /** The comment of an OpenSSH key. */
  readonly comment?: string
  toJSON(): unknown
}

export function readResult(jwk: Jwk, format: KeyFormat, comment?: string): ReadKey {
  const kept = discreetJwk(jwk)
  const isPrivate = secretMembers(kept).length > 0
  const facts = { format, isPrivate, ...(comment === undefined || comment === '' ? {} : { comment }) }
  const toJSON = (): unknown => ({ jwk: withoutSecrets(kept), ...facts })
  const result = {
    get jwk() {
      return kept
    },
    ...facts,
    toJSON,
  }
  return printedAs(result, toJSON, ['jwk'])
}
