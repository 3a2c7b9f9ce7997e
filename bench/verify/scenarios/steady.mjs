/** A remote source whose set is fresh, beside the same set given: in steady state, being kept fresh costs nothing. */
import { createVerifier, remoteJwks, staticJwks } from 'keywell'
import { atLeast, pairedRounds, rateRatio, rowsAgainst } from '../../harness/rounds.mjs'
import { ratioTable } from '../../harness/report.mjs'
import { syncSlice } from '../../harness/slices.mjs'
import { AUDIENCE, ISSUER, material } from '../material.mjs'

const TARGET = 0.98
const CALLS = 128
const GIVEN = 'given set'
const REMOTE = 'remote set'

/** The fastest to verify shows a cost beside the signature best. */
const ALGS = ['RS256', 'ES256']

export async function steady({ algorithms, ...effort }) {
  const results = []
  for (const alg of ALGS.filter((name) => algorithms.includes(name))) results.push(await oneAlgorithm(alg, effort))
  return results
}

async function oneAlgorithm(alg, effort) {
  const made = material(alg)
  const { jwks, tokens } = made
  const remote = remoteJwks('https://issuer.example.com/jwks', { fetch: async () => Response.json(jwks) })
  await remote.refresh('prefetch')
  const contender = (name, keys) => {
    const { verifySync } = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys })
    return { name, inputs: tokens, call: (token) => verifySync(token) }
  }
  const contenders = [contender(GIVEN, staticJwks(jwks)), contender(REMOTE, remote)]
  const times = await pairedRounds(contenders, effort, (one) => syncSlice(one, CALLS))
  remote.close()
  const data = rowsAgainst(times, GIVEN)
  return {
    id: `steady-${alg}`,
    title: `verifySync ${alg} with a remote set that is fresh`,
    data,
    ...ratioTable(data, GIVEN),
    targets: [atLeast(`${REMOTE} × ${GIVEN}`, rateRatio(times, REMOTE, GIVEN), TARGET)],
  }
}
