/** Runs what a trust brings along: its schema and its claim checks. Whatever goes wrong in them refuses the token. */
import { clip, describe, isKeywellError, KeywellError, printable } from '../errors/index.ts'
import type { CompiledTrust } from './compiled-trust.ts'
import { deepFreeze } from './payload.ts'
import type { Answer } from './step.ts'
import type { CheckContext, SchemaIssue } from './trust.ts'

/** @returns the first problem that a check of the trust's own finds */
export function ownProblem(trust: CompiledTrust, payload: unknown, context: CheckContext): KeywellError | undefined {
  for (const check of trust.checks) {
    const problem = runCheck(check, payload, context)
    if (problem !== undefined) return problem
  }
  return undefined
}

function runCheck(
  check: CompiledTrust['checks'][number],
  payload: unknown,
  context: CheckContext,
): KeywellError | undefined {
  try {
    const answer: unknown = Reflect.apply(check, undefined, [payload, context])
    return answer === undefined || answer === true ? undefined : refusal(answer)
  } catch (error) {
    if (isKeywellError(error) && error.kind === 'token') return error
    return invalid('', 'accepted by a check of the trust', 'the check threw', { cause: error })
  }
}

function refusal(answer: unknown): KeywellError {
  if (answer === false) return invalid('', 'accepted by a check of the trust', 'refused')
  if (isThenable(answer)) {
    // Nobody waits for it, so nobody would handle its rejection.
    void Promise.resolve(answer).catch(() => undefined)
    return invalid('', 'accepted at once', 'a promise', { hint: 'a claim check must be synchronous' })
  }
  const member = (name: string): string | undefined => {
    const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined
    return typeof value === 'string' ? value : undefined
  }
  const expected = member('expected') ?? 'accepted by a check of the trust'
  return invalid(member('claim') ?? '', expected, member('received') ?? 'refused', { hint: member('hint') })
}

/** Not every promise is an instance of this realm's. */
export const isThenable = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function'

function invalid(
  claim: string,
  expected: string,
  received: string,
  extras: { hint?: string | undefined; cause?: unknown } = {},
): KeywellError {
  const what = claim === '' ? 'the token' : `the claim "${clip(claim)}"`
  const message = `${what} must be ${printable(expected)}`
  const detail = { verified: true, claim: clip(claim), expected: clip(expected), received: clip(received) }
  return new KeywellError('ERR_CLAIM_INVALID', message, detail, extras)
}

/** What a schema made of the payload, frozen; or the error, also when its answer is none that Standard Schema knows. */
export function schemaOutput(answer: Answer): { readonly value: unknown } | KeywellError {
  if (isKeywellError(answer)) return answer
  if (answer instanceof Error || typeof answer !== 'object' || answer === null) return schemaThrew(answer)
  try {
    if (answer.issues !== undefined) return schemaProblem(answer.issues)
    return 'value' in answer ? { value: deepFreeze(answer.value) } : schemaThrew(undefined)
  } catch (error) {
    return schemaThrew(error)
  }
}

/** The error for a payload that the trust's schema refuses. */
function schemaProblem(issues: readonly SchemaIssue[]): KeywellError {
  const [first] = issues
  const path = (first?.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
  return invalid(path, `accepted by the schema: ${first?.message ?? 'refused'}`, `${issues.length} issues`)
}

/** The error for a schema that threw instead of answering. */
export const schemaThrew = (cause: unknown): KeywellError =>
  invalid('', 'accepted by the schema', `the schema threw: ${describe(cause)}`, { cause })
