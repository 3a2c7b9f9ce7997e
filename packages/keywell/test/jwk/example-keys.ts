/** Keys to start from: the RFCs' own, and new ones of every algorithm that this runtime has. */
import { backend } from '#crypto'
import { type Algorithm, ALGORITHMS } from '../../src/jose/algorithms.ts'
import { type Jwk, publicJwk } from '../../src/jwk/jwk.ts'
import { SIGNATURES } from '../vectors/rfc7515.ts'
import { PUBLIC_KEY } from '../vectors/rfc8037.ts'
import { SIGNATURES as ML_DSA } from '../vectors/rfc9964.ts'

const [, rsa, ec, large] = SIGNATURES

export const RSA: Jwk = publicJwk(rsa.jwk)
export const RSA_PRIVATE: Jwk = rsa.jwk
export const EC: Jwk = publicJwk(ec.jwk)
export const EC_PRIVATE: Jwk = ec.jwk
/** Its coordinates begin with a zero octet each, RFC 7515 A.4's being what they are. */
export const P521: Jwk = publicJwk(large.jwk)
export const ED25519: Jwk = PUBLIC_KEY
export const ML_DSA_44: Jwk = publicJwk(ML_DSA[0].privateJwk)

export const SUPPORTED: readonly Algorithm[] = ALGORITHMS.filter((facts) =>
  backend.supports(facts, facts.curves[0]),
).map(({ name }) => name)

export const octets = (jwk: Jwk, member: string): Buffer => Buffer.from(String(jwk[member]), 'base64url')

/** The key with one member's octets replaced. */
export const withOctets = (jwk: Jwk, member: string, bytes: Uint8Array): Jwk => ({
  ...jwk,
  [member]: Buffer.from(bytes).toString('base64url'),
})
