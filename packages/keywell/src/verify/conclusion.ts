/** The last steps of a verification, after the signature: all claims, the trust's schema and checks, and the result. */
import { isKeywellError, KeywellError } from '../errors/index.ts'
import type { Freshness, KeySource } from '../source/key-source.ts'
import type { Key } from '../jwk/key.ts'
import { claimContext, EARLY_RULES, firstProblem, LATE_RULES } from './claims.ts'
import type { CompiledTrust } from './compiled-trust.ts'
import type { Steps } from './need.ts'
import { ownProblem, schemaProblem, schemaThrew } from './own-checks.ts'
import { deepFreeze } from './payload.ts'
import type { Reading } from './reading.ts'
import type { SigningKey } from './signing-key.ts'
import type { SchemaResult, VerifiedJwt } from './trust.ts'

/** The result, and what a cache has to know to give it again. */
export interface Acceptance {
  readonly result: VerifiedJwt<unknown>
  readonly trust: CompiledTrust
  readonly source: KeySource
  readonly key: Key
}

/** A reading whose signature is good, and by which key. */
export interface SignedReading extends SigningKey {
  readonly reading: Reading
  readonly source: KeySource
  readonly freshness: Freshness
}

/** The first trust whose remaining checks all pass accepts the token; otherwise the first one's error. */
export function* conclude(
  signed: SignedReading,
  trusts: readonly CompiledTrust[],
  startedAt: number,
  nowMs: number,
): Steps<Acceptance | KeywellError> {
  let error: KeywellError | undefined
  for (const trust of trusts) {
    const problem = claimsProblem(signed, trust, startedAt, nowMs)
    const outcome: Acceptance | KeywellError = problem ?? (yield* acceptPayload(signed, trust, nowMs))
    if (!isKeywellError(outcome)) return outcome
    error ??= outcome
  }
  return error ?? schemaThrew(undefined)
}

function claimsProblem(
  signed: SignedReading,
  trust: CompiledTrust,
  startedAt: number,
  nowMs: number,
): KeywellError | undefined {
  const context = claimContext(signed.reading, trust, nowMs, true)
  // Waiting for keys takes time, in which a token may have expired.
  const expired = nowMs === startedAt ? undefined : firstProblem(EARLY_RULES, context)
  return expired ?? firstProblem(LATE_RULES, context) ?? keyIssuerProblem(signed, trust)
}

/** With an issuer template, a key that names its issuer serves that issuer only (security.md F9). */
function keyIssuerProblem({ reading, key }: SignedReading, { template }: CompiledTrust): KeywellError | undefined {
  const { issuer } = key.jwk
  if (template === undefined || typeof issuer !== 'string') return undefined
  if (template.fill(issuer, reading.payload) === reading.payload['iss']) return undefined
  const detail = { verified: false, received: undefined, trusted: [issuer] } as const
  return new KeywellError('ERR_ISSUER_UNTRUSTED', 'the key is published for another issuer', detail)
}

function* acceptPayload(signed: SignedReading, trust: CompiledTrust, nowMs: number): Steps<Acceptance | KeywellError> {
  const { reading, imported } = signed
  const parsed =
    trust.parse === undefined ? { value: reading.payload } : yield* parsePayload(reading.payload, trust.parse)
  if (isKeywellError(parsed)) return parsed
  const context = { header: reading.header.header, key: imported.used, now: nowMs }
  return ownProblem(trust, parsed.value, context) ?? accept(signed, trust, parsed.value)
}

function* parsePayload(
  payload: unknown,
  parse: NonNullable<CompiledTrust['parse']>,
): Steps<{ value: unknown } | KeywellError> {
  const validated = attempt(() => parse['~standard'].validate(payload))
  const answer = validated instanceof Promise ? yield { kind: 'parse', promise: validated } : validated
  if (isKeywellError(answer)) return answer
  if (answer instanceof Error || typeof answer === 'boolean') return schemaThrew(answer)
  return answer.issues === undefined ? { value: deepFreeze(answer.value) } : schemaProblem(answer.issues)
}

type Validated = SchemaResult<unknown> | Promise<SchemaResult<unknown>>

function attempt(validate: () => Validated): Validated | Error {
  try {
    return validate()
  } catch (error) {
    return error instanceof Error ? error : new Error('the schema threw')
  }
}

function accept(signed: SignedReading, trust: CompiledTrust, payload: unknown): Acceptance {
  const { reading, imported, freshness, source, key } = signed
  const { iss } = reading.payload
  const result = Object.freeze({
    payload,
    header: reading.header.header,
    key: imported.used,
    issuer: typeof iss === 'string' ? iss : undefined,
    trust: trust.name,
    freshness,
  })
  return { result, trust, source, key }
}
