/** Keys, tokens and verifiers that the checks share. */
import { createVerifier, sharedSecret, staticJwks } from 'keywell'
import { generateJwk } from 'keywell/jwk'
import { localSigner, signJwt } from 'keywell/sign'

export const ISSUER = 'https://issuer.example'
export const AUDIENCE = 'https://api.example'

/** Text of ASCII only, as base64url. */
export const base64url = (text) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

export const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))

/** A clock that stands still. */
export const stoppedAt = (epochSeconds) => ({
  now: () => epochSeconds * 1000,
  monotonic: () => 0,
  sleep: () => Promise.reject(new Error('this clock stands still')),
})

export const verifierOf = (keys, trust = {}, options = {}) =>
  createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, ...trust }, options)

/** A key of its own for `alg`, with a signer and the source that verifiers take. */
export async function keyFor(alg, options) {
  const { privateJwk, publicJwk } = await generateJwk(alg, options)
  const signer = localSigner(privateJwk)
  const keys = publicJwk
    ? staticJwks({ keys: [publicJwk] })
    : sharedSecret(fromBase64url(privateJwk.k), { alg, kid: privateJwk.kid })
  return { privateJwk, publicJwk, signer, keys }
}

/** A token that is good for a minute unless `claims` or `options` say otherwise. */
export const mint = (signer, claims = {}, options = {}) =>
  signJwt({ iss: ISSUER, aud: AUDIENCE, sub: 'ada', ...claims }, { signer, expiresInSeconds: 60, ...options })

/** A well-signed token of claims that `signJwt` would refuse. */
export async function signAnything(signer, claims) {
  const parts = [{ alg: signer.alg, kid: signer.kid }, claims].map((part) => base64url(JSON.stringify(part)))
  const input = parts.join('.')
  const signature = await signer.sign(new TextEncoder().encode(input))
  return `${input}.${base64url(String.fromCharCode(...signature))}`
}

/** The token with one bit of its signature's first octet changed. */
export function tampered(token) {
  const [header, payload, signature] = token.split('.')
  const first = signature.startsWith('A') ? 'B' : 'A'
  return [header, payload, first + signature.slice(1)].join('.')
}
