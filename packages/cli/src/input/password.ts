/** Passwords: from a file or an environment variable. Never from an argument, which history and process lists keep. */
import type { Arguments } from '../arguments.ts'
import type { Io } from '../command.ts'
import { Failure, usage } from '../failure.ts'
import type { FlagName } from '../flags.ts'
import { quoteTyped } from '../output/printable.ts'

interface PasswordFlags {
  readonly file: FlagName & `${string}file`
  readonly variable: FlagName & `${string}env`
}

/** Of the key that is read, or that is made. */
export const PASSWORD: PasswordFlags = { file: 'password-file', variable: 'password-env' }
/** Of the key that is written where one is read, too. */
export const NEW_PASSWORD: PasswordFlags = { file: 'new-password-file', variable: 'new-password-env' }

/** @throws Failure where both are given, or what is named is empty or not there */
export async function password(args: Arguments, io: Io, flags: PasswordFlags): Promise<string | undefined> {
  const file = args.text(flags.file)
  const variable = args.text(flags.variable)
  if (file !== undefined && variable !== undefined)
    throw usage(`--${flags.file} and --${flags.variable} are both given`, 'which one is meant?')
  if (file !== undefined) return notEmpty(await fromFile(file, io), file === '-' ? 'standard input' : quoteTyped(file))
  if (variable === undefined) return undefined
  const value = io.variable(variable)
  if (value !== undefined) return value
  // Not shown: it may be the password itself.
  throw usage(
    `the environment variable of --${flags.variable} is not set`,
    'give its name here, and the password in it',
  )
}

/** The line break at the end belongs to the editor, not to the password. */
const fromFile = async (place: string, io: Io): Promise<string> => (await io.readText(place)).replace(/\r?\n$/, '')

function notEmpty(text: string, place: string): string {
  if (text !== '') return text
  throw new Failure('unparseable', `there is no password in ${place}: it is empty`)
}

/** Whatever will be asked for a password, at most once. */
export function lazyPassword(args: Arguments, io: Io, flags: PasswordFlags = PASSWORD): () => Promise<string> {
  let known: Promise<string | undefined> | undefined
  return async () => {
    known ??= password(args, io, flags)
    const found = await known
    if (found !== undefined) return found
    throw usage(
      'a password is needed',
      `name a file or a variable that holds it: --${flags.file} FILE or --${flags.variable} NAME`,
    )
  }
}
