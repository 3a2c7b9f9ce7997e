/** For whoever writes a Signer: whether what a KMS or HSM gave is a signature. Decides nothing about tokens. */
import { optionInvalid } from '../errors/index.ts'
import type { Algorithm } from '../jose/algorithms.ts'
import { importKey } from '../jwk/import.ts'
import type { Jwk } from '../jwk/jwk.ts'
import { parseJwk } from '../jwk/parse.ts'

/** Resolves to whether `signature`, as JWS octets, is a good one for `data`. */
export type SignatureCheck = (data: Uint8Array, signature: Uint8Array) => Promise<boolean>

/**
 * A check of raw signatures against one public key. Not for tokens: nothing but the signature is looked at.
 * @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED; ERR_OPTION_INVALID when the key is not for that algorithm
 * @example const isGood = await (await signatureCheck(jwk, 'ES256'))(data, signature)
 */
export async function signatureCheck(publicJwk: Jwk, alg: Algorithm): Promise<SignatureCheck> {
  const key = parseJwk(publicJwk)
  const algorithm = key.algorithms.find(({ name }) => name === alg)
  const allowed = key.algorithms.map(({ name }) => name).join(', ')
  if (algorithm === undefined) throw optionInvalid('alg', `one that the key allows: ${allowed}`, alg)
  const { verifyKey } = await importKey(key, algorithm)
  return async (data, signature) =>
    signature.length === verifyKey.signatureBytes && (await verifyKey.verify(data, signature))
}
