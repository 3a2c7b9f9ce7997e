/** Text as data: spans with a tone. Escape sequences come into being here only, round text that is already printable. */
import { printable } from './printable.ts'

export type Tone = 'good' | 'bad' | 'doubt' | 'dim' | 'strong'

export interface Span {
  readonly text: string
  readonly tone: Tone
}

/** One line; plain strings have no tone. A line break inside a span is shown, not obeyed. */
export type Line = readonly (string | Span)[]

export const toned = (tone: Tone, text: string): Span => ({ text, tone })
export const line = (...spans: readonly (string | Span)[]): Line => spans
export const BLANK: Line = []

/** ECMA-48 §8.3.117 (SGR): how a tone begins. */
const BEGIN: Readonly<Record<Tone, string>> = Object.freeze({
  good: '\u001b[32m',
  bad: '\u001b[31m',
  doubt: '\u001b[33m',
  dim: '\u001b[2m',
  strong: '\u001b[1m',
})
const END = '\u001b[0m'

export const spanText = (span: string | Span): string => (typeof span === 'string' ? span : span.text)

/** A line as it is written. */
export function paint(spans: Line, hasColour: boolean): string {
  const parts = spans.map((span) => {
    const text = printable(spanText(span))
    return hasColour && typeof span !== 'string' && text !== '' ? `${BEGIN[span.tone]}${text}${END}` : text
  })
  return parts.join('').trimEnd()
}

/** Whether a stream gets colours (no-color.org, force-color.org). */
export function wantsColour(isTty: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false
  return isTty || !['', '0', undefined].includes(env['FORCE_COLOR'])
}
