/** `await verify(token)` one after the other: for information, as no target depends on it. */
import { pairedRounds, rowsAgainst } from '../../harness/rounds.mjs'
import { ratioTable } from '../../harness/report.mjs'
import { asyncSlice } from '../../harness/slices.mjs'
import { concurrentContenders } from './concurrent.mjs'
import { material } from '../material.mjs'

const CALLS = 128

export async function sequential({ algorithms, ...effort }) {
  const results = []
  for (const alg of algorithms) results.push(await oneAlgorithm(alg, effort))
  return results
}

async function oneAlgorithm(alg, effort) {
  const contenders = await concurrentContenders(material(alg))
  const times = await pairedRounds(contenders, effort, (contender) =>
    asyncSlice(contender, { calls: CALLS, inFlight: 1 }),
  )
  const data = rowsAgainst(times, contenders[0].name)
  return {
    id: `sequential-${alg}`,
    title: `await verify ${alg}, one at a time (for information)`,
    data,
    ...ratioTable(data, 'callback form'),
    targets: [],
  }
}
