/** What can be read from a token without any key: strictly, within bounds, judged only as far as its own form goes. */
import { bytes } from '#bytes'
import type { CompactOctets } from '../bytes/bytes.ts'
import { isKeywellError, type KeywellErrorOf } from '../errors/index.ts'
import { decodeBase64url } from '../jose/base64url.ts'
import {
  type CompactParts,
  headerSegment,
  malformed,
  payloadSegment,
  signatureSegment,
  signingInput,
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
  /** Of a token that is no base64url, which only a trust that says so accepts. */
  readonly loose?: LooseReading
}

export interface LooseReading {
  /** What every other trust refuses it with. */
  readonly refusal: KeywellErrorOf<'ERR_TOKEN_MALFORMED'>
  readonly octets: CompactOctets
}

/**
 * Size and shape, then the header, then the bytes of payload and signature, then the claims.
 * @throws KeywellError of kind token
 */
export function readToken(token: unknown, readHeader: HeaderReader, maxTokenBytes: number): Reading {
  const parts = splitCompact(token, maxTokenBytes)
  const header = readHeader(parts)
  return { parts, header, payload: readClaims(openParts(parts)) }
}

/** The same for issuers that write segments in other forms of base64: strictly first, and what is signed stays as sent. */
export function readLooseToken(token: unknown, readHeader: HeaderReader, maxTokenBytes: number): Reading {
  try {
    return readToken(token, readHeader, maxTokenBytes)
  } catch (error) {
    if (!isKeywellError(error, 'ERR_TOKEN_MALFORMED') || error.detail.part === 'token') throw error
    return loosened(splitCompact(token, maxTokenBytes), readHeader, error)
  }
}

function loosened(parts: CompactParts, readHeader: HeaderReader, refusal: LooseReading['refusal']): Reading {
  const segments = [headerSegment(parts), payloadSegment(parts), signatureSegment(parts)].map(asBase64url)
  // Nothing was loose: what is wrong with it is something else.
  if (segments.join('.') === parts.token || !IS_ASCII.test(parts.token)) throw refusal
  const strict = splitCompact(segments.join('.'), parts.token.length)
  const header = readHeader(strict)
  const { payload, signature } = openParts(strict)
  const octets = { payload, signature: signature.slice(), data: bytes.encodeAscii(signingInput(parts)) }
  return { parts, header, payload: readClaims(octets), loose: { refusal, octets } }
}

const IS_ASCII = /^[!-~]+$/

/** Padding is at most two signs, where they make up a whole group of four (RFC 4648 §4). */
function asBase64url(segment: string): string {
  const bare = segment.length % 4 === 0 ? segment.replace(/={1,2}$/, '') : segment
  return bare.replaceAll('+', '-').replaceAll('/', '_')
}

function readClaims({ payload }: CompactOctets): Claims {
  if (payload === undefined) throw malformed('the payload is no UTF-8', 'invalid UTF-8', undefined, 'payload')
  return claimsFromText(payload)
}

/** The bytes of a reading's parts; valid until another token is opened. */
export const openReading = ({ parts, loose }: Reading): CompactOctets => loose?.octets ?? openParts(parts)

/** The bytes of a token's parts; valid until another token is opened. @throws KeywellError ERR_TOKEN_MALFORMED */
export function openParts(parts: CompactParts): CompactOctets {
  const opened = bytes.openCompact(parts.token, parts.headerEnd, parts.payloadEnd)
  if (opened !== undefined) return opened
  const payload = payloadSegment(parts)
  const isPayload = decodeBase64url(payload) === undefined
  throw isPayload ? undecodable('payload', payload) : undecodable('signature', signatureSegment(parts))
}
