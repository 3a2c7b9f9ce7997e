/**
 * The checks of a token's claims and type, one row each (RFC 7519 §4.1, RFC 8725 §3). Pure: the same input gives the
 * same verdict, and an absent claim never passes.
 */
import { clip, KeywellError } from '../errors/index.ts'
import { claim, type ClaimContext, type ClaimRule, invalid, missing, own, type OwnRule } from './claim-rule.ts'
import { EXPIRY, ISSUED_AT, LIFETIME, NOT_BEFORE } from './time-rules.ts'
import { foreignType } from './token-types.ts'

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

function checkRequired(context: ClaimContext): KeywellError | undefined {
  const absent = context.trust.requiredClaims.find((name) => (own(context.payload, name) ?? null) === null)
  return absent === undefined ? undefined : missing(context, absent)
}

const AUDIENCE: ClaimRule = {
  id: 'aud',
  source: 'RFC 7519 §4.1.3',
  expected: (trust) => trust.audiences?.join(' or '),
  seen: claim('aud'),
  applies: (trust) => trust.audiences !== undefined,
  check: checkAudience,
}

const TYPE: ClaimRule = {
  id: 'typ',
  source: 'RFC 8725 §3.11',
  expected: (trust) => trust.types?.join(' or ') ?? 'no type made for another use',
  seen: ({ header }) => header.type,
  applies: () => true,
  check: checkType,
}

const REQUIRED: ClaimRule = {
  id: 'required',
  source: 'RFC 7519 §4',
  expected: (trust) => (trust.requiredClaims.length === 0 ? undefined : trust.requiredClaims.join(', ')),
  seen: ({ payload }) => Object.keys(payload).length,
  applies: (trust) => trust.requiredClaims.length > 0,
  check: checkRequired,
}

/**
 * The rules that may refuse before any key is looked for; they never accept. What kind of token it is comes before whom it
 * is for: one kind has its audience elsewhere, or none.
 */
export const earlyRules = (added: readonly OwnRule[]): readonly ClaimRule[] => [
  EXPIRY,
  NOT_BEFORE,
  ...added.filter(({ isKind }) => isKind),
  AUDIENCE,
  ...added.filter(({ isKind }) => !isKind),
]

/** Run once the signature is good. */
export const LATE_RULES: readonly ClaimRule[] = Object.freeze([TYPE, ISSUED_AT, LIFETIME, REQUIRED])

/** The first rule that fails, in order. */
export function firstProblem(rules: readonly ClaimRule[], context: ClaimContext): KeywellError | undefined {
  for (const rule of rules) {
    const problem = rule.check(context)
    if (problem !== undefined) return problem
  }
  return undefined
}
