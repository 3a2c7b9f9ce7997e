/**
 * How properties run here: a fresh seed each time, which fast-check prints when one fails. KEYWELL_SEED repeats such a
 * run; KEYWELL_RUNS multiplies the number of cases, for a long look.
 */
import * as fc from 'fast-check'

const { KEYWELL_SEED, KEYWELL_RUNS } = process.env
const FACTOR = Math.max(1, Number(KEYWELL_RUNS ?? 1) || 1)
const SEED = KEYWELL_SEED === undefined ? {} : { seed: Number(KEYWELL_SEED) }

/** Holds a property for so many cases. */
export const assertHolds = async <T>(
  property: fc.IAsyncProperty<T> | fc.IProperty<T>,
  runs: number = 100,
): Promise<void> => {
  await fc.assert(property, { numRuns: runs * FACTOR, ...SEED })
}
