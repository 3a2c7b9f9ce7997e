/** Key sets and queries for tests, with keys generated once. */
import type { KeyQuery } from '../../src/jwks/select.ts'
import { algorithmFacts } from '../../src/jose/algorithms.ts'
import { generateJwk } from '../../src/jwk/generate.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'

/** A public ES256 key with this kid. */
export async function publicKey(kid: string): Promise<Jwk> {
  const { publicJwk } = await generateJwk('ES256', { kid })
  if (publicJwk === undefined) throw new Error('an ES256 key has a public part')
  return publicJwk
}

export const jwksOf = (...keys: readonly Jwk[]): { readonly keys: readonly Jwk[] } => ({ keys })

/** What a verifier looks up for a token with this header. */
export function queryOf(kid?: string, alg = 'ES256'): KeyQuery {
  const algorithm = algorithmFacts(alg)
  if (algorithm === undefined) throw new Error(`no such algorithm: ${alg}`)
  return { algorithm, kid, header: kid === undefined ? { alg } : { alg, kid } }
}
