/** The rules that providers share: a claim that must have a value, that tells kinds apart, that stands in for `aud`. */
import type { RuleContext, TrustRule } from '../verify/trust.ts'

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
