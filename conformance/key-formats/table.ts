/** The whole table, format × key type, as rows of text. */
import { KEY_FORMATS, type KeyFormat, type WritableKeyFormat } from 'keywell/jwk'
import { type Cell, roundTrip } from './round-trip.ts'
import { specimens } from './specimens.ts'

export interface Table {
  readonly names: readonly string[]
  readonly rows: readonly (readonly [format: WritableKeyFormat, cells: readonly Cell[]])[]
}

const isWritable = (format: KeyFormat): format is WritableKeyFormat => !format.startsWith('certificate-')

export async function formatTable(): Promise<Table> {
  const keys = specimens()
  const rows: [WritableKeyFormat, readonly Cell[]][] = []
  for (const format of KEY_FORMATS.filter(isWritable)) {
    const cells: Cell[] = []
    for (const key of keys) cells.push(await roundTrip(key, format))
    rows.push([format, cells])
  }
  return { names: keys.map(({ name }) => name), rows }
}

/** What is wrong, one line each. */
export const problems = ({ names, rows }: Table): readonly string[] =>
  rows.flatMap(([format, cells]) =>
    cells.flatMap((cell, place) => (cell.startsWith('WRONG') ? [`${format} ${names[place]}: ${cell}`] : [])),
  )

export const tableLines = ({ names, rows }: Table): readonly string[] => [
  line('', names),
  ...rows.map(([format, cells]) => line(format, cells)),
]

const line = (first: string, cells: readonly string[]): string =>
  [first.padEnd(16), ...cells.map((cell) => cell.slice(0, 9).padEnd(10))].join(' ').trimEnd()
