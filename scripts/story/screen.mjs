/** What the story looks like: numbered headings, sentences, and what a command printed, moved in. */
import { styleText } from 'node:util'

/** Fits a terminal of 100 columns, and a narrower one where there is one. */
const MAX_COLUMNS = 100

export function createScreen(stream) {
  const hasColour = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  const tone = (format, text) => (hasColour ? styleText(format, text, { validateStream: false }) : text)
  const columns = Math.min(MAX_COLUMNS, stream.columns ?? MAX_COLUMNS)
  let chapter = 0
  const print = (text) => stream.write(`${text}\n`)
  return {
    columns,
    hasColour,
    gap: () => print(''),
    say: print,
    heading: (title) => {
      chapter++
      print(`${chapter === 1 ? '' : '\n'}${tone('bold', `${chapter}. ${title}`)}`)
    },
    command: (text) => print(`\n  ${tone('cyan', `$ ${text}`)}`),
    output: (text) => print(text.replace(/\n+$/, '').replaceAll(/^(?=.)/gm, '  ')),
    note: (text) => print(tone('dim', `  ${text}`)),
  }
}
