/** `verify` with 64 in flight, as under load; and how long the event loop is held meanwhile. */
import { atLeast, pairedRounds, rateRatio, rowsAgainst } from '../../harness/rounds.mjs'
import { ratioTable } from '../../harness/report.mjs'
import { asyncSlice } from '../../harness/slices.mjs'
import { requireSameVerdicts } from '../acceptance.mjs'
import { bareAsync } from '../contenders/bare.mjs'
import { joseWithKey, joseWithKeyObject, joseWithSet } from '../contenders/jose.mjs'
import { keywellAsync } from '../contenders/keywell.mjs'
import { material } from '../material.mjs'

const IN_FLIGHT = 64
const TARGET = 0.95

/** Twenty times what is in flight, so that filling and emptying the pool weigh little. */
const CALLS = 1280

export async function concurrentContenders(made) {
  const making = [bareAsync, keywellAsync, joseWithSet, joseWithKey, joseWithKeyObject].map((make) => make(made))
  return Promise.all(making)
}

export async function concurrent({ algorithms, ...effort }) {
  const results = []
  for (const alg of algorithms) results.push(await oneAlgorithm(alg, effort))
  return results
}

async function oneAlgorithm(alg, effort) {
  const made = material(alg)
  const contenders = await concurrentContenders(made)
  await requireSameVerdicts(made, contenders)
  const slice = (contender) => asyncSlice(contender, { calls: CALLS, inFlight: IN_FLIGHT })
  const times = await pairedRounds(contenders, effort, slice)
  const [bare, keywell, ...peers] = contenders.map(({ name }) => name)
  const data = rowsAgainst(times, bare)
  return {
    id: `concurrent-${alg}`,
    title: `verify ${alg}: ${IN_FLIGHT} in flight, a set of ${made.jwks.keys.length} keys, uncached`,
    data,
    ...ratioTable(data, 'callback form'),
    targets: [
      atLeast('keywell × callback form', rateRatio(times, keywell, bare), TARGET),
      ...peers.map((peer) => atLeast(`keywell × ${peer}`, rateRatio(times, keywell, peer), 1)),
    ],
  }
}
