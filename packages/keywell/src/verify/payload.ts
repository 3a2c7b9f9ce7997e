/** A token's payload segment → claims. Bytes are read strictly; the last of duplicate members wins (RFC 7519 §4). */
import { bytes } from '#bytes'
import { kindOf } from '../errors/index.ts'
import { decodeBase64url, whyNotBase64url } from '../jose/base64url.ts'
import { malformed } from '../jose/compact.ts'
import { isJsonObject } from '../jose/json.ts'
import type { Claims } from './claims.ts'

const NESTED = 'it may be a nested token: verify the outer one with verifyJws, then its payload'

/** The claims, frozen through and through. @throws KeywellError ERR_TOKEN_MALFORMED */
export function readClaims(segment: string): Claims {
  const raw = decodeBase64url(segment)
  if (raw === undefined) throw malformed('the payload is no base64url', whyNotBase64url(segment), undefined, 'payload')
  const text = bytes.decodeUtf8(raw)
  if (text === undefined) throw malformed('the payload is no UTF-8', 'invalid UTF-8', undefined, 'payload')
  const claims = parseJson(text)
  if (!isJsonObject(claims)) throw malformed('the payload is no JSON object', kindOf(claims), NESTED, 'payload')
  return deepFreeze(claims)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's message quotes the payload, which must not reach a log.
    throw malformed('the payload is no JSON', 'no JSON', text.startsWith('ey') ? NESTED : undefined, 'payload')
  }
}

/** Freezes plain objects and arrays, whatever their depth, without recursion. */
export function deepFreeze<T>(value: T): T {
  const pending: unknown[] = [value]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue
    Object.freeze(next)
    for (const member of Object.values(next)) {
      if (typeof member === 'object' && member !== null) pending.push(member)
    }
  }
  return value
}
