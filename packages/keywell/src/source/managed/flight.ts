/** One load from its start to its outcome, retries included. Decides nothing: retry.ts and the reducer do. */
import { isKeywellError, KeywellError } from '../../errors/index.ts'
import { withDeadline } from '../../io/deadline.ts'
import { type Cell, moment, monotonic } from './cell.ts'
import { jwksInvalid } from '../../jwks/formats.ts'
import type { RefreshReason } from '../key-source.ts'
import type { Loaded, Validators } from './loader.ts'
import { renewedFacts } from '../policy/cache-control.ts'
import type { CacheEvent } from '../policy/cache-state.ts'
import { retryAfterMs, retryDelay } from '../policy/retry.ts'

export interface FlightPlan {
  readonly attempt: number
  readonly reason: RefreshReason
  /** Whether the attempt before failed, so that this one only finds out whether the server is back. */
  readonly isProbe: boolean
}

/** What a load came to: the event for the reducer, and what goes beside it. */
export interface Landing {
  readonly event: Extract<CacheEvent, { type: 'arrived' | 'failed' }>
  readonly validators: Validators | undefined
  readonly bytes: number | undefined
  readonly reason: RefreshReason
  readonly durationMs: number
}

/** Never rejects. */
export async function load(cell: Cell, plan: FlightPlan, signal: AbortSignal): Promise<Landing> {
  const startedAt = monotonic(cell)
  const loaded = await attempt(cell, plan, signal)
  const now = moment(cell, monotonic(cell))
  const common = { reason: plan.reason, durationMs: now.at - startedAt }
  if (isKeywellError(loaded)) {
    const event = {
      type: 'failed',
      attempt: plan.attempt,
      error: loaded,
      retryAfterMs: retryAfterMs(loaded),
      ...now,
    } as const
    return { event, validators: undefined, bytes: undefined, ...common }
  }
  const set = loaded.set === 'not-modified' ? undefined : loaded.set
  const event = {
    type: 'arrived',
    attempt: plan.attempt,
    facts: set === undefined ? renewedFacts(cell.facts, loaded.facts) : loaded.facts,
    set,
    ifEmpty: emptySet(),
    ...now,
  } as const
  return { event, validators: loaded.validators, bytes: loaded.bytes, ...common }
}

async function attempt(cell: Cell, plan: FlightPlan, signal: AbortSignal): Promise<Loaded | KeywellError> {
  const { clock, timeouts } = cell.settings
  const deadline = { clock, ms: timeouts.backgroundMs, signal, timeoutError: () => loadTimeout(cell) }
  try {
    return await withDeadline((end) => loadPatiently(cell, plan, end), deadline)
  } catch (cause) {
    return failureOf(cell, cause)
  }
}

/** The load and its retries. What is waited for between them is no load, and takes no slot. */
async function loadPatiently(cell: Cell, { reason, isProbe }: FlightPlan, signal: AbortSignal): Promise<Loaded> {
  const isForeground = (): boolean => cell.waiters > 0
  for (let retries = 0; ; retries++) {
    try {
      return await loadOnce(cell, reason, isForeground, signal)
    } catch (error) {
      const { clock, random } = cell.settings
      const delay = retryDelay({ error, retries, isForeground: isForeground(), isProbe, random: random() })
      if (delay === undefined || signal.aborted) throw error
      cell.setback = failureOf(cell, error)
      // A caller that waits keeps the process alive by its own deadline; no socket is open now that would.
      await clock.sleep(delay, signal)
    }
  }
}

async function loadOnce(
  cell: Cell,
  reason: RefreshReason,
  isForeground: () => boolean,
  signal: AbortSignal,
): Promise<Loaded> {
  const leave = await cell.commons.slots.take(isForeground, signal)
  // A load that ignores its signal, such as a headers function that never answers, must not keep its place for ever.
  signal.addEventListener('abort', leave, { once: true })
  try {
    // Ended as its place came free: nothing would tell it any more.
    signal.throwIfAborted()
    const { published: previous, validators } = cell
    return usable(await cell.load({ signal, previous, validators, reason }), previous !== undefined)
  } finally {
    signal.removeEventListener('abort', leave)
    leave()
  }
}

/** A set with keys of which none can verify is no set. One without any key is judged by the reducer. */
function usable(loaded: Loaded, hasPrevious: boolean): Loaded {
  const { set } = loaded
  if (set === 'not-modified') {
    if (hasPrevious) return loaded
    throw jwksInvalid('"not modified" was answered to a first request')
  }
  const [worst] = set.quarantined
  if (set.keys.length === 0 && worst !== undefined) throw jwksInvalid(`no usable key: ${worst.reason}`)
  return loaded
}

const emptySet = (): KeywellError =>
  jwksInvalid('the set is empty; a second empty one, a minute later, would revoke all keys')

function loadTimeout({ identity: { source }, settings: { timeouts } }: Cell): KeywellError {
  const detail = { url: source, timeoutMs: timeouts.backgroundMs, phase: 'load' as const }
  return new KeywellError('ERR_FETCH_TIMEOUT', 'obtaining keys took too long in all', detail)
}

function failureOf({ identity: { source } }: Cell, cause: unknown): KeywellError {
  if (isKeywellError(cause)) return cause
  const reason = 'the loader failed'
  return new KeywellError(
    'ERR_FETCH_FAILED',
    reason,
    { url: source, reason },
    { cause, hint: 'the cause is what it threw' },
  )
}
