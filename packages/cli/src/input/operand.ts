/** The one thing that a command is about: on the command line, in a file, or on standard input. */
import type { Io } from '../command.ts'
import { HelpNeeded, usage } from '../failure.ts'
import type { Arguments } from '../arguments.ts'

/** What was typed, or `-` where the input is piped in. */
export function operand(args: Arguments, io: Io): string {
  const [given, ...rest] = args.operands
  if (rest.length > 0) throw usage('one input at a time, please', 'put what contains spaces in quotes')
  const place = given ?? '-'
  // Nobody who merely forgot the input should stare at a command that waits for the keyboard.
  if (place === '-' && io.isInputTty) throw new HelpNeeded()
  return place
}
