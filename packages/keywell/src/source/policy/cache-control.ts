/** What an answer's headers say about its own lifetime (RFC 9111). Pure; decides nothing: the policy has bounds of its own. */
import { httpDate } from '../../io/http-date.ts'

export interface CacheFacts {
  /** How long the answer says it is fresh, from now; `undefined` when it does not say. */
  readonly freshMs: number | undefined
  /** `stale-if-error` (RFC 5861 §4): how long after its freshness it may serve while the origin fails. */
  readonly staleIfErrorMs: number | undefined
  /** `no-store` or `no-cache`. */
  readonly isNoStore: boolean
}

/** An answer that says nothing. */
export const NO_FACTS: CacheFacts = Object.freeze({ freshMs: undefined, staleIfErrorMs: undefined, isNoStore: false })

/** What holds after a 304: its own word, or where it has none, that of the answer it renews (RFC 9111 §4.3.4). */
export const renewedFacts = (before: CacheFacts, now: CacheFacts): CacheFacts =>
  now.freshMs === undefined && now.staleIfErrorMs === undefined && !now.isNoStore ? before : now

export interface AnswerAge {
  /** A header's value by its lower-case name. */
  readonly header: (name: string) => string | undefined
  /** Epoch milliseconds, for an answer without a `Date`. */
  readonly now: number
  /** A lifetime in seconds that the document itself states, such as SPIFFE's `spiffe_refresh_hint`. */
  readonly hintSeconds?: number | undefined
}

/** max-age − Age, else Expires − Date, else what the document says (RFC 9111 §4.2.1, §5.3). */
export function readCacheFacts({ header, now, hintSeconds }: AnswerAge): CacheFacts {
  const directives = readDirectives(header('cache-control'))
  const maxAge = deltaSeconds(directives.get('max-age'))
  // RFC 9111 §5.1: where several caches each added theirs, the first counts.
  const age = deltaSeconds(header('age')?.split(',', 1)[0]?.trim()) ?? 0
  const stated = maxAge === undefined ? untilExpires(header, now) : Math.max(0, maxAge - age) * 1000
  const staleIfError = deltaSeconds(directives.get('stale-if-error'))
  return Object.freeze({
    freshMs: stated ?? toMs(hintSeconds),
    staleIfErrorMs: toMs(staleIfError),
    isNoStore: directives.has('no-store') || directives.has('no-cache'),
  })
}

const toMs = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds * 1000)

/** Expires − Date; an unreadable date, such as "0", means already expired (RFC 9111 §5.3). */
function untilExpires(header: AnswerAge['header'], now: number): number | undefined {
  const expires = header('expires')
  if (expires === undefined) return undefined
  const sent = httpDate(header('date')) ?? now
  return Math.max(0, (httpDate(expires) ?? sent) - sent)
}

/** RFC 9111 §1.2.2: a number larger than can be kept means a very long time. */
const MAX_SECONDS = 2_147_483_648

/** A non-negative whole number of seconds; anything else says nothing. */
function deltaSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Math.min(Number(text), MAX_SECONDS) : undefined
}

/** Names in lower case. Of a directive given twice the first counts, as RFC 9111 §4.2.1 prefers. */
function readDirectives(value: string | undefined): ReadonlyMap<string, string> {
  const directives = new Map<string, string>()
  for (const part of splitList(value ?? '')) {
    const [name = '', argument = ''] = part.split('=', 2)
    const key = name.trim().toLowerCase()
    if (key !== '' && !directives.has(key)) directives.set(key, unquoted(argument.trim()))
  }
  return directives
}

/**
 * Splits at commas outside quotes: `private="set-cookie, x"` is one directive. By hand and in one pass: of a text full of
 * quotes, a regular expression looks for the end of each anew, which takes seconds for 100 kB.
 */
function splitList(text: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') isQuoted = !isQuoted
    else if (char === '\\' && isQuoted) at++
    else if (char === ',' && !isQuoted) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}

const unquoted = (text: string): string => (/^".*"$/s.test(text) ? text.slice(1, -1) : text)
