/** jose is asynchronous throughout, so it takes no part where calls are synchronous. */
import { createLocalJWKSet, importJWK, jwtVerify } from 'jose'
import { AUDIENCE, ISSUER } from '../material.mjs'

const contender = (name, { alg, tokens }, key) => {
  const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: [alg], requiredClaims: ['exp'] }
  return { name, inputs: tokens, call: (token) => jwtVerify(token, key, options) }
}

export const joseWithSet = (material) => contender('jose, local set', material, createLocalJWKSet(material.jwks))

export const joseWithKey = async (material) =>
  contender('jose, CryptoKey', material, await importJWK(material.signer.jwk, material.alg))

export const joseWithKeyObject = (material) => contender('jose, KeyObject', material, material.publicKey)
