/** What was typed behind a command's name, by the flags that it allows. No abbreviations, no repeats in silence. */
import { parseArgs } from 'node:util'
import { usage } from './failure.ts'
import { COMMON_FLAGS, type FlagFacts, type FlagName, FLAGS } from './flags.ts'

/** Flags beside those of the table, each with a value and given once: the options of providers. */
export interface MoreFlags {
  readonly names: readonly string[]
  /** What helps whoever got one wrong, by what was typed. */
  hint(argv: readonly string[]): string | undefined
}

/** What was typed behind the command's name. */
export interface Arguments {
  readonly operands: readonly string[]
  /** What was given of {@link MoreFlags}. */
  readonly more: ReadonlyMap<string, string>
  has(flag: FlagName): boolean
  text(flag: FlagName): string | undefined
  texts(flag: FlagName): readonly string[]
}

/** @throws Failure of wrong usage */
export function parseArguments(argv: readonly string[], allowed: readonly FlagName[], more?: MoreFlags): Arguments {
  const names = [...allowed, ...COMMON_FLAGS]
  const { values, positionals } = parse(argv, names, more)
  const given = new Map(Object.entries(values).map(([name, value]) => [name, [value].flat()]))
  for (const [name, all] of given) refuseRepeat(name, all)
  const texts = (flag: string): readonly string[] =>
    (given.get(flag) ?? []).filter((value) => typeof value === 'string')
  const others = (more?.names ?? []).flatMap((name) => texts(name).map((text): [string, string] => [name, text]))
  return {
    operands: positionals,
    more: new Map(others),
    has: (flag) => given.has(flag),
    text: (flag) => texts(flag)[0],
    texts,
  }
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

function parse(
  argv: readonly string[],
  names: readonly FlagName[],
  more: MoreFlags | undefined,
): { values: Values; positionals: string[] } {
  const others = (more?.names ?? []).map((name) => [name, ONE_VALUE] as const)
  const options = Object.fromEntries([...others, ...names.map((name) => [name, optionOf(FLAGS[name])] as const)])
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw usage(firstSentence(error.message), more?.hint(argv) ?? unknownHint(argv, names))
  }
}

interface ParseOption {
  readonly type: 'string' | 'boolean'
  readonly multiple: true
  readonly short?: string
}

const ONE_VALUE: ParseOption = { type: 'string', multiple: true }

const optionOf = ({ value, short }: FlagFacts): ParseOption => ({
  type: value === undefined ? 'boolean' : 'string',
  multiple: true,
  ...(short === undefined ? {} : { short }),
})

/** Node's own sentences are good; what it adds about `--` is not meant for these commands. */
const firstSentence = (message: string): string => message.split(/\. |\n/)[0]?.replace(/\.$/, '') ?? message

/** A flag of another command is the usual mistake, so it is said where it would be right. */
function unknownHint(argv: readonly string[], names: readonly FlagName[]): string {
  const stray = argv.find((arg) => arg.startsWith('--') && !names.some((name) => `--${name}` === arg.split('=')[0]))
  const isElsewhere = stray !== undefined && Object.hasOwn(FLAGS, stray.slice(2).split('=')[0] ?? '')
  return isElsewhere ? 'that flag belongs to another command; see --help' : 'see --help for the flags of this command'
}

const repeatable: ReadonlySet<string> = new Set(
  Object.entries(FLAGS)
    .filter(([, { value, isRepeatable }]: [string, FlagFacts]) => value === undefined || isRepeatable === true)
    .map(([name]) => name),
)

function refuseRepeat(name: string, values: readonly unknown[]): void {
  if (values.length < 2 || repeatable.has(name)) return
  throw usage(`--${name} is given ${values.length} times`, 'it takes one value; which one is meant?')
}
