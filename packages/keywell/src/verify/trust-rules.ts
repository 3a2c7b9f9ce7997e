/** A trust's own rules as the claim rules they become, each with its error. What a rule throws refuses the token. */
import {
  clip,
  describe,
  knownOptions,
  KeywellError,
  nonEmptyString,
  oneOf,
  optional,
  optionInvalid,
  stringList,
} from '../errors/index.ts'
import { type ClaimContext, invalid, missing, type OwnRule } from './claim-rule.ts'
import type { RuleContext, TrustRule } from './trust.ts'

const MEMBERS = ['subject', 'meaning', 'expected', 'seen', 'accepts', 'hint', 'source'] as const

/** @throws KeywellError ERR_OPTION_INVALID */
export function trustRules(rules: readonly TrustRule[] | undefined): readonly OwnRule[] {
  if (rules === undefined) return []
  if (!Array.isArray(rules)) throw optionInvalid('rules', 'an array of rules', rules)
  return rules.map((rule: TrustRule, place) => compileRule(checkRule(`rules[${place}]`, rule)))
}

/** A copy, so that what the caller's object becomes afterwards changes no verifier. */
function checkRule(option: string, rule: TrustRule): TrustRule {
  const { subject, meaning, expected, seen, accepts, hint, source } = knownOptions(option, rule, MEMBERS)
  nonEmptyString(`${option}.subject`, subject)
  oneOf('audience', 'kind', 'claim')(`${option}.meaning`, meaning)
  if (typeof expected === 'string') nonEmptyString(`${option}.expected`, expected)
  else stringList(`${option}.expected`, expected)
  if (typeof seen !== 'function') throw optionInvalid(`${option}.seen`, 'a function', seen)
  if (typeof accepts !== 'function') throw optionInvalid(`${option}.accepts`, 'a function', accepts)
  optional(nonEmptyString, `${option}.hint`, hint)
  nonEmptyString(`${option}.source`, source)
  return { subject, meaning, expected, seen, accepts, ...(hint === undefined ? {} : { hint }), source }
}

function compileRule(rule: TrustRule): OwnRule {
  const expected = Object.freeze([rule.expected].flat())
  return Object.freeze({
    id: rule.subject,
    source: rule.source,
    isKind: rule.meaning === 'kind',
    expected: () => expected.join(' or '),
    seen: (context: ClaimContext) => attempt(() => rule.seen(ruleContext(context)))?.value,
    applies: () => true,
    check: (context: ClaimContext) => check(rule, expected, context),
  })
}

const ruleContext = ({ payload, header, nowSeconds }: ClaimContext): RuleContext => ({
  payload,
  header: header.header,
  now: nowSeconds * 1000,
})

function check(rule: TrustRule, expected: readonly string[], context: ClaimContext): KeywellError | undefined {
  const told = ruleContext(context)
  const seen = attempt(() => rule.seen(told))
  const isAccepted = seen !== undefined && attempt(() => rule.accepts(seen.value, told))?.value === true
  return isAccepted ? undefined : broken(rule, expected, seen?.value, context)
}

/** What came of it, or `undefined` when it threw. */
function attempt<T>(act: () => T): { readonly value: T } | undefined {
  try {
    return { value: act() }
  } catch {
    // A rule that throws has not accepted anything; its message could quote the token.
    return undefined
  }
}

function broken(
  { subject, meaning, hint }: TrustRule,
  expected: readonly string[],
  seen: unknown,
  context: ClaimContext,
): KeywellError {
  const { verified } = context
  const extras = { hint }
  if (meaning === 'kind') {
    const detail = { verified, expected, received: seen === undefined ? undefined : describe(seen) }
    return new KeywellError('ERR_TYPE_MISMATCH', `a token of another kind, by its ${clip(subject)}`, detail, extras)
  }
  if (seen === undefined) return missing(context, subject, extras)
  if (meaning === 'claim') return invalid(context, subject, expected.join(' or '), seen, extras)
  const received = [seen]
    .flat()
    .slice(0, 8)
    .map((value) => (typeof value === 'string' ? clip(value) : describe(value)))
  const message = `the token is made for another ${clip(subject)}`
  return new KeywellError('ERR_AUDIENCE_MISMATCH', message, { verified, expected, received }, extras)
}
