/** SuperTokens signs all kinds of token with the keys of the app: the rules that tell them apart, old ones included. */
import type { RuleContext, TrustRule } from '../../verify/trust.ts'
import { claimRule, headerRule, isText, ofHeader } from '../shared/rules.ts'

export const SUPER_TOKENS_KINDS = ['session', 'oauth-access', 'oauth-id', 'm2m'] as const
export type SuperTokensKind = (typeof SUPER_TOKENS_KINDS)[number]

const VERIFY = 'SuperTokens docs, unified-login/verify-tokens'
const SESSION = 'supertokens/supertokens-node, recipe/session/accessToken'
const PARSING = 'supertokens/supertokens-node, recipe/session/jwt'
const KIND_HINT =
  'session, OAuth and machine tokens are told apart: make a trust for each kind, by its option kind, with shared keys'

const tokenType = (expected: string, accepts: (seen: unknown) => boolean): TrustRule =>
  claimRule('stt', {
    meaning: 'kind',
    expected,
    accepts,
    hint: KIND_HINT,
    source: VERIFY,
  })

const isPlain = tokenType('0 or absent', (seen) => seen === undefined || seen === 0)

const hasSession: TrustRule = claimRule('sessionHandle', {
  meaning: 'kind',
  expected: 'a session handle',
  accepts: isText,
  hint: KIND_HINT,
  source: SESSION,
})

const hasNoSession: TrustRule = { ...hasSession, expected: 'absent', accepts: (seen) => seen === undefined }

export const KIND_RULES: Readonly<Record<SuperTokensKind, readonly TrustRule[]>> = {
  session: [isPlain, hasSession],
  'oauth-access': [tokenType('1 (OAuth access token)', (seen) => seen === 1)],
  'oauth-id': [tokenType('2 (OAuth ID token)', (seen) => seen === 2)],
  m2m: [isPlain, hasNoSession],
}

/** Of versions 1 and 2, which say so and name no key. */
function isLegacy(context: RuleContext): boolean {
  const version = ofHeader('version')(context)
  return (version === '1' || version === '2') && ofHeader('kid')(context) === undefined
}

/**
 * What stands in for the checks that tokens of versions 1 and 2 have no claims for. Everything else is held to what it
 * would be held to without them: `kid`, `iss`, `sub`, `exp`.
 */
export const legacyRules = (issuers: readonly string[]): readonly TrustRule[] => [
  headerRule('kid', {
    meaning: 'claim',
    expected: 'a kid, save in tokens of versions 1 and 2',
    accepts: (seen, context) => seen !== undefined || isLegacy(context),
    source: PARSING,
  }),
  claimRule('iss', {
    meaning: 'claim',
    expected: issuers,
    accepts: (seen, context) =>
      (seen === undefined && isLegacy(context)) || (typeof seen === 'string' && issuers.includes(seen)),
    hint: 'compare it with apiDomain and apiBasePath, byte for byte',
    source: SESSION,
  }),
  claimRule('sub', {
    meaning: 'claim',
    expected: 'a user, save in tokens of versions 1 and 2',
    accepts: (seen, context) => typeof seen === 'string' || isLegacy(context),
    source: SESSION,
  }),
  claimRule('exp', {
    meaning: 'claim',
    expected: 'a time, save in tokens of versions 1 and 2',
    accepts: (seen, context) => seen !== undefined || isLegacy(context),
    source: SESSION,
  }),
  claimRule('expiryTime', {
    meaning: 'claim',
    expected: 'milliseconds that are still to come, in tokens of versions 1 and 2',
    accepts: (seen, context) => !isLegacy(context) || (typeof seen === 'number' && seen > context.now),
    hint: 'get a new token; a refreshed session gets one of the newest version',
    source: SESSION,
  }),
  claimRule('userId', {
    meaning: 'claim',
    expected: 'a user id, in tokens of versions 1 and 2',
    accepts: (seen, context) => !isLegacy(context) || isText(seen),
    source: SESSION,
  }),
]
