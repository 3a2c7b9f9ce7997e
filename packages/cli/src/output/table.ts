/** Columns under each other. What is too long for the terminal is cut, save in the last column, which goes on below. */
import { printable } from './printable.ts'
import { type Line, type Span, spanText, toned } from './text.ts'
import { cut, width, wrap } from './width.ts'

export type Cell = string | Span

export interface TableOptions {
  readonly head?: readonly string[]
  readonly indent?: number
  /** Most columns of the terminal to take. */
  readonly columns?: number
}

const GAP = 2
/** Below this a cell says nothing any more. */
const MIN_WIDTH = 8
/** The last column may be narrower than its text, since it goes on below; under this share it would be a thread. */
const LAST_SHARE = 0.28

export function table(rows: readonly (readonly Cell[])[], options: TableOptions = {}): readonly Line[] {
  const { head, indent = 2, columns = Number.POSITIVE_INFINITY } = options
  const titles: readonly (readonly Cell[])[] = head === undefined ? [] : [head.map((title) => toned('dim', title))]
  const all = [...titles, ...rows].map((row) => row.map(visible))
  const widths = fit(natural(all), columns - indent)
  return all.flatMap((row) => rowLines(row, widths, indent))
}

/** Escapes are made before measuring, or hostile text would break the columns. */
const visible = (cell: Cell): Cell => withText(cell, printable(spanText(cell)))

const withText = (cell: Cell, text: string): Cell => (typeof cell === 'string' ? text : { ...cell, text })

const natural = (rows: readonly (readonly Cell[])[]): readonly number[] =>
  Array.from({ length: Math.max(0, ...rows.map(({ length }) => length)) }, (_, place) =>
    Math.max(...rows.map((row) => width(spanText(row[place] ?? '')))),
  )

/** Takes from the last column first, then from the widest, until all fit. */
function fit(wanted: readonly number[], available: number): readonly number[] {
  const widths = [...wanted]
  const last = widths.length - 1
  const excess = (): number => widths.reduce((sum, each) => sum + each, GAP * last) - available
  const lastWidth = widths[last] ?? 0
  if (excess() > 0)
    widths[last] = Math.min(lastWidth, Math.max(Math.floor(available * LAST_SHARE), lastWidth - excess()))
  while (excess() > 0) {
    const widest = widths.indexOf(Math.max(...widths))
    const size = widths[widest] ?? 0
    if (size <= MIN_WIDTH) break
    widths[widest] = size - 1
  }
  return widths
}

function rowLines(row: readonly Cell[], widths: readonly number[], indent: number): readonly Line[] {
  const last = row.length - 1
  const before = row.slice(0, last).flatMap((cell, place) => padded(cell, widths[place] ?? 0))
  const cell = row[last] ?? ''
  const [first = '', ...rest] = wrap(spanText(cell), Math.max(1, widths[last] ?? 0))
  const left = widths.slice(0, last).reduce((sum, each) => sum + each + GAP, indent)
  return [
    [' '.repeat(indent), ...before, withText(cell, first)],
    ...rest.map((text): Line => [' '.repeat(left), withText(cell, text)]),
  ]
}

function padded(cell: Cell, size: number): readonly Cell[] {
  const text = cut(spanText(cell), size)
  return [withText(cell, text), ' '.repeat(size - width(text) + GAP)]
}
