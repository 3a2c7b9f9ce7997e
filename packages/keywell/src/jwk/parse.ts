/** One JWK → one checked key. Every reason to refuse it is found here, before any crypto call. */
import { bytes } from '#bytes'
import { backend } from '#crypto'
import type { AlgorithmFacts } from '../jose/algorithms.ts'
import { MAX_KID_BYTES } from '../jose/header.ts'
import { identityText } from './identity.ts'
import { asJwk, type Jwk, publicJwk, secretMembers } from './jwk.ts'
import type { Key } from './key.ts'
import { keyMaterial } from './material.ts'
import { jwkInvalid, keyUnsupported } from './problems.ts'
import { optionalText, verificationUsage } from './usage.ts'
import { statusNotes } from './key-status.ts'
import { checkX5c } from './x5c.ts'

/**
 * Reads and checks one public JWK for verifying signatures.
 * @param value - a JWK as JSON has it; its members are read tolerantly and come back in canonical spelling
 * @throws KeywellError ERR_JWK_INVALID when it breaks its specification or is not meant for verifying, and for private
 * and symmetric keys; ERR_KEY_UNSUPPORTED when this runtime or this library cannot use it
 * @example const key = parseJwk({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
 */
export function parseJwk(value: unknown): Key {
  const jwk = asJwk(value)
  refuseSecrets(jwk)
  const material = keyMaterial(jwk)
  const kid = checkedKid(jwk)
  const algorithms = usableAlgorithms(jwk, material.curve)
  const notes = [...material.notes, ...checkX5c(jwk, material), ...statusNotes(jwk)]
  const canonical: Jwk = Object.freeze({ ...publicJwk(jwk), ...material.members })
  return Object.freeze({
    kid,
    kty: material.kty,
    curve: material.curve,
    bits: material.bits,
    algorithms: Object.freeze(algorithms),
    jwk: canonical,
    identity: identityText(canonical),
    notes: Object.freeze(notes),
  })
}

function refuseSecrets(jwk: Jwk): void {
  if (jwk.kty === 'oct') throw jwkInvalid('kty', 'a symmetric key has no place among public keys')
  const [secret] = secretMembers(jwk)
  if (secret !== undefined) throw jwkInvalid(secret, `the key is private (it has "${secret}"); keep it secret`)
}

function checkedKid(jwk: Jwk): string | undefined {
  const kid = optionalText(jwk, 'kid')
  const isLong = kid !== undefined && bytes.encodeUtf8(kid).length > MAX_KID_BYTES
  if (isLong) throw jwkInvalid('kid', `"kid" is longer than ${MAX_KID_BYTES} bytes`)
  return kid
}

function usableAlgorithms(jwk: Jwk, curve: string | undefined): readonly AlgorithmFacts[] {
  const { algorithms, reason } = verificationUsage(jwk, curve)
  if (reason !== undefined) throw jwkInvalid(undefined, `not for verifying: ${reason}`)
  const supported = algorithms.filter((facts) => backend.supports(facts, curve))
  if (supported.length > 0) return supported
  throw keyUnsupported(jwk.kty, `this runtime cannot verify ${algorithms.map(({ name }) => name).join(', ')}`)
}
