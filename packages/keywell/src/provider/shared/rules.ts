/** The rules that providers share: a claim that must have a value, that tells kinds apart, that stands in for `aud`. */
import type { RuleContext, TrustRule } from '../../verify/trust.ts'

const own = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined

/** A claim of the token, an own member only. */
export const ofPayload =
  (name: string) =>
  ({ payload }: RuleContext): unknown =>
    own(payload, name)

/** A member of the header. */
export const ofHeader =
  (name: string) =>
  ({ header }: RuleContext): unknown =>
    own(header, name)

export interface RuleFacts extends Pick<TrustRule, 'meaning' | 'source'> {
  readonly hint?: string
}

/** The claim is one of these strings. */
export const claimIsOneOf = (name: string, values: readonly string[], facts: RuleFacts): TrustRule => ({
  subject: name,
  expected: values,
  seen: ofPayload(name),
  accepts: (seen) => typeof seen === 'string' && values.includes(seen),
  ...facts,
})

/** The claim is text that is not empty and no longer than `most`. */
export const claimIsText = (name: string, most: number, facts: RuleFacts): TrustRule => ({
  subject: name,
  expected: `text of 1 to ${most} characters`,
  seen: ofPayload(name),
  accepts: (seen) => typeof seen === 'string' && seen !== '' && seen.length <= most,
  ...facts,
})

/** The claim is not there: what has it is a token of another kind. */
export const claimIsAbsent = (name: string, facts: RuleFacts): TrustRule => ({
  subject: name,
  expected: 'absent',
  seen: ofPayload(name),
  accepts: (seen) => seen === undefined,
  ...facts,
})
