/** Keys as Key Vault gives them → JWK: almost one, with its own names of types and of one curve. */
import type { Algorithm } from 'keywell'
import type { Jwk } from 'keywell/jwk'
import { decodeBase64url, encodeBase64url } from '../core/base64.ts'
import type { ServiceKey } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'

const TYPES: ReadonlyMap<unknown, 'RSA' | 'EC'> = new Map([
  ['RSA', 'RSA'],
  ['RSA-HSM', 'RSA'],
  ['EC', 'EC'],
  ['EC-HSM', 'EC'],
])

interface Curve {
  readonly crv: string
  readonly size: number
}

/** learn.microsoft.com/azure/key-vault/keys/about-keys-details, curve names. */
const CURVES: ReadonlyMap<unknown, Curve> = new Map([
  ['P-256', { crv: 'P-256', size: 32 }],
  ['P-384', { crv: 'P-384', size: 48 }],
  ['P-521', { crv: 'P-521', size: 66 }],
  ['P-256K', { crv: 'secp256k1', size: 32 }],
])

/** The ones that Key Vault signs with, under the names that JOSE has; there is no EdDSA. */
export const AZURE_ALGORITHMS: readonly Algorithm[] = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'ES256K'] as const),
]

type Members = Readonly<Record<string, unknown>>

/** @throws ServiceFailure */
export function readKey(members: Members, version: string): ServiceKey {
  const operations: unknown = members['key_ops'] ?? members['keyOps']
  if (Array.isArray(operations) && !operations.includes('sign'))
    throw new ServiceFailure('refused', 'the key is not one that signs')
  return { version, jwk: jwkOf(members), algorithms: AZURE_ALGORITHMS }
}

function jwkOf({ kty, crv, n, e, x, y }: Members): Jwk {
  const type = TYPES.get(kty)
  const curve = CURVES.get(crv)
  if (type === 'RSA') return { kty: 'RSA', n: textOf(n), e: textOf(e) }
  if (type !== 'EC' || curve === undefined)
    throw new ServiceFailure('refused', 'the key is of a type that JOSE has no signature for')
  return { kty: 'EC', crv: curve.crv, x: textOf(x, curve.size), y: textOf(y, curve.size) }
}

/** Text in JSON, octets in the SDK; coordinates of the full length (RFC 7518 §6.2.1.2). */
function textOf(value: unknown, size = 0): string {
  const octets = value instanceof Uint8Array ? value : decodeBase64url(typeof value === 'string' ? value : '')
  if (octets === undefined || octets.length === 0) throw new ServiceFailure('unavailable', 'the answer lacks the key')
  const padded = new Uint8Array(Math.max(size, octets.length))
  padded.set(octets, padded.length - octets.length)
  return encodeBase64url(padded)
}

/** The last part of `https://VAULT/keys/NAME/VERSION`. @throws ServiceFailure */
export function versionOf(kid: unknown): string {
  const [, version] = /\/keys\/[^/]+\/([a-zA-Z\d]{1,64})$/.exec(typeof kid === 'string' ? kid : '') ?? []
  if (version === undefined) throw new ServiceFailure('unavailable', 'the answer names no version of the key')
  return version
}
