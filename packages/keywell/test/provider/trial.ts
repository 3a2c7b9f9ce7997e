/** What the tests of single presets share: a bad option by its name, and the verdict on a token that differs from the good one. */
import { expect } from 'vitest'
import { failure } from '../support/failures.ts'
import { runCase } from './case-runner.ts'
import type { Change, Specimen } from './specimen.ts'

/** The call fails, and says which option it was. */
export async function expectBadOption(option: string, make: () => unknown): Promise<void> {
  const { detail } = await failure('ERR_OPTION_INVALID', make)
  expect(detail.option).toBe(option)
}

/** The specimen of a file with one only, or that of a kind. */
export function specimenOf(specimens: readonly Specimen[], kind?: string): Specimen {
  const found = specimens.find((specimen) => specimen.kind === kind)
  if (found === undefined) throw new Error(`no specimen of the kind ${kind}`)
  return found
}

/** What becomes of the good token with this change, under the specimen's trust or another one. */
export const verdictOn = async (
  specimen: Specimen,
  { header, claims }: Change,
  trust: Specimen['trust'] = specimen.trust,
): Promise<string> =>
  await runCase(
    { ...specimen, trust, header: { ...specimen.header, ...header }, claims: { ...specimen.claims, ...claims } },
    'good',
  )
