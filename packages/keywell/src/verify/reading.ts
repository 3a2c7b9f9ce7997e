/** What can be read from a token without any key: strictly, within bounds, judged only as far as its own form goes. */
import { bytes } from '#bytes'
import type { CompactOctets } from '../bytes/bytes.ts'
import { decodeBase64url } from '../jose/base64url.ts'
import {
  type CompactParts,
  malformed,
  payloadSegment,
  signatureSegment,
  splitCompact,
  undecodable,
} from '../jose/compact.ts'
import type { HeaderReader } from '../jose/header-cache.ts'
import type { CheckedHeader } from '../jose/header.ts'
import type { Claims } from './claim-rule.ts'
import { claimsFromText } from './payload.ts'

/** Everything in it is unverified. */
export interface Reading {
  readonly parts: CompactParts
  readonly header: CheckedHeader
  readonly payload: Claims
}

/**
 * Size and shape, then the header, then the bytes of payload and signature, then the claims.
 * @throws KeywellError of kind token
 */
export function readToken(token: unknown, readHeader: HeaderReader, maxTokenBytes: number): Reading {
  const parts = splitCompact(token, maxTokenBytes)
  const header = readHeader(parts)
  const { payload } = openParts(parts)
  if (payload === undefined) throw malformed('the payload is no UTF-8', 'invalid UTF-8', undefined, 'payload')
  return { parts, header, payload: claimsFromText(payload) }
}

/** The bytes of a token's parts; valid until another token is opened. @throws KeywellError ERR_TOKEN_MALFORMED */
export function openParts(parts: CompactParts): CompactOctets {
  const opened = bytes.openCompact(parts.token, parts.headerEnd, parts.payloadEnd)
  if (opened !== undefined) return opened
  const payload = payloadSegment(parts)
  const isPayload = decodeBase64url(payload) === undefined
  throw isPayload ? undecodable('payload', payload) : undecodable('signature', signatureSegment(parts))
}
