/** From what was typed to a row of the table. Never guesses: it asks "did you mean", and the exit code is 2. */
import type { Command } from './command.ts'
import { COMMANDS } from './commands.ts'
import { type Failure, usage } from './failure.ts'
import { nameOf } from './help.ts'
import { looksLikeToken } from './input/token.ts'
import { edits, isNear } from './near-miss.ts'
import { quoteTyped } from './output/printable.ts'

export interface FoundCommand {
  readonly command: Command
  /** What follows its name. */
  readonly rest: readonly string[]
}

/** @throws Failure of wrong usage, with a suggestion */
export function findCommand(argv: readonly string[]): FoundCommand {
  const command = COMMANDS.find(({ path }) => path.every((word, place) => argv[place] === word))
  if (command === undefined) throw unknown(argv)
  return { command, rest: argv.slice(command.path.length) }
}

/** Whether a word begins a group of commands, such as `token`. */
export const isGroup = (word: string): boolean => COMMANDS.some(({ path }) => path.length > 1 && path[0] === word)

function unknown([first = '', second = '']: readonly string[]): Failure {
  if (looksLikeToken(first)) return usage('a token is no command', 'did you mean: keywell token explain -')
  const typed = isGroup(first) ? `${first} ${second}` : first
  const [best] = COMMANDS.map((command) => ({ command, mistakes: mistakes([typed, `${first} ${second}`], command) }))
    .filter((near) => isNear(near.mistakes, typed))
    .toSorted((one, other) => one.mistakes - other.mistakes)
  const hint = best === undefined ? 'keywell help lists the commands' : `did you mean: ${nameOf(best.command)}`
  return usage(`there is no command ${quoteTyped(typed)}`, hint)
}

/** Between anything typed and the whole name or its last word, whichever are nearest. */
const mistakes = (typed: readonly string[], { path }: Command): number =>
  Math.min(...typed.flatMap((text) => [edits(text, path.join(' ')), edits(text, path.at(-1) ?? '')]))
