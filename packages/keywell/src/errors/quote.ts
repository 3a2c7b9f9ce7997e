/** Makes untrusted text fit for a message: short, printable, on one line. Never used on a token or on key material. */

/** Long enough for a kid or an issuer, short enough for a log line. */
const MAX_QUOTED = 64

/**
 * Characters that move the cursor, change colours, reorder text or do not show: controls, formats (bidi, zero width,
 * tags), line separators, half surrogates, private use, and the letters of no width that are left (Hangul fillers).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0]/gu

const escape = (character: string): string =>
  character.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** `text` with control and bidi characters spelled as \\uXXXX. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escape)

/** `text` cut to at most `max` characters, the last of them "…" when something is missing. */
export function cut(text: string, max: number): string {
  // Never between the halves of a surrogate pair.
  return text.length > max ? `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…` : text
}

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
