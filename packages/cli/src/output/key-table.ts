/** Keys as rows: usable ones with their facts, quarantined ones with the reason. */
import { type Key, type KeySet, type KeyTrace, thumbprint } from 'keywell/jwk'
import { type Cell, table } from './table.ts'
import { type Line, spanText, toned } from './text.ts'

export interface KeyRow {
  readonly kid: string | undefined
  readonly kty: string | undefined
  readonly curve: string | undefined
  readonly bits: number | undefined
  readonly alg: string | undefined
  readonly use: string | undefined
  readonly thumbprint: string | undefined
  readonly notes: readonly string[]
  /** Why it cannot verify anything. */
  readonly quarantined: string | undefined
}

/** Rows in the order of the set; what is quarantined comes last. */
export async function keyRows(set: KeySet): Promise<readonly KeyRow[]> {
  const usable = await Promise.all(set.keys.map(usableRow))
  const rest = set.quarantined.map(({ kid, kty, reason }): KeyRow => ({
    kid,
    kty,
    curve: undefined,
    bits: undefined,
    alg: undefined,
    use: undefined,
    thumbprint: undefined,
    notes: [],
    quarantined: reason,
  }))
  return [...usable, ...rest]
}

const usableRow = async ({ kid, kty, curve, bits, jwk, notes }: Key): Promise<KeyRow> => ({
  kid,
  kty,
  curve,
  bits,
  alg: jwk.alg,
  use: jwk.use,
  thumbprint: await thumbprint(jwk),
  notes,
  quarantined: undefined,
})

const ABSENT = toned('dim', '–')
const or = (text: string | undefined): Cell => (text === undefined || text === '' ? ABSENT : text)
const kindText = ({ kty, curve }: KeyRow): Cell => or(curve === undefined ? kty : `${kty} ${curve}`)
const sizeText = ({ bits }: KeyRow): Cell => or(bits === undefined || bits === 0 ? undefined : String(bits))

/** Most issuers use the thumbprint as kid; saying it twice would cost half the line. */
const printText = ({ kid, thumbprint: print }: KeyRow): Cell =>
  print !== undefined && print === kid ? '= kid' : or(print)

const notesText = ({ quarantined, notes }: KeyRow): Cell =>
  quarantined === undefined ? notes.join('; ') : toned('bad', `quarantined: ${quarantined}`)

const HEAD = ['kid', 'type', 'alg', 'use', 'size', 'thumbprint (SHA-256)', 'notes']

export function keyTable(rows: readonly KeyRow[], columns: number): readonly Line[] {
  const cells = rows.map((row) => [
    or(row.kid),
    kindText(row),
    or(row.alg),
    or(row.use),
    sizeText(row),
    printText(row),
    notesText(row),
  ])
  const hasNotes = rows.some((row) => spanText(notesText(row)) !== '')
  const shown = hasNotes ? cells : cells.map((row) => row.slice(0, -1))
  return table(shown, { head: hasNotes ? HEAD : HEAD.slice(0, -1), columns })
}

/** The same keys as the choice for one token sees them. */
export function choiceTable(rows: readonly KeyRow[], trace: readonly KeyTrace[], columns: number): readonly Line[] {
  const cells = rows.map((row, place) => {
    const { verdict, because } = trace[place] ?? { verdict: 'quarantined', because: row.quarantined ?? '' }
    return [MARKS[verdict], or(row.kid), kindText(row), or(row.alg), or(row.use), sizeText(row), because]
  })
  return table(cells, { head: ['', 'kid', 'type', 'alg', 'use', 'size', 'because'], columns })
}

const MARKS: Readonly<Record<KeyTrace['verdict'], Cell>> = {
  candidate: toned('good', '✓ chosen'),
  'passed-over': toned('dim', '– passed over'),
  quarantined: toned('bad', '✗ quarantined'),
}
