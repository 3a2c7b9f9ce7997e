/** Clerk signs all kinds of token with one key: the rules that tell them apart, by header and claims. */
import type { RuleContext, TrustRule } from '../../verify/trust.ts'
import { claimIsOneOf, claimRule, headerRule, isText, ofPayload } from '../shared/rules.ts'

export const CLERK_KINDS = ['session', 'template', 'm2m', 'oauth'] as const
export type ClerkKind = (typeof CLERK_KINDS)[number]

const CATEGORIES = 'clerk/javascript, backend/src/tokens/jwtCategories'
const MACHINES = 'clerk/javascript, backend/src/tokens/machine'
const TEMPLATES = 'Clerk docs, jwt-templates'
const MANUAL = 'Clerk docs, manual-jwt-verification'

/** The header's `cat`. OAuth access tokens have none of their own: `typ` tells them. */
const CATEGORY = {
  session: 'cl_B7d4PD111AAA',
  template: 'cl_B7d4PD222AAA',
  m2m: 'cl_B7d4PD333AAA',
} as const

/** Instances can be set to put this into tokens of every kind, so that it says nothing. */
const ANY_CATEGORY = 'cl_I7d4PD111III'

const KIND_HINT =
  'session, template, machine and OAuth tokens are told apart: make a trust for each kind, by its option kind'

const isOfCategory = (category: string): TrustRule =>
  headerRule('cat', {
    meaning: 'kind',
    expected: [category, ANY_CATEGORY, 'absent'],
    accepts: (seen) => seen === undefined || seen === category || seen === ANY_CATEGORY,
    hint: KIND_HINT,
    source: CATEGORIES,
  })

const isMachineId = (seen: unknown): boolean => typeof seen === 'string' && seen.startsWith('mch_')

const isFromMachine: TrustRule = claimRule('sub', {
  meaning: 'kind',
  expected: 'a machine (mch_…)',
  accepts: isMachineId,
  hint: KIND_HINT,
  source: MACHINES,
})

const isFromUser: TrustRule = {
  ...isFromMachine,
  expected: 'not a machine (mch_…)',
  accepts: (seen) => !isMachineId(seen),
}

/** Templates cannot put it in, and handshakes have none; so it also tells tokens from before `cat`. */
const hasSession: TrustRule = claimRule('sid', {
  meaning: 'kind',
  expected: 'a session',
  accepts: isText,
  hint: KIND_HINT,
  source: TEMPLATES,
})

const hasNoSession: TrustRule = { ...hasSession, expected: 'absent', accepts: (seen) => seen === undefined }

export const KIND_RULES: Readonly<Record<ClerkKind, readonly TrustRule[]>> = {
  session: [isOfCategory(CATEGORY.session), isFromUser, hasSession],
  template: [isOfCategory(CATEGORY.template), isFromUser, hasNoSession],
  m2m: [isOfCategory(CATEGORY.m2m), isFromMachine],
  oauth: [isFromUser],
}

/** By `typ`; `application/at+jwt` is the same as `at+jwt`. */
export const KIND_TYPES: Readonly<Record<ClerkKind, readonly string[]>> = {
  session: ['JWT'],
  template: ['JWT'],
  m2m: ['JWT'],
  oauth: ['at+jwt'],
}

/** The origin that asked for a token stands in for `aud`, so that a token of another site of the domain is of no use. */
export const isAuthorizedParty = (parties: readonly string[]): TrustRule =>
  claimIsOneOf('azp', parties, {
    meaning: 'audience',
    hint: 'azp is the origin of the page that asked for the token: list it in authorizedParties if it may',
    source: MANUAL,
  })

export const isActive: TrustRule = claimRule('sts', {
  meaning: 'claim',
  expected: ['active', 'absent'],
  accepts: (seen) => seen === undefined || seen === 'active',
  hint: 'the user has to finish signing in first, such as choosing an organization; acceptPending: true admits that',
  source: MANUAL,
})

/** M2M tokens name the machines that they are for in `scopes`, separated by spaces, and as a list in `aud`. */
export const isForMachine = (machines: readonly string[]): TrustRule => ({
  subject: 'scopes',
  meaning: 'audience',
  expected: machines,
  seen: machinesOf,
  accepts: (seen) => Array.isArray(seen) && machines.some((machine) => seen.includes(machine)),
  hint: 'audience is the id of the machine that receives the token: give the sender access to it in Clerk',
  source: 'clerk/javascript, backend/src/api/resources/M2MToken',
})

function machinesOf(context: RuleContext): unknown {
  const scopes = ofPayload('scopes')(context)
  if (scopes === undefined) return ofPayload('aud')(context)
  return typeof scopes === 'string' ? scopes.split(' ') : scopes
}
