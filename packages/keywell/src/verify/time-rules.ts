/** The rules about time (RFC 7519 §4.1.4–4.1.6): NumericDates must be finite numbers, whatever else they say. Pure. */
import { type ErrorDetails, KeywellError } from '../errors/index.ts'
import { claim, type ClaimContext, type ClaimRule, type Claims, invalid, missing, own } from './claim-rule.ts'
import type { TrustSettings } from './compiled-trust.ts'

type TimeClaim = 'exp' | 'nbf' | 'iat'

/** A NumericDate: a finite number, or absent, or an error. */
function time(context: ClaimContext, name: TimeClaim): number | undefined | KeywellError {
  if (!Object.hasOwn(context.payload, name)) return undefined
  const value = context.payload[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : invalid(context, name, 'a finite number', value)
}

const timeDetail = (context: ClaimContext, name: TimeClaim, value: number): ErrorDetails['ERR_TOKEN_EXPIRED'] => ({
  verified: context.verified,
  claim: name,
  value,
  now: Math.floor(context.nowSeconds),
  toleranceSeconds: context.trust.toleranceSeconds,
})

/** `exp` (RFC 7519 §4.1.4): now must be before it; equal has expired. */
function checkExpiry(context: ClaimContext): KeywellError | undefined {
  const exp = time(context, 'exp')
  if (exp === undefined) return context.trust.requiresExpiry ? missing(context, 'exp') : undefined
  if (typeof exp !== 'number') return exp
  if (context.nowSeconds < exp + context.trust.toleranceSeconds) return undefined
  const ago = Math.floor(context.nowSeconds - exp)
  return new KeywellError('ERR_TOKEN_EXPIRED', `the token expired ${ago} s ago`, timeDetail(context, 'exp', exp), {
    hint: looksLikeMilliseconds(exp) ? 'exp looks like milliseconds; a NumericDate counts seconds' : undefined,
  })
}

/** NumericDates of this size are past the year 5000: somebody used milliseconds. */
const looksLikeMilliseconds = (value: number): boolean => Math.abs(value) > 1e11

/** `nbf` (RFC 7519 §4.1.5): now must be at or after it. */
function checkNotBefore(context: ClaimContext): KeywellError | undefined {
  const nbf = time(context, 'nbf')
  if (nbf === undefined) return undefined
  if (typeof nbf !== 'number') return nbf
  if (context.nowSeconds >= nbf - context.trust.toleranceSeconds) return undefined
  const wait = Math.ceil(nbf - context.nowSeconds)
  const message = `the token is valid from ${wait} s from now`
  return new KeywellError('ERR_TOKEN_NOT_YET_VALID', message, timeDetail(context, 'nbf', nbf), {
    hint: looksLikeMilliseconds(nbf) ? 'nbf looks like milliseconds; a NumericDate counts seconds' : undefined,
  })
}

/** `iat` (RFC 7519 §4.1.6): a finite number; with an age limit also present, not in the future and not too old. */
function checkAge(context: ClaimContext): KeywellError | undefined {
  const iat = time(context, 'iat')
  const { maxAgeSeconds, toleranceSeconds } = context.trust
  if (iat !== undefined && typeof iat !== 'number') return iat
  if (maxAgeSeconds === undefined) return undefined
  if (iat === undefined) return missing(context, 'iat')
  const detail = timeDetail(context, 'iat', iat)
  const age = context.nowSeconds - iat
  if (age < -toleranceSeconds)
    return new KeywellError('ERR_TOKEN_NOT_YET_VALID', 'the token was issued in the future', detail)
  if (age < maxAgeSeconds + toleranceSeconds) return undefined
  return tooOld(`the token was issued ${Math.floor(age)} s ago`, detail, maxAgeSeconds)
}

const tooOld = (message: string, detail: ErrorDetails['ERR_TOKEN_EXPIRED'], maxSeconds: number): KeywellError =>
  new KeywellError('ERR_TOKEN_TOO_OLD', message, { ...detail, maxSeconds })

/** `exp` − `iat`: some issuers hand out tokens for years. */
function checkLifetime(context: ClaimContext): KeywellError | undefined {
  const { maxLifetimeSeconds } = context.trust
  if (maxLifetimeSeconds === undefined) return undefined
  const iat = time(context, 'iat')
  const exp = time(context, 'exp')
  if (typeof iat !== 'number') return iat ?? missing(context, 'iat')
  if (typeof exp !== 'number') return exp ?? missing(context, 'exp')
  if (exp - iat <= maxLifetimeSeconds) return undefined
  return tooOld(`the token lives for ${Math.floor(exp - iat)} s`, timeDetail(context, 'exp', exp), maxLifetimeSeconds)
}

const seconds = (limit: number | undefined): string | undefined =>
  limit === undefined ? undefined : `at most ${limit} s`

export const EXPIRY: ClaimRule = {
  id: 'exp',
  source: 'RFC 7519 §4.1.4',
  expected: (trust) => (trust.requiresExpiry ? 'a time in the future' : 'a time in the future, or none'),
  seen: claim('exp'),
  applies: () => true,
  check: checkExpiry,
}

export const NOT_BEFORE: ClaimRule = {
  id: 'nbf',
  source: 'RFC 7519 §4.1.5',
  expected: () => 'a time in the past, or none',
  seen: claim('nbf'),
  applies: () => true,
  check: checkNotBefore,
}

export const ISSUED_AT: ClaimRule = {
  id: 'iat',
  source: 'RFC 7519 §4.1.6',
  expected: (trust) => seconds(trust.maxAgeSeconds) ?? 'a number, or none',
  seen: claim('iat'),
  applies: () => true,
  check: checkAge,
}

export const LIFETIME: ClaimRule = {
  id: 'lifetime',
  source: 'RFC 8725 §3.10',
  expected: (trust) => seconds(trust.maxLifetimeSeconds),
  seen: ({ payload }) =>
    typeof payload['exp'] === 'number' && typeof payload['iat'] === 'number'
      ? payload['exp'] - payload['iat']
      : undefined,
  applies: (trust) => trust.maxLifetimeSeconds !== undefined,
  check: checkLifetime,
}

/** Between these epoch seconds the time claims of a token that passed stay good: for whoever remembers a verdict. */
export function validityWindow(
  payload: Claims,
  trust: TrustSettings,
): { readonly from: number; readonly until: number } {
  const { toleranceSeconds, maxAgeSeconds } = trust
  const at = (name: TimeClaim, otherwise: number): number => {
    const value = own(payload, name)
    return typeof value === 'number' ? value : otherwise
  }
  // Only an age limit refuses tokens from the future or the far past.
  const earliest = maxAgeSeconds === undefined ? Number.NEGATIVE_INFINITY : at('iat', Number.NEGATIVE_INFINITY)
  const latest = maxAgeSeconds === undefined ? Number.POSITIVE_INFINITY : at('iat', 0) + maxAgeSeconds
  return {
    from: Math.max(at('nbf', Number.NEGATIVE_INFINITY), earliest) - toleranceSeconds,
    until: Math.min(at('exp', Number.POSITIVE_INFINITY), latest) + toleranceSeconds,
  }
}
