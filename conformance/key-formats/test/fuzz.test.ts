/** A short part of the fuzzing, the same every time; `npm run key-fuzz` does a million. */
import { expect, test } from 'vitest'
import { fuzz, MAX_MS } from '../fuzz/fuzz.ts'

/** A few seconds' worth. */
const COUNT = 4000

test('every input gives keys or a KeywellError, in bounded time, and what is read can be written', async () => {
  const { failures, outcomes, slowestMs } = await fuzz({ seed: 20_261_127, count: COUNT })
  expect(failures).toEqual([])
  expect(slowestMs).toBeLessThan(MAX_MS)
  // Were all of them refused at the door, nothing would be tested.
  expect(outcomes.get('key')).toBeGreaterThan(COUNT / 10)
  expect(outcomes.get('ERR_JWK_INVALID')).toBeGreaterThan(COUNT / 10)
  expect(outcomes.get('ERR_KEY_UNSUPPORTED')).toBeGreaterThan(0)
})
