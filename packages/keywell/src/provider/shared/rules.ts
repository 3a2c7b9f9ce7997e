/** The rules that providers share: a claim that must have a value, that tells kinds apart, that stands in for `aud`. */
import type { RuleContext, TrustRule } from '../../verify/trust.ts'
import { oneOrMore } from './several.ts'

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

/** A rule on one claim, which its subject names. */
export const claimRule = (name: string, rule: RuleOn): TrustRule => ({ subject: name, seen: ofPayload(name), ...rule })

/** A rule on one member of the header. */
export const headerRule = (name: string, rule: RuleOn): TrustRule => ({
  subject: `header.${name}`,
  seen: ofHeader(name),
  ...rule,
})

type RuleOn = Omit<TrustRule, 'subject' | 'seen'>

export interface RuleFacts extends Pick<TrustRule, 'meaning' | 'source'> {
  readonly hint?: string
}

export const isText = (seen: unknown): seen is string => typeof seen === 'string' && seen !== ''

const isOneOf = (values: readonly string[]): Pick<TrustRule, 'expected' | 'accepts'> => ({
  expected: values,
  accepts: (seen) => typeof seen === 'string' && values.includes(seen),
})

/** The claim is one of these strings. */
export const claimIsOneOf = (name: string, values: readonly string[], facts: RuleFacts): TrustRule =>
  claimRule(name, { ...isOneOf(values), ...facts })

/** The member of the header is one of these strings. */
export const headerIsOneOf = (name: string, values: readonly string[], facts: RuleFacts): TrustRule =>
  headerRule(name, { ...isOneOf(values), ...facts })

/** The claim is text that is not empty and no longer than `most`. */
export const claimIsText = (name: string, most: number, facts: RuleFacts): TrustRule =>
  claimRule(name, {
    expected: `text of 1 to ${most} characters`,
    accepts: (seen) => isText(seen) && seen.length <= most,
    ...facts,
  })

/** The claim is not there: what has it is a token of another kind. */
export const claimIsAbsent = (name: string, facts: RuleFacts): TrustRule =>
  claimRule(name, { expected: 'absent', accepts: (seen) => seen === undefined, ...facts })

/** Where the option narrows whose tokens are accepted: the rule for its value, or its values. None where it is not given. */
export const whereGiven = (
  option: string,
  value: string | readonly string[] | undefined,
  rule: (values: readonly string[]) => TrustRule,
): readonly TrustRule[] => (value === undefined ? [] : [rule(oneOrMore(option, value))])
