/** Times a number of calls of one contender. What the calls are given is made before the clock starts. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * A contender is `{ name, inputs(count), call(input) }`: `inputs` makes that many fresh inputs, which is not timed.
 * @returns µs per call
 */
export function syncSlice({ inputs, call }, calls) {
  const made = inputs(calls)
  const start = performance.now()
  for (const input of made) call(input)
  return ((performance.now() - start) * 1000) / calls
}

/**
 * The same for calls that return promises, `inFlight` of them at any time: as one ends, the next begins.
 * @param calls - in all; enough that the start and the end, where fewer are in flight, weigh little
 */
export async function asyncSlice({ inputs, call }, { calls, inFlight }) {
  const made = inputs(calls)
  await nextTurn()
  const start = performance.now()
  await keepInFlight(made, call, inFlight)
  return ((performance.now() - start) * 1000) / calls
}

/** Resolves once `call` has answered for every input. */
export async function keepInFlight(made, call, inFlight) {
  let taken = 0
  const lane = async () => {
    while (taken < made.length) await call(made[taken++])
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
}
