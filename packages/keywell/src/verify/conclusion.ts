/** The last steps of a verification, after the signature: all claims, the trust's schema and checks, and the result. */
import { isKeywellError, KeywellError } from '../errors/index.ts'
import type { Freshness, KeySource } from '../source/key-source.ts'
import type { Key } from '../jwk/key.ts'
import { claimContext, own } from './claim-rule.ts'
import { firstProblem } from './claims.ts'
import type { CompiledTrust } from './compiled-trust.ts'
import type { Answer, Step } from './step.ts'
import { isThenable, ownProblem, schemaOutput, schemaThrew } from './own-checks.ts'
import type { Reading } from './reading.ts'
import type { SigningKey } from './key-search.ts'
import type { StandardSchema, VerifiedJwt } from './trust.ts'

/** The result, and what a cache has to know to give it again. */
export interface Acceptance {
  readonly result: VerifiedJwt<unknown>
  readonly reading: Reading
  readonly trust: CompiledTrust
  readonly source: KeySource
  readonly key: Key
}

/** A reading whose signature is good. */
export interface SignedReading {
  readonly reading: Reading
  readonly signedBy: SigningKey
  readonly source: KeySource
  /** Epoch milliseconds of the early checks, and of now. */
  readonly startedAt: number
  readonly nowMs: number
  /** How to go on when no trust accepts it. */
  refused(error: KeywellError): Step<Acceptance>
}

/** The first trust whose remaining checks all pass accepts the token; otherwise it is the first one's error. */
export function conclude(
  signed: SignedReading,
  trusts: readonly CompiledTrust[],
  place: number,
  error?: KeywellError,
): Step<Acceptance> {
  const trust = trusts[place]
  if (trust === undefined) return signed.refused(error ?? schemaThrew(undefined))
  const settle = (outcome: Acceptance | KeywellError): Step<Acceptance> =>
    isKeywellError(outcome) ? conclude(signed, trusts, place + 1, error ?? outcome) : { kind: 'done', value: outcome }
  const problem = claimsProblem(signed, trust)
  if (problem !== undefined) return settle(problem)
  if (trust.parse === undefined) return settle(acceptPayload(signed, trust, signed.reading.payload))
  const validated = validate(trust.parse, signed.reading.payload)
  const resume = (answer: Answer): Step<Acceptance> => settle(acceptParsed(signed, trust, answer))
  return validated instanceof Promise ? { kind: 'parse', promise: validated, resume } : resume(validated)
}

function claimsProblem(signed: SignedReading, trust: CompiledTrust): KeywellError | undefined {
  const { nowMs, startedAt } = signed
  const context = claimContext(signed.reading, trust, nowMs, true)
  // Waiting for keys takes time, in which a token may have expired.
  const expired = nowMs === startedAt ? undefined : firstProblem(trust.early, context)
  return expired ?? firstProblem(trust.late, context) ?? keyIssuerProblem(signed, trust)
}

/** With an issuer template, a key that names its issuer serves that issuer only. */
function keyIssuerProblem({ reading, signedBy }: SignedReading, { template }: CompiledTrust): KeywellError | undefined {
  const { issuer } = signedBy.key.jwk
  if (template === undefined || typeof issuer !== 'string') return undefined
  if (template.isKeyIssuer(issuer, reading.payload)) return undefined
  const detail = { verified: false, received: undefined, trusted: [issuer] } as const
  return new KeywellError('ERR_ISSUER_UNTRUSTED', 'the key is published for another issuer', detail)
}

/** The trust's own checks, and then the result. */
function acceptPayload(signed: SignedReading, trust: CompiledTrust, payload: unknown): Acceptance | KeywellError {
  const { reading, signedBy, nowMs } = signed
  const context = { header: reading.header.header, key: signedBy.imported.used, now: nowMs }
  return ownProblem(trust, payload, context) ?? accept(signed, trust, payload)
}

function acceptParsed(signed: SignedReading, trust: CompiledTrust, answer: Answer): Acceptance | KeywellError {
  const output = schemaOutput(answer)
  return isKeywellError(output) ? output : acceptPayload(signed, trust, output.value)
}

function validate(
  parse: StandardSchema<unknown>,
  payload: unknown,
): Error | ReturnType<(typeof parse)['~standard']['validate']> {
  try {
    const answer = parse['~standard'].validate(payload)
    // One that is taken for a result would pass unvalidated.
    return isThenable(answer) ? Promise.resolve(answer) : answer
  } catch (error) {
    return error instanceof Error ? error : new Error('the schema threw', { cause: error })
  }
}

/** A copy, where a source of one's own gave an object that it may change. */
const frozen = (freshness: Freshness): Freshness =>
  Object.isFrozen(freshness) ? freshness : Object.freeze({ ...freshness })

function accept(signed: SignedReading, trust: CompiledTrust, payload: unknown): Acceptance {
  const { reading, signedBy, source } = signed
  const { imported, freshness, key } = signedBy
  const iss = own(reading.payload, 'iss')
  const result = Object.freeze({
    payload,
    header: reading.header.header,
    key: imported.used,
    issuer: typeof iss === 'string' ? iss : undefined,
    trust: trust.name,
    freshness: frozen(freshness),
  })
  return { result, reading, trust, source, key }
}
