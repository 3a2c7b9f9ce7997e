/** Makes untrusted text fit for a message: short, printable, on one line. Never used on a token or on key material. */

/** Long enough for a kid or an issuer, short enough for a log line. */
const MAX_QUOTED = 64

/** Characters that move the cursor, change colours or reorder text in a terminal (C0, C1, bidi, line separators). */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** `text` with control and bidi characters spelled as \\uXXXX. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escape)

/** `text` cut to at most `max` characters, the last of them "…" when something is missing. */
export const cut = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text)

/** `text` made printable, at most 64 characters of it; for `detail`. */
export const clip = (text: string): string => cut(printable(text.slice(0, MAX_QUOTED + 1)), MAX_QUOTED)

/** `text` as it may stand in a message: clipped and in double quotes. */
export const quote = (text: string): string => `"${clip(text)}"`

/** What kind of value came, for errors about the wrong kind: `null`, `array`, `string`, … */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return typeof value
}

/** A value as `detail.received` shows it: short strings and numbers themselves, everything else by its kind. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return kindOf(value)
}
