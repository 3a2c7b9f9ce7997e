/** The library's hints speak of options of its functions; here the same in terms of flags. */
import type { ErrorCode } from 'keywell'

const HINTS: ReadonlyMap<ErrorCode, string> = new Map<ErrorCode, string>([
  ['ERR_AUDIENCE_MISMATCH', 'get a token for this audience, or name the one it is for with --audience'],
  ['ERR_FETCH_TIMEOUT', 'look why the server is slow, or give it longer with --timeout'],
  ['ERR_OPTION_INVALID', 'correct the value'],
])

/** What a person at a command line does about `code`. */
export const hintOf = (code: ErrorCode | undefined, hint: string): string =>
  flagged((code === undefined ? undefined : HINTS.get(code)) ?? hint)

/** An option's name as the flag that sets it. */
export const flagged = (text: string): string => text.replaceAll('allowHttpLoopback', '--allow-http-loopback')
