/** What signs: a private key at hand, or one that never leaves its KMS or HSM. */
import { describe, KeywellError } from '../errors/index.ts'
import { backend } from '#crypto'
import { type Algorithm, algorithmFacts, type AlgorithmFacts, ALGORITHMS } from '../jose/algorithms.ts'
import type { SignKey } from '../crypto/backend.ts'
import { asJwk, type Jwk, publicJwk, secretMembers } from '../jwk/jwk.ts'
import { keyMaterial } from '../jwk/material.ts'
import { tolerantOctets } from '../jwk/members.ts'
import { encodeBase64url } from '../jose/base64url.ts'
import { jwkInvalid, keyUnsupported } from '../jwk/problems.ts'

export interface SignOptions {
  /** Ends the wait with its own reason; what is on its way to a KMS may still be signed there. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Signs bytes with one key and one algorithm. Implementations: `sign` resolves to the JWS signature octets (R ‖ S for
 * ECDSA, RFC 7518 §3.4) and rejects with a KeywellError, or with the signal's reason; `publicJwk` resolves to what
 * verifiers need.
 */
export interface Signer {
  readonly alg: Algorithm
  readonly kid: string | undefined
  publicJwk(): Promise<Jwk>
  sign(data: Uint8Array, options?: SignOptions): Promise<Uint8Array>
}

/**
 * A signer for a private JWK with an `alg`, such as `generateJwk` makes. The key is imported once, at the first signature.
 * @throws KeywellError ERR_JWK_INVALID for a public or unfit key; ERR_KEY_UNSUPPORTED when the runtime lacks the algorithm
 * @example const signer = localSigner((await generateJwk('ES256')).privateJwk)
 */
export function localSigner(privateJwk: Jwk): Signer {
  // A copy: whoever holds the caller's object may change it while this signs.
  const jwk: Jwk = Object.freeze({ ...asJwk(privateJwk) })
  const algorithm = signingAlgorithm(jwk)
  if (secretMembers(jwk).length === 0) throw jwkInvalid(undefined, 'this is a public key; signing needs a private one')
  requireSigningUse(jwk)
  const { members, curve } = signingMembers(jwk, algorithm)
  if (!backend.supports(algorithm, curve)) throw keyUnsupported(jwk.kty, `this runtime has no ${algorithm.name}`)
  const facts = { algorithm, curve, signatureBytes: algorithm.signatureBytes ?? 0 }
  let key: Promise<SignKey> | undefined
  return Object.freeze({
    alg: algorithm.name,
    kid: typeof jwk.kid === 'string' ? jwk.kid : undefined,
    publicJwk: async () => publicJwk(jwk),
    sign: async (data: Uint8Array, { signal }: SignOptions = {}) => {
      signal?.throwIfAborted()
      key ??= backend.importPrivate(members, facts)
      // A copy: the caller may use the memory again while the key is imported.
      return signWith(key, new Uint8Array(data), jwk.kty)
    },
  })
}

/** Some keys pass the import and fail at their first signature, such as an EC key whose `d` is past the curve's order. */
async function signWith(key: Promise<SignKey>, data: Uint8Array, kty: string): Promise<Uint8Array> {
  try {
    return await (await key).sign(data)
  } catch (cause) {
    throw keyUnsupported(kty, 'the runtime refuses this private key', cause)
  }
}

function signingAlgorithm(jwk: Jwk): AlgorithmFacts {
  const facts = algorithmFacts(typeof jwk.alg === 'string' ? jwk.alg : '')
  if (facts === undefined) throw unnamedAlgorithm(jwk)
  if (facts.kty !== jwk.kty) throw jwkInvalid('alg', `the algorithm ${facts.name} needs a key of type ${facts.kty}`)
  return facts
}

/** Keys out of PEM, DER and OpenSSH come here without one: these forms have no place for it. */
function unnamedAlgorithm({ kty, crv }: Jwk): KeywellError {
  const reason = 'a signing key must name its "alg"'
  const fitting = ALGORITHMS.filter((facts) => facts.kty === kty && isFor(facts, crv)).map(({ name }) => name)
  const hint =
    fitting.length === 0
      ? {}
      : { hint: `add it to the key, as in { ...jwk, alg: '${fitting[0]}' }; it can have ${fitting.join(', ')}` }
  return new KeywellError('ERR_JWK_INVALID', reason, { member: 'alg', reason }, hint)
}

const isFor = ({ curves }: AlgorithmFacts, crv: unknown): boolean =>
  curves.length === 0 || curves.some((curve) => curve === crv)

/** RFC 7517 §4.2, §4.3: a key that is made for something else signs nothing. */
function requireSigningUse({ use, key_ops: operations }: Jwk): void {
  if (use !== undefined && use !== 'sig')
    throw jwkInvalid('use', `not for signing: its use is ${describe(use)}, not "sig"`)
  const isFit = operations === undefined || (Array.isArray(operations) && operations.includes('sign'))
  if (!isFit) throw jwkInvalid('key_ops', 'not for signing: its key_ops lack "sign"')
}

/** The members in canonical spelling; the public numbers pass the same checks as those of others' keys. */
function signingMembers(
  jwk: Jwk,
  algorithm: AlgorithmFacts,
): { readonly members: Jwk; readonly curve: string | undefined } {
  if (jwk.kty === 'oct') return { members: { kty: 'oct', k: requiredSecret(jwk, algorithm) }, curve: undefined }
  const { members, curve } = keyMaterial(jwk)
  const fits = algorithm.curves.length === 0 || algorithm.curves.includes(curve ?? '')
  if (!fits) throw jwkInvalid('crv', `the algorithm ${algorithm.name} needs ${algorithm.curves.join(' or ')}`)
  return { members: { ...jwk, ...members }, curve }
}

function requiredSecret(jwk: Jwk, { hashBytes }: AlgorithmFacts): string {
  const { bytes } = tolerantOctets(jwk, 'k')
  if (bytes.length < hashBytes) throw jwkInvalid('k', `the secret has ${bytes.length} octets, fewer than ${hashBytes}`)
  return encodeBase64url(bytes)
}
