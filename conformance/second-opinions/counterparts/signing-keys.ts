/** The RSA keys of an issuer: one that signs, one that comes next, and those that have signed before. */
import { generateKeyPairSync, type KeyObject, type webcrypto } from 'node:crypto'
import type { Members } from './read.ts'

export interface RsaKey {
  readonly kid: string
  readonly privateKey: KeyObject
  /** With its private members. */
  readonly jwk: webcrypto.JsonWebKey & { readonly kid: string }
}

export interface SigningKeys {
  /** The one that signs first, then the next, then the previous ones. */
  all(): readonly RsaKey[]
  current(): RsaKey
  /** The next key signs, a new one comes next; the previous one stays listed. */
  rotate(): void
  /** Only the signing key and the next one are listed from now on. */
  revokePrevious(): void
}

export function makeRsaKey(kid: string): RsaKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { kid, privateKey, jwk: { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } }
}

/** The public members alone. */
export const publicJwk = ({ jwk: { kty, n, e, kid, alg, use } }: RsaKey): Members => ({ kty, n, e, kid, alg, use })

export function signingKeys(newKid: () => string): SigningKeys {
  let [current, next] = [makeRsaKey(newKid()), makeRsaKey(newKid())]
  let previous: readonly RsaKey[] = []
  return {
    all: () => [current, next, ...previous],
    current: () => current,
    rotate() {
      previous = [current, ...previous]
      current = next
      next = makeRsaKey(newKid())
    },
    revokePrevious() {
      previous = []
    },
  }
}
