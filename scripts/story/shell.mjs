/** Runs the `keywell` command as a shell would, shows the very line, and holds each run against what is expected of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** Tests run the sources; `make run` has built the command before. */
const isSource = process.execArgv.includes('--conditions=@keywell/source')
const COMMAND = [
  ...process.execArgv,
  resolve(root, isSource ? 'packages/cli/src/main.ts' : 'packages/cli/dist/main.js'),
]

export function createShell({ screen, signal }) {
  const variables = new Map()
  const failures = []
  const valueOf = (arg) => (arg.startsWith('$') ? variables.get(arg.slice(1)) : arg)
  return {
    failures: () => failures,
    set: (name, value) => {
      variables.set(name, value)
      screen.command(`${name}=${value.slice(0, 24)}…`)
    },
    keywell: async (args, expected) => {
      screen.command(commandLine(args, screen.columns - 4))
      const { code, output } = await execute(args.map(valueOf), screen, signal)
      screen.output(output)
      screen.note(`exit code ${code}`)
      if (code === expected.exit && output.includes(expected.says)) return
      failures.push(`keywell ${args.slice(0, 3).join(' ')}: expected exit code ${expected.exit} and "${expected.says}"`)
    },
  }
}

/** On one line, or broken before a flag where that would be too long. */
function commandLine(args, columns) {
  const words = args.map((arg) => (arg.startsWith('$') ? `"${arg}"` : arg))
  const lines = ['keywell']
  for (const [place, word] of words.entries()) {
    const isFlag = word.startsWith('--')
    const value = words[place + 1]
    const needed = isFlag && value !== undefined && !value.startsWith('--') ? `${word} ${value}` : word
    const last = lines.at(-1)
    if (isFlag && last.length + needed.length + 3 > columns) lines.push(`    ${word}`)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join(' \\\n  ')
}

async function execute(args, { columns, hasColour }, signal) {
  const env = { ...process.env, COLUMNS: String(columns - 2), ...(hasColour ? { FORCE_COLOR: '1' } : {}) }
  const stdio = ['ignore', 'pipe', 'pipe']
  const child = spawn(process.execPath, [...COMMAND, ...args], { cwd: root, env, stdio, signal, killSignal: 'SIGKILL' })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const [code] = await once(child, 'close')
  return { code, output }
}
