import { createVerifier } from 'fast-jwt'
import { AUDIENCE, ISSUER } from '../material.mjs'

export function fastJwtSync({ alg, publicKey, tokens }, options = {}) {
  const verify = createVerifier({
    key: publicKey.export({ format: 'pem', type: 'spki' }),
    algorithms: [alg],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    requiredClaims: ['iss', 'aud', 'exp'],
    cache: false,
    ...options,
  })
  return { name: 'fast-jwt', inputs: tokens, call: (token) => verify(token) }
}
