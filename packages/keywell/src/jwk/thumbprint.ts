/** RFC 7638 thumbprints. */
import { bytes } from '#bytes'
import { backend } from '#crypto'
import { KeywellError, describe } from '../errors/index.ts'
import type { HashName } from '../jose/algorithms.ts'
import { encodeBase64url } from '../jose/base64url.ts'
import { identityText } from './identity.ts'
import { asJwk } from './jwk.ts'
import { keyMaterial } from './material.ts'
import { requiredText } from './members.ts'

/** The hash function as this module's users name it. */
export type ThumbprintHash = HashName

const HASHES: readonly string[] = ['sha256', 'sha384', 'sha512']

/**
 * The RFC 7638 thumbprint of a JWK, base64url. Metadata, order and private members make no difference; untidy spellings
 * of a public key give the same thumbprint as the tidy one.
 * @param hash - `sha256` unless said otherwise
 * @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED, ERR_OPTION_INVALID
 * @example const kid = await thumbprint(jwk)
 */
export async function thumbprint(value: unknown, hash: ThumbprintHash = 'sha256'): Promise<string> {
  if (!HASHES.includes(hash)) throw unknownHash(hash)
  const jwk = asJwk(value)
  const members = jwk.kty === 'oct' ? { k: requiredText(jwk, 'k') } : keyMaterial(jwk).members
  return hashIdentity(identityText({ ...members, kty: jwk.kty }), hash)
}

/** The thumbprint of a key whose identity is known. Synchronous where the runtime is. */
export function hashIdentity(identity: string, hash: HashName = 'sha256'): string | Promise<string> {
  const digest = backend.digest(hash, bytes.encodeUtf8(identity))
  return digest instanceof Promise ? digest.then(encodeBase64url) : encodeBase64url(digest)
}

function unknownHash(hash: unknown): KeywellError {
  const detail = { option: 'hash', expected: HASHES.join(', '), received: describe(hash) }
  return new KeywellError('ERR_OPTION_INVALID', 'hash must be sha256, sha384 or sha512', detail)
}
