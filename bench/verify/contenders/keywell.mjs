import { createVerifier, staticJwks } from 'keywell'
import { AUDIENCE, ISSUER } from '../material.mjs'

export const keywellVerifier = (jwks, options = {}) =>
  createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: staticJwks(jwks) }, options)

export function keywellSync({ jwks, tokens }, options = {}) {
  const { verifySync } = keywellVerifier(jwks, options)
  return { name: 'keywell', inputs: tokens, call: (token) => verifySync(token) }
}

export function keywellAsync({ jwks, tokens }) {
  const { verify } = keywellVerifier(jwks)
  return { name: 'keywell', inputs: tokens, call: (token) => verify(token) }
}
