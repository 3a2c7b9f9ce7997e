/** The targets, on few and short runs; and that runs repeat and the shortcut of most verifications changes nothing. */
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createMaterial } from './engine/world.mjs'
import { targetLine } from './report.mjs'
import { SCENARIOS } from './scenarios/index.mjs'

let material
beforeAll(async () => {
  material = await createMaterial()
})

/** Seconds of computing, on a machine that has other things to do. */
const PATIENCE_MS = 120_000
vi.setConfig({ testTimeout: PATIENCE_MS })

describe('every target holds', () => {
  test.each(Object.entries(SCENARIOS))('%s', async (_, scenario) => {
    const rows = await scenario({ material, seed: '1', scale: 'quick' })
    const targets = rows.flatMap((row) => row.targets)
    expect(targets.length).toBeGreaterThan(0)
    expect(targets.filter(({ holds }) => !holds).map(targetLine)).toEqual([])
  })
})

const tell = (effort) => SCENARIOS.stray({ material, scale: 'quick', ...effort })

test('the same seed gives the same runs, and another one others', async () => {
  const [first, again, other] = [await tell({ seed: '1' }), await tell({ seed: '1' }), await tell({ seed: '2' })]
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
})

test('verdicts are the same whether tokens go through the whole verifier or through the source alone', async () => {
  const alone = await tell({ seed: '1', sampleEvery: Number.POSITIVE_INFINITY })
  const whole = await tell({ seed: '1', sampleEvery: 40 })
  expect(Math.min(...whole.map(({ sampled }) => sampled))).toBeGreaterThan(2000)
  expect(whole.map((row) => ({ ...row, sampled: 0 }))).toEqual(alone)
})
