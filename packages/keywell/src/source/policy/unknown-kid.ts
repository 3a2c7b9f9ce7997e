/** What is done about a kid that the set lacks. Pure: one question, six answers. */
import type { CachePolicy } from './cache-policy.ts'
import type { CacheState } from './cache-state.ts'
import { hasOne, tokensIn } from './token-bucket.ts'

/**
 * - `negative`: a validated set lacked this very kid a moment ago: it does not exist.
 * - `proof`: the set was validated so recently that it is proof enough, as the budget runs low.
 * - `join`: a load is under way; look again when it is over.
 * - `breaker`: the source fails, and no attempt may be made now: nobody can say.
 * - `fetch`: a refresh may begin.
 * - `budget`: no refresh is left; one follows when there is. The source is healthy, so the kid counts as missing.
 */
export type UnknownKidVerdict = 'negative' | 'proof' | 'join' | 'breaker' | 'fetch' | 'budget'

export interface UnknownKidQuestion {
  readonly at: number
  readonly isNegative: boolean
  /** Whether the budget of the whole process has one left. */
  readonly isGranted: boolean
}

/** The last refresh of a burst is kept back: with fewer than this many left, a fresh set is proof. */
const PROOF_BELOW = 2

/** For a set that can serve. */
export function judgeUnknownKid(
  state: CacheState,
  { at, isNegative, isGranted }: UnknownKidQuestion,
  { unknownKid }: CachePolicy,
): UnknownKidVerdict {
  if (isNegative) return 'negative'
  const tokens = tokensIn(state.bucket, at, unknownKid)
  const validatedAt = state.life?.validatedAt ?? Number.NEGATIVE_INFINITY
  if (tokens < PROOF_BELOW && at - validatedAt < unknownKid.proofMs) return 'proof'
  if (state.lastAttempt === 'in-flight') return 'join'
  if (at < state.openUntil) return 'breaker'
  if (isGranted && hasOne(state.bucket, at, unknownKid)) return 'fetch'
  // Only of a source that is well may a kid count as missing.
  return state.failures > 0 ? 'breaker' : 'budget'
}

/** Verdicts that settle the question at once. */
export const isFinal = (verdict: UnknownKidVerdict): boolean =>
  verdict === 'negative' || verdict === 'proof' || verdict === 'budget'
