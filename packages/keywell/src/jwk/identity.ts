/** RFC 7638 §3: the text whose hash is the thumbprint. Equal text means equal key. */
import { type Jwk, keyTypeFacts } from './jwk.ts'
import { keyUnsupported } from './problems.ts'

/**
 * The required members as JSON, in lexicographic order, nothing else.
 * @param members - the key's members in canonical spelling, `kty` among them
 */
export function identityText(members: Jwk): string {
  const facts = keyTypeFacts(members.kty)
  if (facts === undefined) throw keyUnsupported(members.kty, 'the thumbprint of this key type is not defined')
  return JSON.stringify(Object.fromEntries(facts.required.map((member) => [member, members[member]])))
}
