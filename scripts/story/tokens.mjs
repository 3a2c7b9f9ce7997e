/** Tokens that must be refused, made from a good one. */
import { decodeJwt } from 'keywell'
import { generateJwk } from 'keywell/jwk'
import { localSigner, signJwt } from 'keywell/sign'

/** Other claims under the same signature. */
export function tampered(token, claims) {
  const [header, , signature] = token.split('.')
  const payload = { ...decodeJwt(token).payload, ...claims }
  return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.')
}

/** The same claims under a good signature of a key that nobody published. */
export async function forged(token) {
  const { header, payload } = decodeJwt(token)
  const { privateJwk } = await generateJwk('ES256', { kid: 'ec-2' })
  return await signJwt(payload, { signer: localSigner(privateJwk), typ: header.typ })
}
