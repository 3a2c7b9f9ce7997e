/** What the command itself refuses, before or beside the library. Never holds a token or a key. */
import type { ExitName } from './exit-codes.ts'

/** Ends the command with an exit code, an `error:` line and a `hint:` line. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exit: ExitName
  readonly hint: string | undefined

  constructor(exit: ExitName, message: string, extras: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause })
    this.exit = exit
    this.hint = extras.hint
  }
}

export const usage = (message: string, hint?: string): Failure =>
  new Failure('usage', message, hint === undefined ? {} : { hint })

/** What follows is the help of the command at hand: input is needed and nobody gave any. */
export class HelpNeeded extends Error {
  override readonly name = 'HelpNeeded'
}
