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

/** Freezes plain objects and arrays, whatever their depth, without recursion; class instances stay as they are. */
export function deepFreeze<T>(value: T): T {
  if (!isPlain(value)) return value
  const pending: object[] = [value]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const member of Object.values(next)) {
      if (isPlain(member) && !Object.isFrozen(member)) pending.push(member)
    }
    Object.freeze(next)
  }
  return value
}

/** Whether freezing makes a value unchangeable through and through; not so with dates, maps and other instances. */
export function isFreezable(value: unknown): boolean {
  const pending: unknown[] = [value]
  const seen = new Set<unknown>()
  while (pending.length > 0) {
    const next = pending.pop()
    if (typeof next === 'function') return false
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    if (!isPlain(next)) return false
    seen.add(next)
    for (const member of Object.values(next)) pending.push(member)
  }
  return true
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null
}
