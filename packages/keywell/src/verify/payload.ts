/** A token's payload → claims. The last of duplicate members wins (RFC 7519 §4). */
import { kindOf } from '../errors/index.ts'
import { malformed } from '../jose/compact.ts'
import { isJsonObject } from '../jose/json.ts'
import type { Claims } from './claim-rule.ts'

const NESTED = 'it may be a nested token: verify the outer one with verifyJws, then its payload'

/** The claims, frozen through and through. @throws KeywellError ERR_TOKEN_MALFORMED */
export function claimsFromText(text: string): Claims {
  const claims = parseJson(text)
  if (!isJsonObject(claims)) throw malformed('the payload is no JSON object', kindOf(claims), NESTED, 'payload')
  // Without a bracket after the first brace there is nothing nested to look for, which saves half the freezing.
  return text.includes('{', 1) || text.includes('[') ? deepFreeze(claims) : Object.freeze(claims)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's message quotes the payload, which must not reach a log.
    throw malformed('the payload is no JSON', 'no JSON', text.startsWith('ey') ? NESTED : undefined, 'payload')
  }
}

/** Freezes objects and arrays, whatever their depth, without recursion. */
export function deepFreeze<T>(value: T): T {
  if (!isObject(value)) return value
  const pending: object[] = [value]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const member of ArrayBuffer.isView(next) ? [] : Object.values(next)) {
      if (isObject(member) && !Object.isFrozen(member)) pending.push(member)
    }
    // The bytes of a typed array, such as a schema may make, cannot be frozen.
    if (!ArrayBuffer.isView(next)) Object.freeze(next)
  }
  return value
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
