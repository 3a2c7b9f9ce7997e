/** What a managed source says of itself. Reads, changes nothing. */
import { setHash } from '../../jwks/set-hash.ts'
import type { Guard } from '../../io/http-backend.ts'
import { type Cell, monotonic, NO_UNKNOWN_KIDS } from './cell.ts'
import { ageOf, isUsable } from '../policy/age.ts'
import { healthOf } from '../policy/health.ts'
import type { SourceStatus } from '../source-status.ts'

export function statusOf(cell: Cell, guard: Guard | undefined): SourceStatus {
  const { identity, state, published, error, tally } = cell
  // Not the whole identity: its address may hold a query that is nobody's to see.
  const { source, kind } = identity
  const at = monotonic(cell)
  const { life } = state
  const age = ageOf(life, at)
  return {
    source,
    kind,
    state: state.isClosed ? 'closed' : age,
    lastAttempt: state.lastAttempt,
    ageMs: life === undefined ? undefined : at - life.validatedAt,
    keys: cell.set,
    error,
    health: healthOf(state, age, at),
    remainingMs: life !== undefined && isUsable(age) ? life.staleUntil - at : undefined,
    nextAttemptMs: Number.isFinite(cell.wakeAt) ? Math.max(0, cell.wakeAt - at) : undefined,
    lastReason: cell.lastReason,
    lastSuccessAt: cell.lastSuccessAt,
    lastFailureAt: cell.lastFailureAt,
    generation: cell.generation,
    setHash: published === undefined ? undefined : setHash(published),
    waiters: cell.waiters,
    ...(guard === undefined ? {} : { guard }),
    counters: {
      fetches: { ok: tally.ok, notModified: tally.notModified, failed: tally.failed },
      unknownKid: { ...(tally.unknownKid ?? NO_UNKNOWN_KIDS) },
      staleAnswers: tally.staleAnswers,
    },
  }
}
