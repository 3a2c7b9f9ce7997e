/** The one thing that a command is about: on the command line, in a file, or on standard input. */
import type { Io } from '../command.ts'
import { HelpNeeded, usage } from '../failure.ts'
import type { Arguments } from '../flags.ts'

/** What was typed, or `-` where the input is piped in. */
export function operand(args: Arguments, io: Io): string {
  const [given, ...rest] = args.operands
  if (rest.length > 0) throw usage('one input at a time, please', 'put what contains spaces in quotes')
  const place = given ?? '-'
  if (place === '-') refuseKeyboard(args, io)
  return place
}

function refuseKeyboard(args: Arguments, io: Io): void {
  const isTaken = ['jwks', 'key'].some((flag) => (flag === 'jwks' || flag === 'key') && args.text(flag) === '-')
  if (isTaken) throw usage('standard input cannot be both the token and the keys', 'put one of them into a file')
  if (io.isInputTty) throw new HelpNeeded()
}
