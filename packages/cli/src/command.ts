/** What a command is: a row of facts from which usage, help and parsing come, and the code that is loaded to run it. */
import type { Arguments, MoreFlags } from './arguments.ts'
import type { FlagName } from './flags.ts'
import type { ExitName } from './exit-codes.ts'
import type { Line } from './output/text.ts'

export type PlaceKind = 'nothing' | 'folder' | 'readable'

/** What a command may use of the world; a test can give it another one. */
export interface Io {
  /** Epoch milliseconds. */
  now(): number
  /** The text of a file, or of standard input for `-`. */
  readText(place: string): Promise<string>
  /** The same as octets, for formats that are no text. */
  readOctets(place: string): Promise<Uint8Array>
  /** What is at a path; everything that is no folder can be read, pipes too. @throws Failure where nobody may look */
  kindOf(path: string): PlaceKind
  /** An environment variable; one that is empty is not set. */
  variable(name: string): string | undefined
  /** Whether somebody types at a keyboard, so that reading standard input would wait for them. */
  readonly isInputTty: boolean
  /** Of the terminal; infinite where nothing needs to be cut. */
  readonly columns: number
  /** Where standard output goes: a private key is shown to none of the first two unasked. */
  readonly output: 'terminal' | 'file' | 'pipe'
  /** Makes a file only its owner can read; refuses when the path exists. */
  writePrivate(path: string, content: string | Uint8Array): void
  /** Makes a file that others may read; refuses when the path exists, too. */
  writePublic(path: string, content: string | Uint8Array): void
  /** One line of conversation, on standard error. */
  say(line: Line): void
}

/** What a command found out: the same as text for people and as a document for programs. */
export interface Answer {
  readonly exit: ExitName
  readonly lines: readonly Line[]
  /** Its first member is `schema`. */
  readonly document: Readonly<Record<string, unknown>>
}

export interface Command {
  /** Such as `['token', 'verify']`. */
  readonly path: readonly string[]
  readonly summary: string
  /** The one thing without a flag that it takes, as usage shows it. */
  readonly operand?: string
  readonly flags: readonly FlagName[]
  /** Flags that come from the library's tables; loaded when the command is. */
  readonly moreFlags?: () => Promise<MoreFlags>
  readonly notes?: readonly string[]
  readonly examples: readonly string[]
  readonly load: () => Promise<{ readonly run: Run }>
}

export type Run = (args: Arguments, io: Io) => Promise<Answer>
