/** What was probably meant by a mistyped word. Only ever suggested, never taken. */

/** More mistakes than one in three letters make another word. */
const LETTERS_PER_MISTAKE = 3
/** Words of a command line are short; a token pasted in their place is not worth comparing. */
const MAX_LENGTH = 40

export const isNear = (mistakes: number, typed: string): boolean => mistakes <= typed.length / LETTERS_PER_MISTAKE

/** The word that is nearest, if any is near. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const near = words
    .map((word) => ({ word, mistakes: edits(typed, word) }))
    .filter(({ mistakes }) => isNear(mistakes, typed))
  return near.toSorted((one, other) => one.mistakes - other.mistakes)[0]?.word
}

/** Levenshtein's distance, row by row, with two letters that changed places as one mistake. */
export function edits(from: string, to: string): number {
  if (from.length > MAX_LENGTH) return Number.POSITIVE_INFINITY
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, place) => place)
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1]
    for (let place = 0; place < to.length; place++) {
      const replaced = (row[place] ?? 0) + (from[index] === to[place] ? 0 : 1)
      const isSwapped = place > 0 && from[index] === to[place - 1] && from[index - 1] === to[place]
      const swapped = isSwapped ? (before[place - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(replaced, swapped, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1))
    }
    before = row
    row = next
  }
  return row.at(-1) ?? 0
}
