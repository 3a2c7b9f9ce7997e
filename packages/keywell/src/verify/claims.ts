/**
 * The checks of a token's claims and type, one row each (RFC 7519 §4.1, RFC 8725 §3). Pure: the same input gives the
 * same verdict. Claims are read as own members only, and an absent one never passes.
 */
import { clip, describe, type ErrorDetails, KeywellError } from '../errors/index.ts'
import type { CheckedHeader } from '../jose/header.ts'
import type { TrustSettings } from './compiled-trust.ts'
import { foreignType } from './token-types.ts'

export type Claims = Readonly<Record<string, unknown>>

export interface ClaimContext {
  readonly payload: Claims
  readonly header: CheckedHeader
  readonly trust: TrustSettings
  /** Seconds since the epoch, with fraction. */
  readonly nowSeconds: number
  /** Whether the signature has been checked; errors say so. */
  readonly verified: boolean
}

export interface ClaimRule {
  readonly id: string
  readonly source: string
  /** What the trust asks for, for people; `undefined` when it asks nothing. */
  expected(trust: TrustSettings): string | undefined
  seen(context: ClaimContext): unknown
  /** False where the trust makes the rule pass whatever the token says. */
  applies(trust: TrustSettings): boolean
  check(context: ClaimContext): KeywellError | undefined
}

/** The context of one trust's look at one token. */
export const claimContext = (
  { payload, header }: Pick<ClaimContext, 'payload' | 'header'>,
  trust: TrustSettings,
  nowMs: number,
  verified: boolean,
): ClaimContext => ({ payload, header, trust, nowSeconds: nowMs / 1000, verified })

const own = (payload: Claims, claim: string): unknown => (Object.hasOwn(payload, claim) ? payload[claim] : undefined)

const claim =
  (name: string) =>
  (context: ClaimContext): unknown =>
    own(context.payload, name)

const missing = ({ verified }: ClaimContext, name: string): KeywellError =>
  new KeywellError('ERR_CLAIM_MISSING', `the claim "${name}" is missing`, { verified, claim: name })

const invalid = ({ verified }: ClaimContext, name: string, expected: string, value: unknown): KeywellError =>
  new KeywellError('ERR_CLAIM_INVALID', `the claim "${name}" must be ${expected}`, {
    verified,
    claim: name,
    expected,
    received: describe(value),
  })

type TimeClaim = 'exp' | 'nbf' | 'iat'

/** A NumericDate: a finite number, or absent, or an error (security.md F1). */
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

/** `aud` (RFC 7519 §4.1.3): a string or an array of strings, one of which is expected here, byte for byte. */
function checkAudience(context: ClaimContext): KeywellError | undefined {
  const expected = context.trust.audiences
  if (expected === undefined) return undefined
  const aud = own(context.payload, 'aud')
  if (typeof aud === 'string') return expected.includes(aud) ? undefined : wrongAudience(context, expected, [aud])
  if (aud === undefined) return missing(context, 'aud')
  if (!isStringArray(aud)) return invalid(context, 'aud', 'a string or an array of strings', aud)
  return aud.some((name) => expected.includes(name)) ? undefined : wrongAudience(context, expected, aud)
}

const isStringArray = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

const wrongAudience = ({ verified }: ClaimContext, expected: readonly string[], aud: readonly string[]): KeywellError =>
  new KeywellError('ERR_AUDIENCE_MISMATCH', 'the token is made for another audience', {
    verified,
    expected,
    received: aud.slice(0, 8).map(clip),
  })

/** `typ` (RFC 8725 §3.11): a token made for another use is no access token. */
function checkType(context: ClaimContext): KeywellError | undefined {
  const { type } = context.header
  const allowed = context.trust.types
  if (allowed !== undefined)
    return allowed.includes(type ?? 'jwt') ? undefined : wrongType(context, allowed, 'another type')
  const foreign = type === undefined ? undefined : foreignType(type)
  return foreign === undefined ? undefined : wrongType(context, [], foreign.use)
}

function wrongType({ header, verified }: ClaimContext, expected: readonly string[], what: string): KeywellError {
  const received = header.type === undefined ? undefined : clip(header.type)
  return new KeywellError('ERR_TYPE_MISMATCH', `the token's typ makes it ${what}`, { verified, expected, received })
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

function checkRequired(context: ClaimContext): KeywellError | undefined {
  const absent = context.trust.requiredClaims.find((name) => (own(context.payload, name) ?? null) === null)
  return absent === undefined ? undefined : missing(context, absent)
}

const seconds = (limit: number | undefined): string | undefined =>
  limit === undefined ? undefined : `at most ${limit} s`

/** May refuse before any key is looked for; never accepts (design.md, "Order of checks"). */
export const EARLY_RULES: readonly ClaimRule[] = Object.freeze<ClaimRule[]>([
  {
    id: 'exp',
    source: 'RFC 7519 §4.1.4',
    expected: (trust) => (trust.requiresExpiry ? 'a time in the future' : 'a time in the future, or none'),
    seen: claim('exp'),
    applies: () => true,
    check: checkExpiry,
  },
  {
    id: 'nbf',
    source: 'RFC 7519 §4.1.5',
    expected: () => 'a time in the past, or none',
    seen: claim('nbf'),
    applies: () => true,
    check: checkNotBefore,
  },
  {
    id: 'aud',
    source: 'RFC 7519 §4.1.3',
    expected: (trust) => trust.audiences?.join(' or '),
    seen: claim('aud'),
    applies: (trust) => trust.audiences !== undefined,
    check: checkAudience,
  },
])

/** Run once the signature is good. */
export const LATE_RULES: readonly ClaimRule[] = Object.freeze<ClaimRule[]>([
  {
    id: 'typ',
    source: 'RFC 8725 §3.11',
    expected: (trust) => trust.types?.join(' or ') ?? 'no type made for another use',
    seen: ({ header }) => header.type,
    applies: () => true,
    check: checkType,
  },
  {
    id: 'iat',
    source: 'RFC 7519 §4.1.6',
    expected: (trust) => seconds(trust.maxAgeSeconds),
    seen: claim('iat'),
    applies: () => true,
    check: checkAge,
  },
  {
    id: 'lifetime',
    source: 'RFC 8725 §3.10',
    expected: (trust) => seconds(trust.maxLifetimeSeconds),
    seen: ({ payload }) =>
      typeof payload['exp'] === 'number' && typeof payload['iat'] === 'number'
        ? payload['exp'] - payload['iat']
        : undefined,
    applies: (trust) => trust.maxLifetimeSeconds !== undefined,
    check: checkLifetime,
  },
  {
    id: 'required',
    source: 'RFC 7519 §4',
    expected: (trust) => (trust.requiredClaims.length === 0 ? undefined : trust.requiredClaims.join(', ')),
    seen: ({ payload }) => Object.keys(payload).length,
    applies: (trust) => trust.requiredClaims.length > 0,
    check: checkRequired,
  },
])

/** The first rule that fails, in order. */
export function firstProblem(rules: readonly ClaimRule[], context: ClaimContext): KeywellError | undefined {
  for (const rule of rules) {
    const problem = rule.check(context)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Between these epoch seconds the time claims of a token that passed stay good: for whoever remembers a verdict. */
export function validityWindow(
  payload: Claims,
  trust: TrustSettings,
): { readonly from: number; readonly until: number } {
  const { exp, nbf, iat } = payload
  const tolerance = trust.toleranceSeconds
  const ends = [
    typeof exp === 'number' ? exp + tolerance : Number.POSITIVE_INFINITY,
    typeof iat === 'number'
      ? iat + (trust.maxAgeSeconds ?? Number.POSITIVE_INFINITY) + tolerance
      : Number.POSITIVE_INFINITY,
  ]
  return { from: typeof nbf === 'number' ? nbf - tolerance : Number.NEGATIVE_INFINITY, until: Math.min(...ends) }
}
