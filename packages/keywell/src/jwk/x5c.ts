/** Holds a JWK's `x5c` against its numbers (RFC 7517 §4.7). Never a source of trust: no chain, no dates. */
import type { Jwk } from './jwk.ts'
import { type KeyMaterial, keyMaterial } from './material.ts'
import { tolerantOctets } from './members.ts'
import { jwkInvalid } from './problems.ts'
import { jwkFromCertificateKey } from './spki.ts'

/**
 * Notes about the certificate, usually none.
 * @throws KeywellError ERR_JWK_INVALID when the first certificate holds another public key
 */
export function checkX5c(jwk: Jwk, material: KeyMaterial): readonly string[] {
  if (!Object.hasOwn(jwk, 'x5c')) return []
  const certified = certifiedMembers(jwk['x5c'])
  if (certified === undefined) return ['"x5c" does not hold a certificate that can be read']
  const isSame = Object.entries(material.members).every(([member, value]) => certified[member] === value)
  if (!isSame) throw jwkInvalid('x5c', 'the certificate in "x5c" holds another public key')
  return []
}

function certifiedMembers(x5c: unknown): Readonly<Record<string, string>> | undefined {
  const first: unknown = Array.isArray(x5c) ? x5c[0] : undefined
  try {
    const { bytes } = tolerantOctets({ kty: 'x5c', der: first }, 'der')
    return keyMaterial(jwkFromCertificateKey(bytes)).members
  } catch {
    // Unreadable certificates are common and harmless: nothing is decided by them.
    return undefined
  }
}
