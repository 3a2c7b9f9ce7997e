/** The seed in an ML-DSA private key (RFC 9881 §6): JWK keeps the seed alone, so an expanded key by itself is of no use. */
import { DerProblem, readElements, TAG } from '../der.ts'
import { noPlace } from './refusals.ts'

/** FIPS 204 §3.6.1 (ξ). */
const SEED_OCTETS = 32
/** [0] IMPLICIT OCTET STRING. */
const IMPLICIT_SEED = 0x80

/** @throws DerProblem, KeywellError ERR_KEY_UNSUPPORTED for a key without its seed */
export function mlDsaSeed(octets: Uint8Array): Uint8Array {
  const [choice, ...rest] = readElements(octets)
  if (choice === undefined || rest.length > 0) throw new DerProblem('not exactly one element')
  if (choice.tag === TAG.octetString)
    throw noPlace('AKP', 'this ML-DSA key has no seed, which a JWK needs', 'export the key again with its seed')
  const seed = choice.tag === TAG.sequence ? readElements(choice.content)[0] : choice
  const expected = choice.tag === TAG.sequence ? TAG.octetString : IMPLICIT_SEED
  if (seed?.tag !== expected || seed.content.length !== SEED_OCTETS) throw new DerProblem('no seed of 32 octets')
  return seed.content
}
