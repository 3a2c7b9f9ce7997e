/** The checks of a key that need no crypto; whether an EC or Edwards pair belongs together is for `checkedKey`. */
import { type Jwk, secretMembers } from '../jwk.ts'
import { keyMaterial } from '../material.ts'
import { keyOperations, optionalText } from '../usage.ts'
import { privateMembers } from './private-members.ts'
import { completeRsa } from './rsa-numbers.ts'

/** A key in canonical spelling: its size, its point, and the numbers of RSA against each other. */
export function canonicalKey(jwk: Jwk): Jwk {
  checkMetadata(jwk)
  if (jwk.kty === 'oct') return { ...jwk, ...privateMembers(jwk) }
  const { members } = keyMaterial(jwk)
  if (secretMembers(jwk).length === 0) return { ...jwk, ...members }
  const secret = privateMembers(jwk)
  return { ...jwk, ...members, ...(jwk.kty === 'RSA' ? completeRsa(members, secret) : secret) }
}

/** What a key says of itself is kept, so it must be of the type that it has in RFC 7517 §4; its sense is not judged. */
export function checkMetadata(jwk: Jwk): void {
  for (const member of ['kid', 'alg', 'use']) optionalText(jwk, member)
  keyOperations(jwk)
}
