import { JwtVerifier } from 'aws-jwt-verify'
import { AUDIENCE, ISSUER } from '../material.mjs'

/** It knows no PS256. */
export function awsJwtVerifySync({ alg, jwks, tokens }) {
  if (alg === 'PS256') return undefined
  const jwksUri = new URL('/.well-known/jwks.json', ISSUER).href
  const verifier = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri })
  verifier.cacheJwks(jwks)
  return { name: 'aws-jwt-verify', inputs: tokens, call: (token) => verifier.verifySync(token) }
}
