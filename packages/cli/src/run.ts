/** One run of the command: arguments in, an outcome out. All effects are behind `Io`; nothing is written here. */
import type { Answer, Command, Io } from './command.ts'
import { EXITS, type ExitName } from './exit-codes.ts'
import { Failure, HelpNeeded } from './failure.ts'
import { findCommand, isGroup } from './find-command.ts'
import { parseArguments } from './arguments.ts'
import { commandHelp, overview } from './help.ts'
import type { Report } from './output/failure.ts'
import { jsonLines } from './output/json-lines.ts'
import type { Line } from './output/text.ts'

export interface Outcome {
  readonly code: number
  /** For standard output. */
  readonly lines: readonly Line[]
}

const outcome = (exit: ExitName, lines: readonly Line[] = []): Outcome => ({ code: EXITS[exit].code, lines })

export async function run(argv: readonly string[], io: Io): Promise<Outcome> {
  try {
    return isHelp(argv) ? help(argv, io) : await runCommand(argv, io)
  } catch (error) {
    return await failed(error, io)
  }
}

const HELP_WORDS: readonly string[] = ['help', '--help', '-h']

/** `help …`, or no command but `--help`; behind a command it is a flag like others. */
const isHelp = ([first = '', second = '']: readonly string[]): boolean =>
  HELP_WORDS.includes(first) || (isGroup(first) && HELP_WORDS.includes(second))

function help(argv: readonly string[], io: Io): Outcome {
  const words = argv.filter((word) => word !== 'help' && !word.startsWith('-'))
  const [group] = words
  if (group === undefined) return outcome('good', overview(io.columns))
  if (words.length === 1 && isGroup(group)) return outcome('good', overview(io.columns, group))
  return outcome('good', commandHelp(findCommand(words).command, io.columns))
}

async function runCommand(argv: readonly string[], io: Io): Promise<Outcome> {
  const [first, second] = argv
  if (first === undefined || (isGroup(first) && second === undefined)) {
    for (const line of overview(io.columns, first)) io.say(line)
    return outcome('usage')
  }
  if (['--version', '-V'].includes(first)) return await execute(findCommand(['version']).command, [], io)
  const { command, rest } = findCommand(argv)
  return await execute(command, rest, io)
}

async function execute(command: Command, rest: readonly string[], io: Io): Promise<Outcome> {
  const args = parseArguments(rest, command.flags, await command.moreFlags?.())
  if (args.has('help')) return outcome('good', commandHelp(command, io.columns))
  const { exit, lines, document } = await answerOf(command, args, io)
  return outcome(exit, args.has('json') ? jsonLines(document) : lines)
}

async function answerOf(command: Command, args: ReturnType<typeof parseArguments>, io: Io): Promise<Answer> {
  try {
    const { run: runIt } = await command.load()
    return await runIt(args, io)
  } catch (error) {
    if (error instanceof HelpNeeded) {
      for (const line of commandHelp(command, io.columns)) io.say(line)
      throw new Failure('usage', 'there is no input', { hint: 'name it, or pipe it in' })
    }
    if (!args.has('json')) throw error
    // Programs get their document on every way out but wrong usage, where no document was agreed on.
    const { exit, lines, document } = await report(error)
    for (const line of lines) io.say(line)
    return { exit, lines: [], document: { schema: 'keywell/error@1', ok: false, error: document } }
  }
}

async function failed(error: unknown, io: Io): Promise<Outcome> {
  const { exit, lines } = await report(error)
  for (const line of lines) io.say(line)
  return outcome(exit)
}

/** Loaded when something failed, since it brings the library along, which help and version do without. */
async function report(error: unknown): Promise<Report> {
  return (await import('./output/failure.ts')).report(error)
}
