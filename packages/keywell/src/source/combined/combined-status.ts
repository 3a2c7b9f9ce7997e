/** What several sources come to, for the status of one that is made of them. Reads, changes nothing. */
import { type Health, worstHealth } from '../policy/health.ts'
import type { SourceStatus } from '../source-status.ts'

type Combined = Pick<
  SourceStatus,
  'lastAttempt' | 'ageMs' | 'error' | 'remainingMs' | 'nextAttemptMs' | 'lastSuccessAt' | 'lastFailureAt'
> & { readonly waiters: number; readonly health: Health }

/** The oldest age, the shortest time left, the worst attempt. */
export const combined = (parts: readonly SourceStatus[]): Combined => ({
  lastAttempt: ATTEMPTS.find((attempt) => parts.some((part) => part.lastAttempt === attempt)) ?? 'none',
  ageMs: extreme(Math.max, parts, ({ ageMs }) => ageMs),
  error: parts.find(({ error }) => error !== undefined)?.error,
  health: healthOf(parts),
  remainingMs: extreme(Math.min, parts, ({ remainingMs }) => remainingMs),
  nextAttemptMs: extreme(Math.min, parts, ({ nextAttemptMs }) => nextAttemptMs),
  lastSuccessAt: extreme(Math.max, parts, ({ lastSuccessAt }) => lastSuccessAt),
  lastFailureAt: extreme(Math.max, parts, ({ lastFailureAt }) => lastFailureAt),
  waiters: parts.reduce((sum, { waiters = 0 }) => sum + waiters, 0),
})

const ATTEMPTS: readonly SourceStatus['lastAttempt'][] = ['failed', 'in-flight', 'ok']

/** One part that is down takes its own keys away and no others: the whole still answers. */
function healthOf(parts: readonly SourceStatus[]): Health {
  const all = parts.map(({ health = 'healthy' }) => health)
  const worst = worstHealth(all)
  return worst === 'down' && all.some((health) => health !== 'down') ? 'critical' : worst
}

function extreme(
  pick: (...values: readonly number[]) => number,
  parts: readonly SourceStatus[],
  read: (part: SourceStatus) => number | undefined,
): number | undefined {
  const values = parts.flatMap((part) => read(part) ?? [])
  return values.length === 0 ? undefined : pick(...values)
}
