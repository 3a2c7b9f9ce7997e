/** The keys that simulated issuers sign with. A few are enough: a kid and its key are drawn from them again and again. */
import { generateJwk, publicJwk } from 'keywell/jwk'
import { localSigner, signJwt } from 'keywell/sign'
import { craftToken } from 'keywell/testing'

export const ISSUER = 'https://issuer.example'
export const AUDIENCE = 'https://api.example'

/** Longer than any simulation, so that only keys decide. */
const LIFE_SECONDS = 30 * 86_400

/** A key under a kid, and a token that it signed. */
export async function createKey(kid, clock) {
  const { privateJwk } = await generateJwk('ES256', { kid })
  const signer = localSigner(privateJwk)
  const options = { signer, issuer: ISSUER, audience: AUDIENCE, expiresInSeconds: LIFE_SECONDS, clock }
  return Object.freeze({ kid, jwk: publicJwk(privateJwk), token: await signJwt({ sub: 'someone' }, options) })
}

/** A token with a kid that nobody has, as a flood is made of. Its signature is never looked at. */
export const strayToken = (kid) =>
  craftToken({
    header: { alg: 'ES256', kid },
    payload: { iss: ISSUER, aud: AUDIENCE, exp: 4_102_444_800 },
    signature: new Uint8Array(64),
  })
