/**
 * One token's way from its text to a verdict, as a generator that never waits: it yields what it needs, and two drivers
 * (drivers.ts) answer, one at once and one by awaiting. So both come to the same verdict, in the order of design.md:
 * text → header → payload → issuer → exp, nbf, aud (may only reject) → keys → signature → all claims.
 */
import { isKeywellError, KeywellError } from '../errors/index.ts'
import { bytes } from '#bytes'
import { signingInput } from '../jose/compact.ts'
import { algorithmProblem } from './allowed-algorithms.ts'
import { findCandidates, type FoundKeys, lookAgain } from './candidates.ts'
import { claimContext, EARLY_RULES, firstProblem } from './claims.ts'
import type { CompiledTrust } from './compiled-trust.ts'
import { type Acceptance, conclude } from './conclusion.ts'
import type { Steps } from './need.ts'
import type { Reading } from './reading.ts'
import type { Registry, TrustGroup } from './registry.ts'
import { findSigningKey, type SigningKey } from './signing-key.ts'

/** How far a refused token got; with several trusts, the error of the one that got furthest is thrown. */
interface Refusal {
  readonly depth: 1 | 2 | 3 | 4
  readonly error: KeywellError
}

/**
 * @param now - epoch milliseconds; asked again after the signature
 * @throws KeywellError of kind token or unavailable
 */
export function* verification(reading: Reading, registry: Registry, now: () => number): Steps<Acceptance> {
  let furthest: Refusal | undefined
  for (const group of registry.find(reading.payload)) {
    const outcome: Acceptance | Refusal = yield* tryGroup(reading, group, now)
    if ('result' in outcome) return outcome
    if (furthest === undefined || outcome.depth > furthest.depth) furthest = outcome
  }
  throw furthest?.error ?? new KeywellError('ERR_ISSUER_UNTRUSTED', 'no trust for this token', UNKNOWN_ISSUER)
}

const UNKNOWN_ISSUER = { verified: false, received: undefined, trusted: [] } as const

/** Trusts that share their keys: one look-up and one signature check for all of them. */
function* tryGroup(reading: Reading, group: TrustGroup, now: () => number): Steps<Acceptance | Refusal> {
  const startedAt = now()
  const early = rejectEarly(reading, group.trusts, startedAt)
  if (isKeywellError(early)) return { depth: 1, error: early }
  const lookup: FoundKeys | KeywellError = yield* findCandidates(reading.header, group.keys)
  if (isKeywellError(lookup)) return { depth: 2, error: lookup }
  const bytesSigned = { ...reading, data: bytes.encodeAscii(signingInput(reading.parts)) }
  const signedBy: SigningKey | KeywellError = yield* findSigningKey(bytesSigned, lookup.candidates)
  if (isKeywellError(signedBy)) {
    lookAgain(group.keys)
    return { depth: 3, error: signedBy }
  }
  const signed = { ...signedBy, reading, source: group.keys, freshness: lookup.freshness }
  const outcome: Acceptance | KeywellError = yield* conclude(signed, early, startedAt, now())
  return isKeywellError(outcome) ? { depth: 4, error: outcome } : outcome
}

/** The trusts that do not refuse the token unverified, or the first one's error when all do. */
function rejectEarly(
  reading: Reading,
  trusts: readonly CompiledTrust[],
  nowMs: number,
): readonly CompiledTrust[] | KeywellError {
  let error: KeywellError | undefined
  const passed: CompiledTrust[] = []
  for (const trust of trusts) {
    const problem =
      algorithmProblem(reading.header.algorithm, trust.algorithms) ??
      firstProblem(EARLY_RULES, claimContext(reading, trust, nowMs, false))
    if (problem === undefined) passed.push(trust)
    else error ??= problem
  }
  return passed.length > 0 || error === undefined ? passed : error
}
