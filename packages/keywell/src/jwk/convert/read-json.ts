/** JWK and JWK Set in JSON → their keys. */
import { isJsonObject, readJson } from '../../jose/json.ts'
import { asJwk } from '../jwk.ts'
import { jwkInvalid } from '../problems.ts'
import { boundedCount, type RawKey } from './raw-key.ts'
import { refusal } from './refusals.ts'

/** @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export function jsonKeys(text: string): readonly RawKey[] {
  const parsed = readJson(text)
  if (!parsed.ok) throw jwkInvalid(undefined, `this is no JSON: ${parsed.reason} at ${parsed.offset}`)
  const { value } = parsed
  if (Array.isArray(value)) return members(value)
  if (!isJsonObject(value)) throw jwkInvalid(undefined, 'a key in JSON is an object')
  if (Array.isArray(value['keys'])) return members(value['keys'])
  if (Object.hasOwn(value, 'ciphertext')) throw refusal('encryptedJwk')
  if (Object.hasOwn(value, 'private_key')) throw refusal('serviceAccount')
  return [{ format: 'jwk', read: () => ({ jwk: asJwk(value) }) }]
}

const members = (keys: readonly unknown[]): readonly RawKey[] =>
  boundedCount(keys).map((key) => ({ format: 'jwks', read: () => ({ jwk: asJwk(key) }) }))
