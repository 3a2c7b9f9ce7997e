/** A token as people have it at hand, down to the token itself. The library takes nothing but the token; this is the CLI's. */
import type { Io } from '../command.ts'
import { Failure } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import { line, toned } from '../output/text.ts'
import { quoteTyped } from '../output/printable.ts'
import { operand } from './operand.ts'

export interface StrippedToken {
  readonly token: string
  /** What was round it, in words. */
  readonly stripped: readonly string[]
}

interface Wrapping {
  readonly what: string
  readonly pattern: RegExp
}

/** What comes along when a token is copied from headers, code and JSON (issues of jwt.io #737, #700, #723). */
const WRAPPINGS: readonly Wrapping[] = [
  { what: 'a byte order mark', pattern: /^\ufeff/ },
  { what: 'white space', pattern: /^\s+|\s+$/g },
  { what: '"Authorization:"', pattern: /^authorization:/i },
  { what: '"Bearer"', pattern: /^(bearer|dpop)\s+/i },
  { what: 'quotes', pattern: /^(["'`])(.*)\1$/s },
  { what: 'a quote', pattern: /^["'`]|["'`]$/g },
  { what: 'a comma', pattern: /[,;]$/ },
]

/** Each round takes something off, so the text's own length ends it. */
export function stripToken(text: string): StrippedToken {
  const stripped = new Set<string>()
  let token = text
  for (let next = WRAPPINGS.find(({ pattern }) => removes(pattern, token)); next !== undefined;) {
    token = without(next.pattern, token)
    stripped.add(next.what)
    next = WRAPPINGS.find(({ pattern }) => removes(pattern, token))
  }
  return { token, stripped: [...stripped] }
}

const without = (pattern: RegExp, text: string): string =>
  text.replace(pattern, pattern.source.includes('(.*)') ? '$2' : '')

const removes = (pattern: RegExp, text: string): boolean => without(pattern, text) !== text

/** Three parts or five, the middle ones possibly empty; a file's name seldom looks like this. */
export const looksLikeToken = (text: string): boolean => /^[\w-]{8,}(\.[\w-]*){2,4}$/.test(stripToken(text).token)

/** The token that a command is about. Says on standard error what was taken off. */
export async function readToken(args: Arguments, io: Io): Promise<string> {
  const place = operand(args, io)
  const isPlace = place === '-' || (!looksLikeToken(place) && isThere(place, io))
  const { token, stripped } = stripToken(isPlace ? await io.readText(place) : place)
  const removed = stripped.filter((what) => what !== WHITE_SPACE || !isPlace)
  if (removed.length > 0) io.say(line(toned('dim', `taken off round the token: ${removed.join(', ')}`)))
  if (token === '') throw new Failure('unparseable', 'there is no token: the input is empty')
  return token
}

/** A line break at the end of a file is no news. */
const WHITE_SPACE = 'white space'

/** Whether `place` leads to the token; what is neither there nor like a token is most likely a mistyped name. */
function isThere(place: string, io: Io): boolean {
  if (place.trim() === '') return false
  const kind = io.kindOf(place)
  if (kind === 'folder') throw notFile(place, `${named(place)} is a folder, and no token`)
  if (kind === 'nothing' && !isMeantAsToken(place))
    throw notFile(place, `there is no file ${named(place)}, and it is no token`)
  return kind === 'readable'
}

/** A JSON object in base64url begins like this, whatever became of the rest; the library says best what that is. */
const isMeantAsToken = (text: string): boolean => stripToken(text).token.startsWith('eyJ') || looksLikeToken(text)

const notFile = (place: string, message: string): Failure =>
  new Failure('unreachable', message, {
    hint: /[./]/.test(place)
      ? 'check the path; it counts from the current folder'
      : 'a token is header.payload.signature',
  })

/** Not what may be a secret: an opaque token has neither a dot nor a slash. */
const named = (place: string): string => (place.length <= 20 || /[./]/.test(place) ? quoteTyped(place) : 'of that name')
