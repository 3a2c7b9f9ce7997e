/** Sources that stand in for each other when one cannot be reached. Never asks another one for a kid that one lacks. */
import { finiteSeconds, knownOptions, optional } from '../../errors/index.ts'
import type { Clock } from '../../io/clock.ts'
import { clockOption } from '../../io/clock-option.ts'
import type { KeyQuery } from '../../jwks/select.ts'
import { keysOf, lookUp } from '../ask-source.ts'
import type { KeySource, Lookup, RefreshOptions, RefreshReason } from '../key-source.ts'
import { sourceList, subscribeAll } from './source-list.ts'
import type { SourceEvent } from '../source-event.ts'
import type { SourceStatus } from '../source-status.ts'

export interface FailoverOptions {
  /** How long one that stood in is stayed with before the first is tried again. Default 300. */
  readonly stickySeconds?: number
  readonly clock?: Clock
}

/**
 * The same keys at several places, the best first. The next one is asked only when one has no usable keys and cannot get
 * any; what the one that serves says about a kid is final. For places with different keys, see `union`.
 * A caller may wait for each place in turn, `timeouts.foregroundMs` at most for each.
 * Closing it closes them all.
 * @throws KeywellError ERR_OPTION_INVALID
 * @example const keys = failover([remoteJwks(url), remoteJwks(mirrorUrl)])
 */
export function failover(sources: readonly KeySource[], options: FailoverOptions = {}): KeySource {
  const { stickySeconds, clock } = knownOptions('options', options, ['stickySeconds', 'clock'])
  const all = sourceList(sources)
  const line: Line = {
    all,
    clock: clockOption(clock),
    stickyMs: (optional(finiteSeconds, 'stickySeconds', stickySeconds) ?? 300) * 1000,
    serving: all[0],
    backAt: 0,
  }
  return Object.freeze({
    lookup: (query: KeyQuery) => lookup(line, query),
    refresh: (reason: RefreshReason, refreshOptions?: RefreshOptions) => refresh(line, reason, refreshOptions),
    status: () => status(line),
    subscribe: (listener: (event: SourceEvent) => void) => subscribeAll(all, listener),
    purge: () => all.forEach((source) => source.purge()),
    close: () => all.forEach((source) => source.close()),
  })
}

interface Line {
  readonly all: readonly [KeySource, ...KeySource[]]
  readonly clock: Clock
  readonly stickyMs: number
  serving: KeySource
  /** When the first is tried again, while another one serves. */
  backAt: number
}

const hasKeys = ({ outcome }: Lookup): boolean => outcome === 'found' || outcome === 'missed'

function lookup(line: Line, query: KeyQuery): Lookup {
  const first = line.all[0]
  if (line.serving !== first && line.clock.monotonic() >= line.backAt) {
    // Looking makes it try again in the background; nobody waits for it while another one serves.
    const answer = lookUp(first, query)
    if (hasKeys(answer)) return servedBy(line, first, answer)
  }
  const answer = lookUp(line.serving, query)
  return hasKeys(answer) || !hasFailed(line.serving, answer) ? answer : standIn(line, query, answer)
}

const USABLE: ReadonlySet<SourceStatus['state']> = new Set(['static', 'fresh', 'refresh', 'stale'])

/** One that has keys and cannot decide about a kid, or that has not been tried yet, has not failed. */
function hasFailed(source: KeySource, { outcome }: Lookup): boolean {
  try {
    const { state, keys, error } = source.status()
    if (keys !== undefined && USABLE.has(state)) return false
    return outcome === 'unavailable' || error !== undefined
  } catch {
    // A source of one's own that cannot even say how it is.
    return true
  }
}

/** One of the others that has keys at hand. */
function standIn(line: Line, query: KeyQuery, refusal: Lookup): Lookup {
  let isLoading = false
  for (const source of line.all) {
    if (source === line.serving) continue
    const answer = lookUp(source, query)
    if (hasKeys(answer)) return servedBy(line, source, answer)
    isLoading ||= answer.outcome === 'empty'
  }
  return isLoading ? { outcome: 'empty' } : refusal
}

function servedBy(line: Line, source: KeySource, answer: Lookup): Lookup {
  appoint(line, source)
  return answer
}

function appoint(line: Line, source: KeySource): void {
  if (source === line.serving) return
  line.serving = source
  line.backAt = line.clock.monotonic() + line.stickyMs
}

/** An unknown kid is a question to the one that serves; when keys are missing altogether, each is asked in turn. */
async function refresh(line: Line, reason: RefreshReason, options?: RefreshOptions): Promise<void> {
  const { serving } = line
  const isForServing = reason === 'unknown-kid' || reason === 'bad-signature'
  if (isForServing && keysOf(serving) !== undefined) return await serving.refresh(reason, options)
  let refusal: unknown
  for (const source of [serving, ...line.all.filter((other) => other !== serving)]) {
    try {
      await source.refresh(reason, options)
      appoint(line, source)
      return
    } catch (error) {
      if (options?.signal?.aborted === true) throw error
      refusal ??= error
    }
  }
  throw refusal
}

function status({ all, serving }: Line): SourceStatus {
  const parts = all.map((source) => source.status())
  const { health = 'healthy', ...served } = serving.status()
  // Another one serves well, and still somebody should know.
  const isStandIn = serving !== all[0] && health === 'healthy'
  return { ...served, health: isStandIn ? 'degraded' : health, kind: 'failover', parts }
}
