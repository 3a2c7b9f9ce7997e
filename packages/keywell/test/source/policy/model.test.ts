import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertHolds } from '../../properties/property.ts'
import { begin, type Model } from './model.ts'
import { anything } from './model-commands.ts'

test('whatever happens in whatever order, every promise of the policy holds, for 100,000 steps', async () => {
  let steps = 0
  const seen = new Set<string>()
  const commands = fc.commands([anything], { maxCommands: 160, size: 'max' })
  const property = fc.property(commands, (story) => {
    const { model, real } = begin()
    fc.modelRun((): { model: Model; real: typeof real } => ({ model, real }), story)
    steps += model.steps
    for (const word of model.seen) seen.add(word)
  })
  await assertHolds(property, 5000)
  expect(steps).toBeGreaterThan(100_000)
  // A property that never gets somewhere says nothing about it.
  const places = [
    'fetch while cold',
    'fetch while fresh',
    'fetch while refresh',
    'fetch while stale',
    'fetch while expired',
  ]
  const others = [
    'forced',
    'probe',
    'keep',
    'renew',
    'empty kept',
    'restored',
    'outage cold',
    'outage stale',
    'outage expired',
    'recovered',
  ]
  expect([...seen]).toEqual(expect.arrayContaining([...places, ...others]))
}, 60_000)
