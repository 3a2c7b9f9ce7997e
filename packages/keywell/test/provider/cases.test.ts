/** Every provider's tokens, good and wrong in each way, come to the verdict that the table says. */
import { describe, expect, test } from 'vitest'
import { PROVIDERS } from '../../src/providers.ts'
import { runCase } from './support/case-runner.ts'
import { CASES, CASE_NAMES, loadSpecimens } from './support/specimen.ts'

const specimens = await loadSpecimens()

test('every provider has a specimen of its tokens', () => {
  const shown = new Set(specimens.map(({ provider }) => provider))
  expect(PROVIDERS.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([])
})

describe.each(
  specimens.map((specimen) => [[specimen.provider, specimen.kind ?? ''].join(' ').trim(), specimen] as const),
)('%s', (_, specimen) => {
  const cases = CASE_NAMES.filter((name) => name !== 'wrong kind' || specimen.wrongKind !== undefined)
  test.each(cases)('%s', async (name) => {
    expect(await runCase(specimen, name)).toBe(specimen.expected?.[name] ?? CASES[name])
  })
})
