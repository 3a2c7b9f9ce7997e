/** The command line of the simulation. */
import { parseArgs } from 'node:util'

const USAGE = `usage: node simulation/run.mjs [options]
  --only NAMES     scenarios, comma-separated
  --seed WORD      another seed gives other runs; the same gives the same ones
  --quick          few and short runs, as in the test suite
  --json FILE      also write the results as JSON ("-" is stdout, instead of the tables)
  --check          exit with 1 when a target is missed`

export function readOptions(scenarios) {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', default: scenarios.join() },
        seed: { type: 'string', default: '1' },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        check: { type: 'boolean', default: false },
      },
    })
    const { only, seed, quick, json, check } = values
    return { only: someOf('--only', only, scenarios), seed, scale: quick ? 'quick' : 'full', json, check }
  } catch (error) {
    console.error(`error: ${error.message}\n${USAGE}`)
    return process.exit(2)
  }
}

function someOf(option, text, known) {
  const names = text.split(',')
  const stray = names.find((name) => !known.includes(name))
  if (stray === undefined) return names
  throw new Error(`${option} takes ${known.join(', ')}; got "${stray}"`)
}
