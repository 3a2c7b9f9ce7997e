/** How many columns of a terminal a text takes, and making it fit. */

/** Scripts and symbols that terminals show two columns wide (UAX #11, the common ones). */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const ZERO = /^\p{M}+$/u

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

const widthOf = (grapheme: string): number => (ZERO.test(grapheme) ? 0 : WIDE.test(grapheme) ? 2 : 1)

export function width(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length
  return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + widthOf(segment), 0)
}

/** `text` in at most `columns`, with … where it was cut. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text
  let kept = ''
  let taken = 1
  for (const { segment } of graphemes.segment(text)) {
    taken += widthOf(segment)
    if (taken > columns) break
    kept += segment
  }
  return `${kept}…`
}

/** `text` as lines of at most `columns`: broken at spaces, and inside words that are too long for any line. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, columns))) {
    const joined = current === '' ? word : `${current} ${word}`
    if (width(joined) > columns) {
      lines.push(current)
      current = word
    } else {
      current = joined
    }
  }
  return [...lines, current]
}

function pieces(word: string, columns: number): readonly string[] {
  if (width(word) <= columns) return [word]
  const parts = ['']
  for (const { segment } of graphemes.segment(word)) {
    const last = parts.at(-1) ?? ''
    if (width(last + segment) > columns) parts.push(segment)
    else parts[parts.length - 1] = last + segment
  }
  return parts
}
