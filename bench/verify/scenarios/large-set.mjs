/** A set of 10,000 keys beside a set of one: the same tokens, of the same key. */
import { atLeast, pairedRounds, rateRatio, rowsAgainst } from '../../harness/rounds.mjs'
import { ratioTable } from '../../harness/report.mjs'
import { syncSlice } from '../../harness/slices.mjs'
import { keywellSync } from '../contenders/keywell.mjs'
import { freshKey, material } from '../material.mjs'

const KEYS = 10_000
const TARGET = 0.98
const CALLS = 128

/** The cheapest algorithms to verify show a cost beside the signature best. */
const ALGS = ['ES256', 'EdDSA']

export async function largeSet({ algorithms, ...effort }) {
  const results = []
  for (const alg of ALGS.filter((name) => algorithms.includes(name))) results.push(await oneAlgorithm(alg, effort))
  return results
}

async function oneAlgorithm(alg, effort) {
  const made = material(alg)
  const { signer } = made
  const others = Array.from({ length: KEYS - 1 }, () => freshKey(alg).jwk)
  const keys = others.toSpliced(KEYS >> 1, 0, signer.jwk)
  const contenders = [
    { ...keywellSync({ ...made, jwks: { keys: [signer.jwk] } }), name: '1 key' },
    { ...keywellSync({ ...made, jwks: { keys } }), name: '10,000 keys' },
  ]
  const times = await pairedRounds(contenders, effort, (contender) => syncSlice(contender, CALLS))
  const data = rowsAgainst(times, '1 key')
  return {
    id: `large-set-${alg}`,
    title: `verifySync ${alg} with a set of 10,000 keys`,
    data,
    ...ratioTable(data, '1 key'),
    targets: [atLeast('10,000 keys × 1 key', rateRatio(times, '10,000 keys', '1 key'), TARGET)],
  }
}
