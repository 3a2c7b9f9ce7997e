/** Measures verification against bare `crypto.verify` and against other libraries. Prints tables; see ../README.md. */
import { writeFileSync } from 'node:fs'
import { readOptions } from '../harness/options.mjs'
import { machine, machineLine, printScenario } from '../harness/report.mjs'
import { ALGORITHMS } from './material.mjs'
import { concurrent } from './scenarios/concurrent.mjs'
import { hold } from './scenarios/hold.mjs'
import { largeSet } from './scenarios/large-set.mjs'
import { loading } from './scenarios/loading.mjs'
import { repeated } from './scenarios/repeated.mjs'
import { sequential } from './scenarios/sequential.mjs'
import { steady } from './scenarios/steady.mjs'
import { sync } from './scenarios/sync.mjs'

const SCENARIOS = { sync, concurrent, hold, repeated, 'large-set': largeSet, steady, loading, sequential }

const options = readOptions(Object.keys(SCENARIOS), Object.keys(ALGORITHMS))
const print = options.json === '-' ? () => undefined : console.log
const host = machine()
print(machineLine(host))
print(`${options.rounds} paired rounds; a target holds when the 95 % interval of the median reaches it`)

const results = []
for (const name of options.only) {
  for (const result of await SCENARIOS[name](options)) {
    printScenario(result, print)
    results.push(result)
  }
}

const missed = results.flatMap(({ id, targets }) =>
  targets.filter(({ holds }) => !holds).map(({ what }) => `${id}: ${what}`),
)
print(missed.length === 0 ? '\nevery target holds' : `\nmissed:\n  ${missed.join('\n  ')}`)

if (options.json !== undefined) {
  const scenarios = results.map(({ id, title, data, targets }) => ({ id, title, rows: data, targets }))
  const text = `${JSON.stringify({ machine: host, rounds: options.rounds, sliceMs: options.sliceMs, scenarios }, null, 2)}\n`
  if (options.json === '-') process.stdout.write(text)
  else writeFileSync(options.json, text)
}
if (options.check && missed.length > 0) process.exitCode = 1
