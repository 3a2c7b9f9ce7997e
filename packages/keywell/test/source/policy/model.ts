/** What an onlooker notes down about a source, and holds against the reducer. Knows the rules in other words than it. */
import { ageOf } from '../../../src/source/policy/age.ts'
import type { CacheEffect, CacheEvent, CacheState } from '../../../src/source/policy/cache-state.ts'
import { initialState, readiness, step, wakeAt } from '../../../src/source/policy/cache-state.ts'
import { policy } from './states.ts'

export interface Model {
  at: number
  /** The attempt under way. */
  flying: number | undefined
  started: number
  failures: number
  /** Before this, only `changed` may start. */
  openUntil: number
  held: { validatedAt: number; freshMs: number; staleUntil: number } | undefined
  /** When refreshes for unknown kids began while a set could serve. */
  forced: number[]
  badSignatureAt: number
  emptyAt: number | undefined
  outage: string | undefined
  isClosed: boolean
  steps: number
  /** Where the story has been. */
  readonly seen: Set<string>
}

export interface Real {
  state: CacheState
}

export const begin = (): { model: Model; real: Real } => ({
  model: {
    at: 0,
    flying: undefined,
    started: 0,
    failures: 0,
    openUntil: -Infinity,
    held: undefined,
    forced: [],
    badSignatureAt: -Infinity,
    emptyAt: undefined,
    outage: undefined,
    isClosed: false,
    steps: 0,
    seen: new Set(),
  },
  real: { state: initialState(policy) },
})

/** Said thousands of times, so that a plain throw serves better than a matcher. */
export function holds(isTrue: boolean, rule: string): void {
  if (!isTrue) throw new Error(`broken: ${rule}`)
}

export const isServable = ({ held, at }: Model): boolean => held !== undefined && at < held.staleUntil

/** Takes an event to the reducer, and notes what came of it. */
export function apply(model: Model, real: Real, event: CacheEvent): readonly CacheEffect[] {
  const before = real.state
  const { state, effects } = step(before, event, policy)
  real.state = state
  model.steps++
  holds(!model.isClosed || (state === before && effects.length === 0), 'closed is final')
  holds(state !== before || effects.length === 0, 'an effect comes with a change')
  for (const effect of effects) {
    note(model, event, effect)
    if (effect.type === 'fetch') model.seen.add(`fetch while ${ageOf(state.life, model.at)}`)
  }
  check(model, real)
  return effects
}

function note(model: Model, event: CacheEvent, effect: CacheEffect): void {
  switch (effect.type) {
    case 'fetch':
      noteStart(model, event, effect)
      return
    case 'abort':
      model.flying = undefined
      return
    case 'forget':
      holds(event.type === 'purged', 'only a purge forgets')
      model.held = undefined
      return
    case 'outage':
      holds(effect.age !== model.outage, 'an outage is told once')
      holds(!isServable(model) || effect.age === 'stale', 'an outage says the age')
      holds(effect.remainingMs === Math.max(0, (model.held?.staleUntil ?? 0) - model.at), 'an outage says what is left')
      model.outage = effect.age
      model.seen.add(`outage ${effect.age}`)
      return
    case 'announce':
      if (effect.event === 'recovered') holds(model.outage !== undefined, 'only an outage ends')
      model.seen.add(effect.event)
      model.outage = undefined
      return
    case 'keep':
    case 'renew':
      model.seen.add(effect.type === 'keep' && effect.isRestored ? 'restored' : effect.type)
      if (effect.type === 'keep' && effect.set.keys.length === 0) model.seen.add('empty kept')
      holds(
        event.type === (effect.type === 'keep' && effect.isRestored ? 'restored' : 'arrived'),
        'sets come from answers',
      )
      return
    case 'blame':
      holds(event.type === 'failed' || event.type === 'arrived', 'only outcomes are blamed')
  }
}

const MAX_BREAKER_MS = 60_000
const BURST = 4
const REFILL_MS = 14_000

function noteStart(
  model: Model,
  event: CacheEvent,
  { attempt, reason, isProbe }: CacheEffect & { type: 'fetch' },
): void {
  const { at } = model
  holds(model.flying === undefined, 'one attempt is in flight')
  holds(attempt === model.started + 1, 'attempts are counted')
  holds(reason === 'changed' || at >= model.openUntil, 'the breaker is respected')
  if (isProbe) model.seen.add('probe')
  holds(isProbe === model.failures > 0, 'an attempt after a failure is a probe')
  if (reason === 'unknown-kid' && isServable(model)) noteForced(model, at)
  if (reason === 'bad-signature') {
    holds(!isServable(model) || at - model.badSignatureAt >= 300_000, 'a bad signature costs one refresh in 300 s')
    model.badSignatureAt = at
  }
  const longest = Math.min(1000 * 2 ** model.failures, MAX_BREAKER_MS)
  const random = 'random' in event ? event.random : 0
  model.flying = attempt
  model.started = attempt
  model.openUntil = Math.max(model.openUntil, at + longest / 2 + (longest / 2) * random)
}

/** In any stretch of time there are no more than the burst and what refilled. */
function noteForced({ forced, seen }: Model, at: number): void {
  seen.add('forced')
  forced.push(at)
  const recent = forced.slice(-40)
  for (const [n, from] of recent.entries()) {
    holds(recent.length - n <= BURST + (at - from) / REFILL_MS + 1e-3, 'unknown kids keep to their budget')
  }
}

/** What must be true at every moment. */
function check(model: Model, { state }: Real): void {
  const { at, held } = model
  holds(Object.isFrozen(state) && Object.isFrozen(state.bucket), 'the state is frozen')
  holds(state.life === undefined || Object.isFrozen(state.life), 'the times are frozen')
  if (model.isClosed) return
  holds((state.lastAttempt === 'in-flight') === (model.flying !== undefined), 'in flight is what was started')
  holds(state.life?.validatedAt === held?.validatedAt, 'age counts from validations alone')
  holds(state.life?.staleUntil === held?.staleUntil, 'S counts from validations alone')
  holds(state.failures === model.failures, 'failures are counted from the last success')
  // Two ways to the same number differ in its last bit.
  const isSame = model.openUntil === state.openUntil || Math.abs(model.openUntil - state.openUntil) < 1e-6
  holds(isSame, 'the breaker is set by each start and by Retry-After')
  model.openUntil = state.openUntil
  const answer = readiness(state, at)
  const hasSlept = held !== undefined && model.failures === 0 && at >= held.validatedAt + 2 * held.freshMs
  if (isServable(model)) holds(answer === (hasSlept ? 'wait' : 'serve'), 'a set serves until S')
  else
    holds(
      answer === (model.flying !== undefined || at >= model.openUntil ? 'wait' : 'refuse'),
      'without a set nobody is served',
    )
  checkWaking(model, state)
}

/** A wake that is past always leads on: to an attempt, or to a later wake. Nobody is kept busy. */
function checkWaking({ at, flying, held, failures }: Model, state: CacheState): void {
  const wake = wakeAt(state)
  const mayWake = flying === undefined && (held !== undefined || failures > 0)
  holds(wake === Infinity || mayWake, 'only an idle source is woken, which has a set or failed to get one')
  const isIdle = flying === undefined && !state.isClosed
  holds(failures === 0 || !isIdle || wake < Infinity, 'a source that fails is probed, whatever it has')
  if (wake === Infinity) return
  const then = Math.max(at, wake)
  const next = step(state, { type: 'woken', at: then, random: 0.5, isGranted: false }, policy)
  holds(next.state !== state && wakeAt(next.state) > then, 'waking leads on')
}
