/** Help and usage, made from the tables of commands, flags and exit codes. */
import type { Command } from './command.ts'
import { COMMANDS } from './commands.ts'
import { EXITS } from './exit-codes.ts'
import { COMMON_FLAGS, type FlagName, FLAGS } from './flags.ts'
import { table } from './output/table.ts'
import { BLANK, type Line, line, toned } from './output/text.ts'

const title = (text: string): Line => line(toned('strong', text))

export const nameOf = ({ path }: Command): string => `keywell ${path.join(' ')}`

/** All commands, or those of one group such as `token`. */
export function overview(columns: number, group?: string): readonly Line[] {
  const shown = COMMANDS.filter(({ path }) => group === undefined || path[0] === group)
  const rows = shown.map((command) => [nameOf(command), command.summary])
  const exits = Object.values(EXITS).map(({ code, meaning }) => [String(code), meaning])
  return [
    line('keywell: look at tokens, keys and issuers'),
    BLANK,
    title('commands'),
    ...table(rows, { columns }),
    BLANK,
    title('exit codes'),
    ...table(exits, { columns }),
    BLANK,
    line('keywell help COMMAND says more, such as: keywell help token verify'),
  ]
}

export function commandHelp(command: Command, columns: number): readonly Line[] {
  const { summary, operand, notes = [], examples } = command
  return [
    line(`${nameOf(command)}: ${summary}`),
    BLANK,
    title('usage'),
    line(
      `  ${nameOf(command)}${operand === undefined ? '' : ` [${operand}]`}${command.flags.length === 0 ? '' : ' [flags]'}`,
    ),
    BLANK,
    title('flags'),
    ...table([...command.flags, ...COMMON_FLAGS].map(flagRow), { columns }),
    BLANK,
    title('examples'),
    ...examples.map((example) => line(`  ${example}`)),
    ...(notes.length === 0 ? [] : [BLANK, ...notes.map((note) => line(note))]),
  ]
}

function flagRow(name: FlagName): readonly string[] {
  const { value, short, about } = FLAGS[name]
  return [`${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`, about]
}
