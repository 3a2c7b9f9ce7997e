/** Reads a token without verifying it. For looking, never for deciding. */
import { decodeHeader, type JoseHeader } from '../jose/header.ts'
import {
  DEFAULT_MAX_TOKEN_BYTES,
  headerSegment,
  malformed,
  payloadSegment,
  splitCompact,
  undecodable,
} from '../jose/compact.ts'
import { bytes } from '#bytes'
import { decodeBase64url } from '../jose/base64url.ts'
import { claimsFromText } from './payload.ts'
import type { JwtPayload } from './trust.ts'

export interface DecodedJwt {
  /** Always false: anybody can write a token. */
  readonly verified: false
  readonly header: JoseHeader
  readonly payload: JwtPayload
}

/**
 * The header and claims of a token that nobody has verified.
 * @throws KeywellError ERR_TOKEN_MALFORMED, ERR_TOKEN_TOO_LARGE, ERR_TOKEN_ENCRYPTED, ERR_HEADER_INVALID
 * @example const { header } = decodeJwt(token)
 */
export function decodeJwt(token: string): DecodedJwt {
  const parts = splitCompact(token, DEFAULT_MAX_TOKEN_BYTES)
  const header = decodeHeader(headerSegment(parts))
  const payload = claimsFromText(payloadText(payloadSegment(parts)))
  return Object.freeze({ verified: false, header, payload })
}

/** A signature that cannot be read is no reason not to show the claims. */
function payloadText(segment: string): string {
  const raw = decodeBase64url(segment)
  if (raw === undefined) throw undecodable('payload', segment)
  const text = bytes.decodeUtf8(raw)
  if (text === undefined) throw malformed('the payload is no UTF-8', 'invalid UTF-8', undefined, 'payload')
  return text
}
