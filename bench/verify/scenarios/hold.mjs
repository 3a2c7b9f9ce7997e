/** How long the event loop is held with 64 in flight: the time between two of its turns, and what runs inside one. */
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { keepInFlight, syncSlice } from '../../harness/slices.mjs'
import { quantile } from '../../harness/statistics.mjs'
import { bareSync } from '../contenders/bare.mjs'
import { material } from '../material.mjs'
import { concurrentContenders } from './concurrent.mjs'

const IN_FLIGHT = 64
const CALLS = 6000

export async function hold({ algorithms }) {
  const results = []
  for (const alg of algorithms) results.push(await oneAlgorithm(alg))
  return results
}

async function oneAlgorithm(alg) {
  const made = material(alg)
  const contenders = await concurrentContenders(made)
  const one = syncSlice(bareSync(made), CALLS)
  const data = []
  for (const contender of contenders) {
    await keepInFlight(contender.inputs(CALLS), contender.call, IN_FLIGHT)
    data.push({ name: contender.name, ...(await observe(contender)) })
  }
  const most = data.find(({ name }) => name === 'keywell').inOneTurn
  return {
    id: `hold-${alg}`,
    title: `event loop under verify ${alg}, ${IN_FLIGHT} in flight; one verification takes ${one.toFixed(0)} µs`,
    data,
    columns: ['', 'verified at once in one turn, at most', 'turn: median µs', '99 % µs', 'max µs'],
    rows: data.map(({ name, inOneTurn, turns }) => [
      name,
      String(inOneTurn),
      ...turns.map((micros) => micros.toFixed(0)),
    ]),
    targets: [
      {
        what: 'verifications that hold one turn',
        median: most,
        low: most,
        high: most,
        target: '≤ 1',
        holds: most <= 1,
      },
    ],
  }
}

/** Counts verifications at once per turn, in either form of node:crypto, and the time from one turn to the next. */
async function observe({ inputs, call }) {
  const gaps = []
  let inTurn = 0
  let most = 0
  let running = true
  let last = performance.now()
  const turn = () => {
    const now = performance.now()
    gaps.push((now - last) * 1000)
    last = now
    most = Math.max(most, inTurn)
    inTurn = 0
    if (running) setImmediate(turn)
  }
  const { verify, createVerify } = crypto
  crypto.verify = (...args) => {
    if (args.length < 5) inTurn++
    return Reflect.apply(verify, crypto, args)
  }
  crypto.createVerify = (...args) => {
    inTurn++
    return Reflect.apply(createVerify, crypto, args)
  }
  syncBuiltinESMExports()
  const made = inputs(CALLS)
  setImmediate(turn)
  await keepInFlight(made, call, IN_FLIGHT)
  running = false
  Object.assign(crypto, { verify, createVerify })
  syncBuiltinESMExports()
  return { inOneTurn: most, turns: [quantile(gaps, 0.5), quantile(gaps, 0.99), quantile(gaps, 1)] }
}
