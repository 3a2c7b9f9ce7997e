/** Tokens as a test wants them, broken ones included. Checks nothing: that is the point. */
import { bytes } from '#bytes'
import { encodeBase64url } from '../jose/base64url.ts'
import type { Signer } from '../sign/signer.ts'

/** The three parts, each as an object, as text or as bytes. */
export interface TokenParts {
  /** An object becomes JSON, in which members that are `undefined` are left out; text and bytes are taken as they are. */
  readonly header: TokenPart
  readonly payload: TokenPart
  /** A signer signs the first two parts; bytes are the signature; text is the third segment as it will stand. */
  readonly signature: Pick<Signer, 'sign'> | Uint8Array | string
}

type TokenPart = Readonly<Record<string, unknown>> | string | Uint8Array

/**
 * Puts a compact JWS together from any parts at all, to see it refused. For tokens that are meant to be good, use
 * `testIssuer` or `signJwt`.
 * @throws what the signer rejects with
 * @example
 * const signer = localSigner((await generateJwk('ES256')).privateJwk)
 * const twoKids = await craftToken({ header: '{"alg":"ES256","kid":"a","kid":"b"}', payload: {}, signature: signer })
 * const unsigned = await craftToken({ header: { alg: 'none' }, payload: { sub: 'admin' }, signature: '' })
 */
export async function craftToken({ header, payload, signature }: TokenParts): Promise<string> {
  const input = `${segment(header)}.${segment(payload)}`
  return `${input}.${await signatureSegment(signature, input)}`
}

const segment = (part: TokenPart): string => encodeBase64url(octets(part))

function octets(part: TokenPart): Uint8Array {
  if (part instanceof Uint8Array) return part
  return bytes.encodeUtf8(typeof part === 'string' ? part : JSON.stringify(part))
}

async function signatureSegment(signature: TokenParts['signature'], input: string): Promise<string> {
  if (typeof signature === 'string') return signature
  if (signature instanceof Uint8Array) return encodeBase64url(signature)
  return encodeBase64url(await signature.sign(bytes.encodeAscii(input)))
}
