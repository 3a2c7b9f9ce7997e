import jsonwebtoken from 'jsonwebtoken'
import { AUDIENCE, ISSUER } from '../material.mjs'

/** It knows no EdDSA. */
export function jsonwebtokenSync({ alg, publicKey, tokens }) {
  if (alg === 'EdDSA') return undefined
  const options = { algorithms: [alg], issuer: ISSUER, audience: AUDIENCE }
  const { verify } = jsonwebtoken
  return { name: 'jsonwebtoken', inputs: tokens, call: (token) => verify(token, publicKey, options) }
}
