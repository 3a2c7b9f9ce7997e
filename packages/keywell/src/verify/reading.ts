/** What can be read from a token without any key: strictly, within bounds, judged only as far as its own form goes. */
import { decodeBase64url, whyNotBase64url } from '../jose/base64url.ts'
import {
  type CompactParts,
  headerSegment,
  malformed,
  payloadSegment,
  signatureSegment,
  splitCompact,
} from '../jose/compact.ts'
import type { CheckedHeader } from '../jose/header.ts'
import type { Claims } from './claims.ts'
import { readClaims } from './payload.ts'

/** Everything in it is unverified. */
export interface Reading {
  readonly parts: CompactParts
  readonly header: CheckedHeader
  readonly payload: Claims
  readonly signature: Uint8Array
}

export type HeaderReader = (segment: string) => CheckedHeader

/**
 * Size and shape, then the header, then the bytes of signature and payload.
 * @throws KeywellError of kind token
 */
export function readToken(token: unknown, readHeader: HeaderReader, maxTokenBytes: number): Reading {
  const parts = splitCompact(token, maxTokenBytes)
  const header = readHeader(headerSegment(parts))
  const signature = readSignature(parts)
  const payload = readClaims(payloadSegment(parts))
  return { parts, header, payload, signature }
}

/** @throws KeywellError ERR_TOKEN_MALFORMED */
export function readSignature(parts: CompactParts): Uint8Array {
  const segment = signatureSegment(parts)
  const signature = decodeBase64url(segment)
  if (signature !== undefined) return signature
  throw malformed('the signature is no base64url', whyNotBase64url(segment), undefined, 'signature')
}
