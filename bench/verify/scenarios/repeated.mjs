/** Tokens that come again and again, with a cache: the same texts, but every time a new string. */
import { atLeast, pairedRounds, rateRatio, rowsAgainst } from '../../harness/rounds.mjs'
import { ratioTable } from '../../harness/report.mjs'
import { syncSlice } from '../../harness/slices.mjs'
import { fastJwtSync } from '../contenders/fast-jwt.mjs'
import { keywellSync } from '../contenders/keywell.mjs'
import { material } from '../material.mjs'

const TARGET = 4
const CALLS = 4096

const identity = (token) => token

export async function repeated({ algorithms, ...effort }) {
  const results = []
  for (const alg of algorithms) results.push(await oneAlgorithm(alg, effort))
  return results
}

async function oneAlgorithm(alg, effort) {
  const made = material(alg)
  const contenders = [
    fastJwtSync(made, { cache: true }),
    { ...fastJwtSync(made, { cache: true, cacheKeyBuilder: identity }), name: 'fast-jwt, token as cache key' },
    keywellSync(made, { tokenCache: {} }),
  ]
  const times = await pairedRounds(contenders, effort, (contender) => syncSlice(contender, CALLS))
  const data = rowsAgainst(times, 'fast-jwt')
  return {
    id: `repeated-${alg}`,
    title: `repeated ${alg} tokens: ${made.minted.length} texts, all remembered, a new string each time`,
    data,
    ...ratioTable(data, 'fast-jwt'),
    targets: [atLeast('keywell × fast-jwt', rateRatio(times, 'keywell', 'fast-jwt'), TARGET)],
  }
}
