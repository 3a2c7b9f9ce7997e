import { expect, test } from 'vitest'
import { ageOf } from '../../../src/source/policy/age.ts'
import { validated } from '../../../src/source/policy/age.ts'
import { NO_FACTS } from '../../../src/source/policy/cache-control.ts'
import { initialState } from '../../../src/source/policy/cache-state.ts'
import { type Health, healthOf, worstHealth } from '../../../src/source/policy/health.ts'
import { sourceSettings } from '../../../src/source/settings.ts'

const { policy } = sourceSettings({})
const DAY = 86_400_000
const life = validated(0, NO_FACTS, 0, policy)

function health(at: number | 'cold', failures: number): Health {
  const state = { ...initialState(policy), life: at === 'cold' ? undefined : life, failures }
  const now = at === 'cold' ? 0 : at
  return healthOf(state, ageOf(state.life, now), now)
}

test.each<[string, number | 'cold', Health, Health]>([
  ['cold', 'cold', 'healthy', 'down'],
  ['fresh', 0, 'healthy', 'healthy'],
  ['due', 450_000, 'healthy', 'degraded'],
  ['stale', 600_000, 'degraded', 'degraded'],
  ['stale at half of its time', DAY / 2, 'degraded', 'degraded'],
  ['stale past half of its time', DAY / 2 + 1, 'critical', 'critical'],
  ['stale to the last', DAY - 1, 'critical', 'critical'],
  ['expired', DAY, 'down', 'down'],
])('a source that is %s is well enough, without and with a failure', (_, at, calm, failing) => {
  expect([health(at, 0), health(at, 1)]).toEqual([calm, failing])
})

test('of several that are all needed, the worst counts', () => {
  expect(worstHealth(['healthy', 'critical', 'degraded'])).toBe('critical')
  expect(worstHealth(['degraded', 'down'])).toBe('down')
  expect(worstHealth([])).toBe('healthy')
})
