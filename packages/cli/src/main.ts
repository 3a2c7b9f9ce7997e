#!/usr/bin/env node
/** The `keywell` command as a process: signals, streams, exit code. What it does is in run.ts. */
import { EXITS } from './exit-codes.ts'
import { paint, wantsColour } from './output/text.ts'
import { processIo } from './process-io.ts'
import { run } from './run.ts'

// At once, whatever is under way; also as process 1 of a container, where the default would be to go on.
process.once('SIGINT', () => process.exit(EXITS.interrupted.code))

process.stdout.on('error', ({ code = 'it failed' }: NodeJS.ErrnoException) => {
  // Whoever reads has had enough (`| head`): no reason to complain.
  if (code === 'EPIPE') return
  const reason = code === 'ENOSPC' ? 'there is no space left' : code
  process.stderr.write(`error: standard output cannot be written: ${reason}\n`)
  process.exitCode = EXITS.unreachable.code
})
// There is nowhere left to say it, and the answer and the exit code do not need it.
process.stderr.on('error', () => undefined)

const argv = process.argv.slice(2)
const { code, lines } = await run(argv, processIo(argv))
process.exitCode = code
const hasColour = wantsColour(process.stdout.isTTY, process.env) && !argv.includes('--no-color')
if (lines.length > 0) process.stdout.write(lines.map((line) => `${paint(line, hasColour)}\n`).join(''))
