/** One token after the other, without waiting, uncached. */
import { atLeast, pairedRounds, rateRatio, rowsAgainst } from '../../harness/rounds.mjs'
import { ratioTable } from '../../harness/report.mjs'
import { syncSlice } from '../../harness/slices.mjs'
import { requireSameVerdicts } from '../acceptance.mjs'
import { awsJwtVerifySync } from '../contenders/aws-jwt-verify.mjs'
import { bareSync } from '../contenders/bare.mjs'
import { fastJwtSync } from '../contenders/fast-jwt.mjs'
import { jsonwebtokenSync } from '../contenders/jsonwebtoken.mjs'
import { keywellSync } from '../contenders/keywell.mjs'
import { material } from '../material.mjs'

/** The share of bare `crypto.verify` that reading the token and checking its claims must leave. */
const TARGET = { RS256: 0.9, PS256: 0.9, ES256: 0.95, EdDSA: 0.95 }

/** A few milliseconds at a time. */
const CALLS = 128

export async function sync({ algorithms, ...effort }) {
  const results = []
  for (const alg of algorithms) results.push(await oneAlgorithm(alg, effort))
  return results
}

async function oneAlgorithm(alg, effort) {
  const made = material(alg)
  const all = [bareSync, keywellSync, fastJwtSync, awsJwtVerifySync, jsonwebtokenSync]
  const contenders = all.map((make) => make(made)).filter((contender) => contender !== undefined)
  await requireSameVerdicts(made, contenders)
  const times = await pairedRounds(contenders, effort, (contender) => syncSlice(contender, CALLS))
  const data = rowsAgainst(times, 'bare')
  const peers = data.map(({ name }) => name).filter((name) => name !== 'bare' && name !== 'keywell')
  return {
    id: `sync-${alg}`,
    title: `verifySync ${alg}: tokens of ${made.size} bytes, a set of ${made.jwks.keys.length} keys, uncached`,
    data,
    ...ratioTable(data, 'bare'),
    targets: [
      atLeast('keywell × bare', rateRatio(times, 'keywell', 'bare'), TARGET[alg]),
      ...peers.map((peer) => atLeast(`keywell × ${peer}`, rateRatio(times, 'keywell', peer), 1)),
    ],
  }
}
