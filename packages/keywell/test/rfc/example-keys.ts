/** Keys of the RFCs as sources of keys. */
import { publicJwk } from '../../src/jwk.ts'
import { algorithmFacts } from '../../src/jose/algorithms.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { backend } from '#crypto'
import { type KeySource, sharedSecret, staticJwks } from '../../src/index.ts'

/** The public part of an example key as a source; a symmetric key through its only door. */
export function sourceOf(jwk: Jwk, alg: string): KeySource {
  if (jwk.kty !== 'oct') return staticJwks(publicJwk(jwk))
  if (alg !== 'HS256' && alg !== 'HS384' && alg !== 'HS512') throw new Error(`${alg} needs no secret`)
  return sharedSecret(Buffer.from(String(jwk['k']), 'base64url'), { alg })
}

/** Whether this runtime can verify the algorithm, on the curve where there is one. */
export function isSupported(alg: string, curve?: string): boolean {
  const facts = algorithmFacts(alg)
  return facts !== undefined && backend.supports(facts, curve ?? facts.curves[0])
}

/** The same token with one bit of its signature turned over. */
export function tampered(compact: string): string {
  const dot = compact.lastIndexOf('.') + 1
  const signature = Buffer.from(compact.slice(dot), 'base64url')
  signature[7] = (signature[7] ?? 0) ^ 1
  return compact.slice(0, dot) + signature.toString('base64url')
}
