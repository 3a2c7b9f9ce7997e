/** The answer of `GET transit/keys/NAME` → the versions that count (developer.hashicorp.com/vault/api-docs/secret/transit, Read key). */
import { type Jwk, jwkFromPem } from 'keywell/jwk'
import { decodeBase64, encodeBase64url } from '../core/base64.ts'
import { isObject } from '../core/json-exchange.ts'
import type { ServiceKey } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { KEY_TYPES } from './vault-algorithms.ts'

type Answer = Readonly<Record<string, unknown>>

/** @param pinned - the only version that is wanted, where the URI names one */
export function vaultKeys(answer: Answer, pinned: number | undefined): readonly ServiceKey[] {
  const { type, keys, derived } = answer
  if (typeof type !== 'string' || !KEY_TYPES.has(type))
    throw refused('the type of this transit key has no place in JOSE')
  // Each context would have a key of its own, and the answer shows none of them.
  if (derived === true) throw refused('keys that are derived for each context cannot be published')
  if (!isObject(keys)) throw new ServiceFailure('unavailable', 'the answer lacks the keys')
  const least = numberOf(answer['min_decryption_version']) ?? 1
  const versions = Object.keys(keys)
    .map(Number)
    .filter(Number.isSafeInteger)
    .filter((version) => (pinned === undefined ? version >= least : version === pinned))
    // The latest signs, unless the URI names one.
    .toSorted((one, other) => other - one)
  return versions.map((version) => ({ version: String(version), jwk: readKey(type, keys[version]) }))
}

function readKey(type: string, entry: unknown): Jwk {
  const text = isObject(entry) ? entry['public_key'] : undefined
  if (typeof text !== 'string') throw refused('this version has no public key')
  if (type !== 'ed25519') return jwkFromPem(text)
  // Not PEM: the 32 octets in base64.
  const octets = decodeBase64(text)
  if (octets?.length === 32) return { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(octets) }
  throw new ServiceFailure('unavailable', 'the public key is no Ed25519 key')
}

const refused = (reason: string): ServiceFailure => new ServiceFailure('refused', reason)

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
