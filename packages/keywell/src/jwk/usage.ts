/** Which algorithms a key may verify, from `kty`, `crv`, `alg`, `use` and `key_ops`; or why none (RFC 7517 §4.2–4.4). */
import { type AlgorithmFacts, ALGORITHMS, algorithmFacts } from '../jose/algorithms.ts'
import { kindOf, quote } from '../errors/index.ts'
import type { Jwk } from './jwk.ts'
import { jwkInvalid } from './problems.ts'

/** `algorithms` is empty exactly when `reason` says why. */
export interface Usage {
  readonly algorithms: readonly AlgorithmFacts[]
  readonly reason: string | undefined
}

const unfit = (reason: string): Usage => ({ algorithms: [], reason })

/**
 * Judges the metadata. Malformed metadata is not the same as absent metadata: it makes the key invalid.
 * @throws KeywellError ERR_JWK_INVALID
 */
export function verificationUsage(jwk: Jwk, curve: string | undefined): Usage {
  const use = optionalText(jwk, 'use')
  const operations = keyOperations(jwk)
  const named = optionalText(jwk, 'alg')
  if (use !== undefined && use !== 'sig') return unfit(`its use is ${quote(use)}, not "sig"`)
  if (operations !== undefined && !operations.includes('verify')) return unfit('its key_ops lack "verify"')
  const fitting = ALGORITHMS.filter((facts) => fits(facts, jwk.kty, curve))
  if (fitting.length === 0) return unfit(`no signature algorithm uses ${curve ?? jwk.kty} keys`)
  if (named === undefined) return { algorithms: fitting, reason: undefined }
  const facts = algorithmFacts(named)
  if (facts === undefined) return unfit(`its alg ${quote(named)} is no signature algorithm`)
  if (!fitting.includes(facts)) return unfit(`its alg ${quote(named)} does not go with ${curve ?? jwk.kty} keys`)
  return { algorithms: [facts], reason: undefined }
}

const fits = (facts: AlgorithmFacts, kty: string, curve: string | undefined): boolean =>
  facts.kty === kty && (facts.curves.length === 0 || (curve !== undefined && facts.curves.includes(curve)))

/** JSON has no `undefined`: in an object of JavaScript it means absent. */
const ownMember = (jwk: Jwk, member: string): unknown => (Object.hasOwn(jwk, member) ? jwk[member] : undefined)

/** A member that may be absent and must otherwise be a string. */
export function optionalText(jwk: Jwk, member: string): string | undefined {
  const value = ownMember(jwk, member)
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw jwkInvalid(member, `"${member}" must be a string, got ${kindOf(value)}`)
  return value
}

/** `key_ops`, which may be absent. @throws KeywellError ERR_JWK_INVALID */
export function keyOperations(jwk: Jwk): readonly string[] | undefined {
  const operations = ownMember(jwk, 'key_ops')
  if (operations === undefined) return undefined
  const isList = Array.isArray(operations) && operations.every((name) => typeof name === 'string')
  if (!isList) throw jwkInvalid('key_ops', '"key_ops" must be an array of strings')
  if (new Set(operations).size < operations.length) throw jwkInvalid('key_ops', '"key_ops" has duplicates')
  return operations
}
