/** Every state that matters, by name: reached by events, never made up. Times are seconds after the set's validation. */
import { KeywellError } from '../../../src/errors/index.ts'
import { keySetOf, parseJwks } from '../../../src/jwks/key-set.ts'
import type { RefreshReason } from '../../../src/source/key-source.ts'
import { NO_FACTS } from '../../../src/source/policy/cache-control.ts'
import { type CacheEvent, type CacheState, initialState, step } from '../../../src/source/policy/cache-state.ts'
import { sourceSettings } from '../../../src/source/settings.ts'
import { jwksOf, publicKey } from '../../support/documents.ts'

/** The defaults: F 600 s, due from 450 s as chance is 0 here, S 24 h, the breaker at half of 1 s and doubling. */
export const { policy } = sourceSettings({})
export const set = parseJwks(jwksOf(await publicKey('a')))
export const emptySet = keySetOf([])
const error = new KeywellError('ERR_FETCH_FAILED', 'x', { url: 'x', reason: 'x' })
const ifEmpty = new KeywellError('ERR_JWKS_INVALID', 'x', { reason: 'x', offset: undefined })

/** A moment so many seconds in, without luck: random is 0. */
const moment = (seconds: number, isGranted = true) => ({ at: seconds * 1000, random: 0, isGranted })

export const wanted = (reason: RefreshReason, seconds: number, isGranted = true): CacheEvent => ({
  type: 'wanted',
  reason,
  ...moment(seconds, isGranted),
})
export const woken = (seconds: number): CacheEvent => ({ type: 'woken', ...moment(seconds) })
export const deferred = (seconds: number): CacheEvent => ({ type: 'deferred', at: seconds * 1000 })
export const arrived = (
  seconds: number,
  attempt: number,
  what: typeof set | undefined = set,
  facts = NO_FACTS,
): CacheEvent => ({ type: 'arrived', attempt, facts, set: what, ifEmpty, ...moment(seconds) })
export const notModified = (seconds: number, attempt: number): CacheEvent => ({
  type: 'arrived',
  attempt,
  facts: NO_FACTS,
  set: undefined,
  ifEmpty,
  ...moment(seconds),
})
export const failed = (seconds: number, attempt: number, retryAfterMs?: number): CacheEvent => ({
  type: 'failed',
  attempt,
  error,
  retryAfterMs,
  ...moment(seconds),
})
export const restoredAt = (seconds: number, agoSeconds: number): CacheEvent => ({
  type: 'restored',
  at: seconds * 1000,
  agoMs: agoSeconds * 1000,
  set,
})

export interface Fixture {
  readonly state: CacheState
  /** When the table's event comes, in seconds. */
  readonly seconds: number
}

export const run = (events: readonly CacheEvent[], from: CacheState = initialState(policy)): CacheState =>
  events.reduce((state, event) => step(state, event, policy).state, from)

const DAY = 86_400
const flying = run([wanted('cold', 0)])
const fresh = run([arrived(0, 1)], flying)
/** From fresh: an attempt at this time, and what became of it. */
const dueAt = (seconds: number, ...then: readonly CacheEvent[]): CacheState =>
  run([wanted('due', seconds), ...then], fresh)
const spent = run(
  [20, 21, 22, 23].flatMap((seconds, n) => [wanted('unknown-kid', seconds), arrived(seconds, n + 2)]),
  fresh,
)
const badOnce = run([wanted('bad-signature', 60), notModified(60.1, 2)], fresh)
const emptyOnce = dueAt(450, arrived(450, 2, emptySet))
const emptyHeld = run([wanted('due', 520), arrived(520, 3, emptySet)], emptyOnce)

const at = (seconds: number, state: CacheState): Fixture => ({ seconds, state })

export const STATES: Readonly<Record<string, Fixture>> = {
  cold: at(0, initialState(policy)),
  'cold, in flight': at(0.2, flying),
  'cold, in flight, changed since': at(0.2, run([wanted('changed', 0.1)], flying)),
  'cold, failed, breaker open': at(0.2, run([failed(0.1, 1)], flying)),
  'cold, failed, breaker closed': at(0.5, run([failed(0.1, 1)], flying)),
  'cold, purged in flight': at(0.2, run([{ type: 'purged' }], flying)),
  fresh: at(60, fresh),
  'fresh, in flight for a kid': at(60.2, run([wanted('unknown-kid', 60)], fresh)),
  'fresh, budget spent': at(24, spent),
  'fresh, budget spent, refresh owed': at(30, run([deferred(24)], spent)),
  'fresh, budget spent, owed refresh due': at(35, run([deferred(24)], spent)),
  'fresh, failed for a kid, breaker open': at(60.2, run([wanted('unknown-kid', 60), failed(60.1, 2)], fresh)),
  'fresh, asked for a bad signature 299.9 s ago': at(359.9, badOnce),
  'fresh, asked for a bad signature 300 s ago': at(360, badOnce),
  refresh: at(450, fresh),
  'refresh, in flight': at(450.2, dueAt(450)),
  'refresh, failed, breaker open': at(450.2, dueAt(450, failed(450.1, 2))),
  'refresh, failed, breaker closed': at(451, dueAt(450, failed(450.1, 2))),
  'refresh, failed with Retry-After': at(460, dueAt(450, failed(450.1, 2, 30_000))),
  'refresh, an empty set came 59 s ago, in flight': at(509, run([wanted('due', 508.9)], emptyOnce)),
  'refresh, an empty set came 60 s ago, in flight': at(510, run([wanted('due', 509.9)], emptyOnce)),
  'refresh, empty set held, in flight': at(970.2, run([wanted('due', 970)], emptyHeld)),
  'stale, nothing tried since': at(600, fresh),
  'stale, slept past 2F': at(1200, fresh),
  'stale, in flight after failures': at(700.2, dueAt(650, failed(650.1, 2), wanted('due', 700))),
  'stale, failed, breaker open': at(650.2, dueAt(650, failed(650.1, 2))),
  'stale, failed, breaker closed': at(2000, dueAt(650, failed(650.1, 2))),
  'stale, restored, in flight': at(0.2, run([restoredAt(0.1, 3600)], flying)),
  'stale, restored, failed, breaker closed': at(1, run([restoredAt(0.1, 3600), failed(0.2, 1)], flying)),
  'expired, slept past S': at(DAY, fresh),
  'expired, failed, breaker open': at(DAY, dueAt(DAY - 0.2, failed(DAY - 0.1, 2))),
  'expired, failed, breaker closed': at(DAY + 1, dueAt(DAY - 0.2, failed(DAY - 0.1, 2))),
  closed: at(60.2, run([wanted('unknown-kid', 60), { type: 'closed' }], fresh)),
}

/** The events of the table; outcomes are those of the attempt that started last. */
export const EVENTS: Readonly<Record<string, (fixture: Fixture) => CacheEvent>> = {
  'wanted cold': ({ seconds }) => wanted('cold', seconds),
  'wanted due': ({ seconds }) => wanted('due', seconds),
  'wanted unknown-kid': ({ seconds }) => wanted('unknown-kid', seconds),
  'wanted unknown-kid, not granted': ({ seconds }) => wanted('unknown-kid', seconds, false),
  'wanted bad-signature': ({ seconds }) => wanted('bad-signature', seconds),
  'wanted prefetch': ({ seconds }) => wanted('prefetch', seconds),
  'wanted changed': ({ seconds }) => wanted('changed', seconds),
  woken: ({ seconds }) => woken(seconds),
  deferred: ({ seconds }) => deferred(seconds),
  'arrived: a set': ({ seconds, state }) => arrived(seconds, state.attempt),
  'arrived: not modified': ({ seconds, state }) => notModified(seconds, state.attempt),
  'arrived: an empty set': ({ seconds, state }) => arrived(seconds, state.attempt, emptySet),
  'arrived: a set, of an earlier attempt': ({ seconds, state }) => arrived(seconds, state.attempt - 1),
  failed: ({ seconds, state }) => failed(seconds, state.attempt),
  'failed, Retry-After 30 s': ({ seconds, state }) => failed(seconds, state.attempt, 30_000),
  'failed, an earlier attempt': ({ seconds, state }) => failed(seconds, state.attempt - 1),
  'restored, validated 1 h ago': ({ seconds }) => restoredAt(seconds, 3600),
  'restored, validated 24 h ago': ({ seconds }) => restoredAt(seconds, DAY),
  purged: () => ({ type: 'purged' }),
  closed: () => ({ type: 'closed' }),
}

/** The shell sends no validators without a set, so that nothing can be "not modified". */
export const isPossible = ({ state }: Fixture, event: string): boolean =>
  event !== 'arrived: not modified' || state.life !== undefined
