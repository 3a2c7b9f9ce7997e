/** What an issuer says of a key's state in a `status` member, as OneLogin's list does. For people; nothing decides by it. */
import type { Jwk } from './jwk.ts'

/** Such as `active`, `draining` or `NEXT`: a word, and no text that somebody else could have put there. */
const WORD = /^[A-Za-z_-]{1,32}$/

export function statusNotes(jwk: Jwk): readonly string[] {
  const status: unknown = Object.hasOwn(jwk, 'status') ? jwk['status'] : undefined
  return typeof status === 'string' && WORD.test(status) ? [`its status is ${status}`] : []
}
