/** The private members of a JWK in their one canonical spelling, one function per key type. */
import { edwardsCurve, weierstrassCurve } from '../curves.ts'
import type { Jwk } from '../jwk.ts'
import {
  canonicalText,
  exactOctets,
  fixedInteger,
  type Octets,
  requiredText,
  toBigInt,
  tolerantOctets,
  unsignedInteger,
} from '../members.ts'
import { jwkInvalid, keyUnsupported } from '../problems.ts'

export type Members = Readonly<Record<string, string>>

/** RFC 9964 §3: the seed. */
const ML_DSA_SEED_OCTETS = 32
/** RFC 7518 §6.3.2: with one of them, all must be there. */
const CRT = ['p', 'q', 'dp', 'dq', 'qi'] as const

/** What a private JWK has beside its public members. @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export function privateMembers(jwk: Jwk): Members {
  switch (jwk.kty) {
    case 'RSA':
      return rsaMembers(jwk)
    case 'EC':
      return ecMembers(jwk)
    case 'OKP':
      return spelled('d', exactOctets(jwk, 'd', edwardsCurve(requiredText(jwk, 'crv'))?.octets ?? 0))
    case 'AKP':
      return spelled('priv', exactOctets(jwk, 'priv', ML_DSA_SEED_OCTETS))
    case 'oct':
      return spelled('k', tolerantOctets(jwk, 'k'))
    default:
      throw keyUnsupported(jwk.kty, 'this key type is not known')
  }
}

const spelled = (member: string, octets: Octets): Members => ({ [member]: canonicalText(octets) })

/** Runtimes take a number past the order, and some fail at the first signature with it. */
function ecMembers(jwk: Jwk): Members {
  const curve = weierstrassCurve(requiredText(jwk, 'crv'))
  if (curve === undefined) throw keyUnsupported('EC', 'this EC curve is not known')
  const d = fixedInteger(jwk, 'd', curve.octets)
  const value = toBigInt(d.bytes)
  if (value === 0n || value >= curve.order) throw jwkInvalid('d', 'the private number is out of range for this key')
  return spelled('d', d)
}

function rsaMembers(jwk: Jwk): Members {
  if (Object.hasOwn(jwk, 'oth')) throw keyUnsupported('RSA', 'an RSA key of more than two primes is not supported')
  const isShort = CRT.every((member) => !Object.hasOwn(jwk, member))
  if (!Object.hasOwn(jwk, 'd')) throw jwkInvalid('d', 'a private RSA key needs "d"')
  const members = isShort ? ['d'] : ['d', ...CRT]
  return Object.fromEntries(members.map((member) => [member, canonicalText(unsignedInteger(jwk, member))]))
}
