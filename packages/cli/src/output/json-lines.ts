/** A document as lines of text, for commands whose answer is JSON anyway. */
import { jsonText } from './printable.ts'
import type { Line } from './text.ts'

export const jsonLines = (document: unknown): readonly Line[] =>
  jsonText(document)
    .split('\n')
    .map((text) => [text])
