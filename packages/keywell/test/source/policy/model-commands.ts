/** What can happen to a source, as commands for the model: in any order, with any luck, early, late and twice. */
import * as fc from 'fast-check'
import { KeywellError } from '../../../src/errors/index.ts'
import type { RefreshReason } from '../../../src/source/key-source.ts'
import type { CacheFacts } from '../../../src/source/policy/cache-control.ts'
import { type CacheEffect, wakeAt } from '../../../src/source/policy/cache-state.ts'
import { apply, holds, isServable, type Model, type Real } from './model.ts'
import { emptySet, set } from './states.ts'

type Step = fc.Command<Model, Real>
type Run = (model: Model, real: Real) => void

const always = (): boolean => true
const command = (text: string, run: Run, check: (model: Readonly<Model>) => boolean = always): Step => ({
  check,
  run,
  toString: () => text,
})

const error = new KeywellError('ERR_FETCH_FAILED', 'x', { url: 'x', reason: 'x' })
const ifEmpty = new KeywellError('ERR_JWKS_INVALID', 'x', { reason: 'x', offset: undefined })
const random = fc.double({ min: 0, max: 1 - 2 ** -53, noNaN: true })
const luck = fc.record({ random, isGranted: fc.boolean() })
const reason = fc.constantFrom<RefreshReason>('cold', 'due', 'unknown-kid', 'bad-signature', 'prefetch', 'changed')

const SHORT = fc.integer({ min: 0, max: 3000 })
const LONG = fc.integer({ min: 0, max: 4_000_000 })
const wait = fc
  .oneof(
    { weight: 5, arbitrary: SHORT },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 90_000 }) },
    LONG,
    fc.constant(86_400_000),
  )
  .map((ms) => command(`wait ${ms}`, (model) => void (model.at += ms)))

/** To the very moment of the next wake, or a millisecond round it. */
const waitForWake = fc.constantFrom(-1, 0, 0, 1).map((off) =>
  command(`wait for the wake, ${off} ms off`, (model, { state }) => {
    const wake = wakeAt(state)
    if (wake !== Infinity) model.at = Math.max(model.at, wake + off)
  }),
)

/** To the very moment of S, or a millisecond round it. */
const waitForEnd = fc.constantFrom(-1, 0, 1).map((off) =>
  command(`wait for S, ${off} ms off`, (model) => {
    if (model.held !== undefined) model.at = Math.max(model.at, model.held.staleUntil + off)
  }),
)

const want = fc.tuple(reason, luck).map(([why, moment]) =>
  command(`want ${why}`, (model, real) => {
    const isFlying = model.flying !== undefined
    const mustStart =
      !model.isClosed && !isFlying && (why === 'changed' || (!isServable(model) && model.at >= model.openUntil))
    const effects = apply(model, real, { type: 'wanted', reason: why, at: model.at, ...moment })
    holds(effects.length === 1 || !mustStart, 'what nobody has is fetched, and what changed too')
    holds(
      effects.every(({ type }) => type === 'fetch'),
      'a wish starts an attempt and nothing else',
    )
  }),
)

const wake = luck.map((moment) =>
  command('wake', (model, real) => void apply(model, real, { type: 'woken', at: model.at, ...moment })),
)

const defer = fc.constant(
  command('defer', (model, real) => void apply(model, real, { type: 'deferred', at: model.at })),
)

const seconds = fc.oneof(fc.constant(undefined), fc.nat(100_000))
const facts: fc.Arbitrary<CacheFacts> = fc
  .record({ fresh: seconds, staleIfError: seconds, isNoStore: fc.boolean() })
  .map(({ fresh, staleIfError, isNoStore }) => ({
    freshMs: fresh === undefined ? undefined : fresh * 1000,
    staleIfErrorMs: staleIfError === undefined ? undefined : staleIfError * 1000,
    isNoStore,
  }))

/** 0 for the attempt under way, more for earlier ones. */
const ago = fc.constantFrom(0, 0, 0, 0, 1, 2)
const KINDS = { set, empty: emptySet, 'not modified': undefined } as const

const arrive = fc
  .record({ kind: fc.constantFrom<keyof typeof KINDS>('set', 'set', 'empty', 'not modified'), facts, luck, ago })
  .map((what) =>
    command(
      `arrive ${what.kind} ${what.ago}`,
      (model, real) => {
        const attempt = model.started - what.ago
        const isCurrent = model.flying === attempt && !model.isClosed
        const failures = model.failures
        const before = real.state
        const isBelieved =
          what.kind !== 'empty' ||
          model.emptyAt === -Infinity ||
          (model.emptyAt !== undefined && model.at - model.emptyAt >= 60_000)
        if (isCurrent) noteOutcome(model, isBelieved ? what.facts : undefined, what.kind, 0)
        const event = {
          type: 'arrived',
          attempt,
          set: KINDS[what.kind],
          ifEmpty,
          at: model.at,
          facts: what.facts,
          ...what.luck,
        } as const
        const effects = apply(model, real, event)
        expectOutcome(isCurrent, isBelieved, effects)
        holds(isCurrent || (real.state === before && model.failures === failures), 'late outcomes change nothing')
      },
      ({ held }) => what.kind !== 'not modified' || held !== undefined,
    ),
  )

const fail = fc
  .record({ retryAfterMs: fc.constantFrom(undefined, undefined, 0, 5000, 300_000), luck, ago })
  .map((what) =>
    command(`fail ${what.ago}, ${what.retryAfterMs}`, (model, real) => {
      const attempt = model.started - what.ago
      const isCurrent = model.flying === attempt && !model.isClosed
      const before = real.state
      if (isCurrent) noteOutcome(model, undefined, 'failure', what.retryAfterMs ?? 0)
      const event = {
        type: 'failed',
        attempt,
        error,
        retryAfterMs: what.retryAfterMs,
        at: model.at,
        ...what.luck,
      } as const
      expectOutcome(isCurrent, false, apply(model, real, event))
      holds(isCurrent || real.state === before, 'late outcomes change nothing')
    }),
  )

function expectOutcome(isCurrent: boolean, isGood: boolean, effects: readonly CacheEffect[]): void {
  const good = effects.filter(({ type }) => type === 'keep' || type === 'renew').length
  const bad = effects.filter(({ type }) => type === 'blame').length
  holds(good === (isCurrent && isGood ? 1 : 0), 'a good answer is taken once')
  holds(bad === (isCurrent && !isGood ? 1 : 0), 'a failure is told once')
}

const clamp = (ms: number, min: number, max: number): number => Math.min(Math.max(ms, min), max)
const DAY = 86_400_000

/** What the outcome of the attempt under way means; without facts it is a failure. */
function noteOutcome(model: Model, told: CacheFacts | undefined, kind: string, retryAfterMs: number): void {
  const { at } = model
  model.flying = undefined
  if (kind === 'empty' && told === undefined) model.emptyAt ??= at
  if (told === undefined) {
    model.failures++
    model.openUntil = Math.max(model.openUntil, at + retryAfterMs)
    return
  }
  const freshMs = clamp(told.isNoStore ? 300_000 : (told.freshMs ?? 600_000), 300_000, 3_600_000)
  const staleMs = Math.min(DAY, told.staleIfErrorMs === undefined ? DAY : freshMs + told.staleIfErrorMs)
  model.held = { validatedAt: at, freshMs, staleUntil: at + Math.max(freshMs, staleMs) }
  model.failures = 0
  model.openUntil = -Infinity
  const wasEmpty = kind === 'not modified' && model.emptyAt === -Infinity
  model.emptyAt = kind === 'empty' || wasEmpty ? -Infinity : undefined
}

const restore = fc.oneof(fc.constantFrom(-1000, 0, DAY - 1, DAY), fc.nat(DAY)).map((agoMs) =>
  command(`restore ${agoMs}`, (model, real) => {
    const validatedAt = model.at - Math.max(0, agoMs)
    const isTaken = !model.isClosed && model.held === undefined && model.at < validatedAt + DAY
    // A restored set is stale from the start, and nobody has to look again: an attempt is under way.
    if (isTaken) model.held = { validatedAt, freshMs: Infinity, staleUntil: validatedAt + DAY }
    const effects = apply(model, real, { type: 'restored', at: model.at, agoMs, set })
    holds(effects.length === (isTaken ? 1 : 0), 'a snapshot is taken over only where there is nothing')
  }),
)

const purge = fc.constant(
  command('purge', (model, real) => {
    const { isClosed, failures, openUntil } = model
    if (!isClosed) Object.assign(model, { flying: undefined, held: undefined, emptyAt: undefined })
    if (!isClosed) model.openUntil = failures === 0 ? -Infinity : openUntil
    apply(model, real, { type: 'purged' })
    model.outage = undefined
  }),
)

const close = fc.constant(
  command(
    'close',
    (model, real) => {
      const isFirst = !model.isClosed
      const effects = isFirst ? apply(model, real, { type: 'closed' }) : []
      model.isClosed = true
      apply(model, real, { type: 'closed' })
      holds(effects.length === (isFirst ? 2 : 0), 'a source is closed once')
    },
    ({ steps }) => steps > 60,
  ),
)

const weigh = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary })

export const anything: fc.Arbitrary<Step> = fc.oneof(
  weigh(9, wait),
  weigh(8, want),
  weigh(6, arrive),
  weigh(5, fail),
  weigh(4, waitForWake),
  weigh(4, wake),
  weigh(2, defer),
  weigh(1, waitForEnd),
  weigh(1, restore),
  weigh(1, purge),
  weigh(1, close),
)
