/** Splits a JWS compact serialization (RFC 7515 §7.1) by position alone. Decodes nothing, repairs nothing. */
import { kindOf, KeywellError } from '../errors/index.ts'
import { whyNotBase64url } from './base64url.ts'

/** Room for a payload of some 47 KiB; a bound keeps a 5 MB token from costing anything. */
export const DEFAULT_MAX_TOKEN_BYTES: number = 64 * 1024

/** Where the two dots are. */
export interface CompactParts {
  readonly token: string
  readonly headerEnd: number
  readonly payloadEnd: number
}

/**
 * Finds the three segments.
 * @throws KeywellError ERR_TOKEN_MALFORMED, ERR_TOKEN_TOO_LARGE, ERR_TOKEN_ENCRYPTED
 */
export function splitCompact(token: unknown, maxBytes: number = DEFAULT_MAX_TOKEN_BYTES): CompactParts {
  if (typeof token !== 'string') throw malformed(`a token must be a string, got ${kindOf(token)}`, 'not a string')
  if (token.length > maxBytes) throw tooLarge(token.length, maxBytes)
  const headerEnd = token.indexOf('.')
  const payloadEnd = token.indexOf('.', headerEnd + 1)
  if (headerEnd <= 0 || payloadEnd <= headerEnd || token.includes('.', payloadEnd + 1)) throw misshapen(token)
  if (payloadEnd === token.length - 1) {
    throw malformed(
      'the signature is empty',
      'the signature is empty',
      'an unsigned token is never accepted',
      'signature',
    )
  }
  return { token, headerEnd, payloadEnd }
}

export const headerSegment = (parts: CompactParts): string => parts.token.slice(0, parts.headerEnd)
export const payloadSegment = (parts: CompactParts): string => parts.token.slice(parts.headerEnd + 1, parts.payloadEnd)
export const signatureSegment = (parts: CompactParts): string => parts.token.slice(parts.payloadEnd + 1)

/** What is signed: the text up to the second dot, as received (RFC 7515 §5.2 step 8). */
export const signingInput = (parts: CompactParts): string => parts.token.slice(0, parts.payloadEnd)

type Part = 'token' | 'header' | 'payload' | 'signature'

/** The error for a token that is not what RFC 7515 §7.1 describes. */
export function malformed(message: string, reason: string, hint?: string, part: Part = 'token'): KeywellError {
  return new KeywellError('ERR_TOKEN_MALFORMED', message, { part, reason }, { hint })
}

const tooLarge = (bytes: number, maxBytes: number): KeywellError =>
  new KeywellError('ERR_TOKEN_TOO_LARGE', `the token has ${bytes} bytes, more than ${maxBytes}`, { bytes, maxBytes })

const BEARER = /^bearer\s/i

const bearerPrefix = (): KeywellError =>
  malformed('the token starts with "Bearer "', 'Bearer prefix', 'pass only what follows "Bearer "')

/** A segment that does not decode; where it is the first one, the scheme of an Authorization header may be in it. */
export function undecodable(part: 'header' | 'payload' | 'signature', segment: string): KeywellError {
  if (part === 'header' && BEARER.test(segment)) return bearerPrefix()
  return malformed(`the ${part} is no base64url`, whyNotBase64url(segment), undefined, part)
}

/** Says which wrong shape it is; runs only on the way to an error. */
function misshapen(token: string): KeywellError {
  if (token === '') return malformed('the token is empty', 'empty', 'look at where the token is taken from')
  if (BEARER.test(token)) return bearerPrefix()
  if (/^\s*\{/.test(token)) {
    const message = 'this is the JSON serialization of a JWS, not the compact one'
    return malformed(message, 'JSON serialization', 'a JWT is always compact (RFC 7519 §1); send it as such')
  }
  const parts = countParts(token)
  if (parts === 5) return new KeywellError('ERR_TOKEN_ENCRYPTED', 'this is an encrypted token (JWE)', { parts: 5 })
  const counted = parts === 1 ? '1 part' : `${parts} parts`
  if (parts !== 3) return malformed(`a token has 3 parts, this has ${parts}`, counted, shapeHint(parts))
  return malformed('the header is empty', 'the header is empty', undefined, 'header')
}

const shapeHint = (parts: number): string | undefined =>
  parts === 1 ? "an opaque token holds nothing to verify; ask the issuer's introspection endpoint" : undefined

function countParts(token: string): number {
  let parts = 1
  for (let dot = token.indexOf('.'); dot !== -1; dot = token.indexOf('.', dot + 1)) parts++
  return parts
}
