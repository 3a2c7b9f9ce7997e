import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeywellError } from '../../src/errors/index.ts'
import { keySetOf } from '../../src/jwks/key-set.ts'
import type { RefreshReason } from '../../src/source/key-source.ts'
import type { CachePolicy } from '../../src/source/policy/age.ts'
import { type CacheEffect, type CacheState, COLD, readiness, step } from '../../src/source/policy/cache-state.ts'

const policy: CachePolicy = {
  freshMs: 600_000,
  staleMs: 86_400_000,
  breaker: { minMs: 1000, maxMs: 60_000 },
  unknownKidMs: 15_000,
  badSignatureMs: 300_000,
}
const set = keySetOf([])
const error = new KeywellError('ERR_FETCH_FAILED', 'x', { url: '', reason: '' })

type Happening =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'want'; readonly reason: RefreshReason }
  | { readonly do: 'end'; readonly ago: number; readonly isGood: boolean }
  | { readonly do: 'purge' }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.nat(20_000), fc.nat(1e8)) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('want' as const),
      reason: fc.constantFrom<RefreshReason>('cold', 'due', 'unknown-kid', 'bad-signature', 'prefetch'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('end' as const), ago: fc.nat(2), isGood: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const) }) },
)

/** What a server and an onlooker would note down. */
interface World {
  at: number
  state: CacheState
  /** Attempts under way as the outside sees them: at most one that was not called off. */
  open: Set<number>
  lastUnknownKid: number
  goodAt: number | undefined
}

const start = (): World => ({ at: 0, state: COLD, open: new Set(), lastUnknownKid: -Infinity, goodAt: undefined })

function apply(world: World, what: Happening): void {
  const before = world.state
  const { at } = world
  const note = (effects: readonly CacheEffect[]): void => effects.forEach((effect) => observe(world, effect, before))
  if (what.do === 'wait') world.at += what.ms
  if (what.do === 'want') note(advance(world, { type: 'wanted', reason: what.reason, at }))
  if (what.do === 'purge') note(advance(world, { type: 'purged' }))
  if (what.do !== 'end') return
  const attempt = before.attempt - what.ago
  const isCurrent = world.open.delete(attempt)
  const outcome = what.isGood
    ? ({ type: 'succeeded', attempt, at, set } as const)
    : ({ type: 'failed', attempt, reason: 'due', error } as const)
  const effects = advance(world, outcome)
  expect(effects.map(({ type }) => type)).toEqual(isCurrent ? [what.isGood ? 'keep' : 'blame'] : [])
  if (isCurrent && what.isGood) world.goodAt = at
}

function advance(world: World, event: Parameters<typeof step>[1]): readonly CacheEffect[] {
  const { state, effects } = step(world.state, event, policy)
  world.state = state
  return effects
}

function observe(world: World, effect: CacheEffect, before: CacheState): void {
  if (effect.type === 'abort') world.open.clear()
  if (effect.type === 'forget') world.goodAt = undefined
  if (effect.type !== 'fetch') return
  expect(world.open.size).toBe(0)
  expect(world.at).toBeGreaterThanOrEqual(before.openUntil)
  world.open.add(effect.attempt)
  if (effect.reason !== 'unknown-kid') return
  const isServing = before.validatedAt !== undefined && world.at - before.validatedAt < policy.staleMs
  expect(isServing && world.at - world.lastUnknownKid < policy.unknownKidMs).toBe(false)
  world.lastUnknownKid = world.at
}

function check({ at, state, goodAt, open }: World): void {
  expect(Object.isFrozen(state)).toBe(true)
  expect(state.lastAttempt === 'in-flight').toBe(open.size === 1)
  expect(state.validatedAt).toBe(goodAt)
  const answer = readiness(state, at, policy)
  const isUsable = goodAt !== undefined && at - goodAt < policy.staleMs
  expect(answer !== 'serve' || isUsable).toBe(true)
  expect(answer !== 'refuse' || (!isUsable && state.failures > 0)).toBe(true)
  // Whatever has happened, the source gets an attempt within the breaker's longest time, unless one is under way.
  const later = at + policy.breaker.maxMs
  const retried = step(state, { type: 'wanted', reason: 'cold', at: later }, policy).effects
  const needsOne = goodAt === undefined || later - goodAt >= policy.freshMs
  expect(retried.length === 1 || !needsOne || open.size === 1).toBe(true)
}

test('whatever happens in whatever order, one fetch is in flight, budgets hold, and good sets stay', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const world = start()
      for (const what of happenings) {
        apply(world, what)
        check(world)
      }
    }),
    { numRuns: 500 },
  )
})
