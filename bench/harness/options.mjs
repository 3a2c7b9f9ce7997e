/** The command line of a benchmark. */
import { parseArgs } from 'node:util'

const USAGE = `usage: npm run bench -- [options]
  --only NAMES     scenarios, comma-separated
  --alg NAMES      algorithms, comma-separated
  --rounds N       paired rounds (30 or more for a verdict)
  --slice-ms N     how long each contender is measured in a round
  --json FILE      also write the results as JSON ("-" is stdout, instead of the tables)
  --check          exit with 1 when a target is missed`

export function readOptions(scenarios, algorithms) {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', default: scenarios.join() },
        alg: { type: 'string', default: algorithms.join() },
        rounds: { type: 'string', default: '30' },
        'slice-ms': { type: 'string', default: '20' },
        json: { type: 'string' },
        check: { type: 'boolean', default: false },
      },
    })
    return {
      only: someOf('--only', values.only, scenarios),
      algorithms: someOf('--alg', values.alg, algorithms),
      rounds: positive('--rounds', values.rounds),
      sliceMs: positive('--slice-ms', values['slice-ms']),
      json: values.json,
      check: values.check,
    }
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

function positive(option, text) {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`${option} takes a positive integer, got "${text}"`)
}
