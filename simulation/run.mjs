/** Simulates verifiers against an issuer that rotates, fails and is flooded. Prints tables; see README.md. */
import { writeFileSync } from 'node:fs'
import { createMaterial } from './engine/world.mjs'
import { readOptions } from './options.mjs'
import { printScenario, targetLine } from './report.mjs'
import { SCENARIOS } from './scenarios/index.mjs'

const options = readOptions(Object.keys(SCENARIOS))
const print = options.json === '-' ? () => undefined : console.log
const { seed, scale } = options
print(`node ${process.version}, seed ${seed}, ${scale} runs; times in seconds`)

const effort = { material: await createMaterial(), seed, scale }
const rows = []
for (const name of options.only) {
  const told = await SCENARIOS[name](effort)
  printScenario(name, told, print)
  rows.push(...told)
}

const missed = rows.flatMap(({ scenario, story, targets }) =>
  targets.filter(({ holds }) => !holds).map((target) => `${scenario}, ${story}: ${targetLine(target)}`),
)
print(missed.length === 0 ? '\nevery target holds' : `\nmissed:\n  ${missed.join('\n  ')}`)

if (options.json !== undefined) {
  const text = `${JSON.stringify({ node: process.version, seed, scale, rows }, null, 2)}\n`
  if (options.json === '-') process.stdout.write(text)
  else writeFileSync(options.json, text)
}
if (options.check && missed.length > 0) process.exitCode = 1
