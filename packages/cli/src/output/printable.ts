/** Makes text of strangers fit for a terminal. Nothing reaches one without passing here (or through JSON, escaped). */

/**
 * What moves the cursor, changes colours, reorders or hides text: C0, DEL, C1, soft hyphen, Arabic letter mark, Mongolian
 * separator, zero-width and bidi controls, line and paragraph separators, annotation and tag characters, lone surrogates.
 */
const UNPRINTABLE =
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu

const unit = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`

/** One character as JSON would escape it: \u001b, or two of these above U+FFFF. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, place) => unit(character.charCodeAt(place))).join('')

/** `text` on one line, with everything in it visible. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped)

/** Long enough for an issuer or a kid, short enough for a message. */
const MAX_QUOTED = 64

export const quote = (text: string): string =>
  `"${printable(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 1)}…` : text)}"`

/** JSON, PEM, several lines, or base64 of the size of a private key: what people type where a name belongs. */
export const looksSecret = (text: string): boolean => /[{\n]|-----/.test(text) || /^[\w+/=-]{44,}$/.test(text)

/** What was typed on the command line, unless it could be a key instead of its name. */
export const quoteTyped = (text: string): string => (looksSecret(text) ? '"…"' : quote(text))

/** A document as text; strings keep their meaning, since the escapes are JSON's own. */
export const jsonText = (document: unknown): string =>
  JSON.stringify(document, undefined, 2).split('\n').map(printable).join('\n')
