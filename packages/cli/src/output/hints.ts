/** The library's hints speak of options of its functions; here the same in terms of flags. */
import type { ErrorCode } from 'keywell'

const HINTS: ReadonlyMap<ErrorCode, string> = new Map<ErrorCode, string>([
  ['ERR_AUDIENCE_MISMATCH', 'get a token for this audience, or name the one it is for with --audience'],
  ['ERR_FETCH_TIMEOUT', 'look why the server is slow, or give it longer with --timeout'],
  ['ERR_FETCH_TOO_LARGE', 'check that the URL serves metadata or a JWK Set'],
  ['ERR_TOKEN_TOO_LARGE', 'check that this is a token and nothing but a token'],
  ['ERR_TYPE_MISMATCH', 'this kind of token is no access or ID token, and must not be taken for one'],
])

/** Where a hint may also be sharper than the code's own, only its words change. */
const WORDS: readonly (readonly [string, string])[] = [
  ['allowHttpLoopback', '--allow-http-loopback'],
  ['correct the option', 'correct the value'],
  ["list it in the trust's algorithms", 'add it with --alg'],
]

/** What a person at a command line does about `code`. */
export const hintOf = (code: ErrorCode | undefined, hint: string): string =>
  flagged((code === undefined ? undefined : HINTS.get(code)) ?? hint)

/** An option's name as the flag that sets it. */
export const flagged = (text: string): string =>
  WORDS.reduce((said, [option, flag]) => said.replaceAll(option, flag), text)
