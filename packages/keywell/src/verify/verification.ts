/**
 * One token's way from its text to a verdict, in steps that never wait: two drivers (drivers.ts) answer what a step
 * needs, one at once and one by awaiting. So both come to the same verdict, in one order: text → header →
 * payload → issuer → exp, nbf, aud (may only reject) → keys → signature → all claims.
 */
import { isKeywellError, KeywellError } from '../errors/index.ts'
import { algorithmProblem } from './allowed-algorithms.ts'
import { claimContext } from './claim-rule.ts'
import { firstProblem } from './claims.ts'
import type { CompiledTrust } from './compiled-trust.ts'
import { type Acceptance, conclude } from './conclusion.ts'
import type { Step } from './step.ts'
import { openReading, type Reading } from './reading.ts'
import { advised } from './trust-hints.ts'
import type { Registry } from './registry.ts'
import type { TrustGroup } from './trust-group.ts'
import { searchKey } from './key-search.ts'

/**
 * How far a refused token got; with several trusts, the error of the one that got furthest is thrown. One that could not
 * be decided outranks them all: the token may be good, and nobody may take an outage for a refusal.
 */
const DEPTH = { otherKind: 0, early: 1, keys: 2, signature: 3, claims: 4, undecided: 5 } as const

/** A trust in tokens of another kind has nothing to say about this one, where there is one in its own kind. */
const earlyDepth = ({ code }: KeywellError): Refusal['depth'] =>
  code === 'ERR_TYPE_MISMATCH' ? DEPTH.otherKind : DEPTH.early

interface Refusal {
  readonly depth: (typeof DEPTH)[keyof typeof DEPTH]
  readonly error: KeywellError
}

/** What one verification works on. */
interface Task {
  readonly reading: Reading
  readonly groups: readonly TrustGroup[]
  /** Epoch milliseconds; asked again after the signature. */
  readonly now: () => number
}

/** @throws KeywellError of kind token or unavailable, at this or at a later step */
export function verification(reading: Reading, registry: Registry, now: () => number): Step<Acceptance> {
  return tryGroup({ reading, groups: registry.find(reading.payload), now }, 0)
}

/** Trusts that share their keys: one look-up and one signature check for all of them. */
function tryGroup(task: Task, place: number, furthest?: Refusal): Step<Acceptance> {
  const group = task.groups[place]
  if (group === undefined) throw furthest?.error ?? untrusted()
  const { reading, now } = task
  const refuse = (problem: KeywellError, reached: Refusal['depth']): Step<Acceptance> => {
    const error = advised(problem, group.trusts)
    const depth = error.kind === 'unavailable' ? DEPTH.undecided : reached
    return tryGroup(task, place + 1, furthest === undefined || depth > furthest.depth ? { depth, error } : furthest)
  }
  const startedAt = now()
  const trusts = rejectEarly(reading, group.trusts, startedAt)
  if (isKeywellError(trusts)) return refuse(trusts, earlyDepth(trusts))
  return searchKey({
    header: reading.header,
    source: group.keys,
    octets: () => openReading(reading),
    refused: (error, sawKeys) => refuse(error, sawKeys ? DEPTH.signature : DEPTH.keys),
    found: (signedBy) =>
      conclude(
        {
          reading,
          signedBy,
          source: group.keys,
          startedAt,
          nowMs: signedBy.waited ? now() : startedAt,
          refused: (error) => refuse(error, DEPTH.claims),
        },
        trusts,
        0,
      ),
  })
}

const untrusted = (): KeywellError =>
  new KeywellError('ERR_ISSUER_UNTRUSTED', 'no trust for this token', {
    verified: false,
    received: undefined,
    trusted: [],
  })

/** Only a trust that says so takes a token that is no base64url. */
export const formProblem = ({ loose }: Reading, { takesBase64 }: CompiledTrust): KeywellError | undefined =>
  takesBase64 ? undefined : loose?.refusal

/** The trusts that do not refuse the token unverified, or the error of the first that got furthest when all do. */
function rejectEarly(
  reading: Reading,
  trusts: readonly CompiledTrust[],
  nowMs: number,
): readonly CompiledTrust[] | KeywellError {
  let error: KeywellError | undefined
  const passed: CompiledTrust[] = []
  for (const trust of trusts) {
    const problem =
      formProblem(reading, trust) ??
      algorithmProblem(reading.header.algorithm, trust.algorithms) ??
      firstProblem(trust.early, claimContext(reading, trust, nowMs, false))
    if (problem === undefined) passed.push(trust)
    else if (error === undefined || earlyDepth(problem) > earlyDepth(error)) error = problem
  }
  return passed.length > 0 || error === undefined ? passed : error
}
