/** An explanation as a checklist: what was asked, every check, every key with its reason, and the verdict with a fix. Pure. */
import type { Explanation } from 'keywell'
import type { Findings } from '../input/explained.ts'
import { becauseLines, rootOf } from './failure.ts'
import { hintOf } from './hints.ts'
import { choiceTable } from './key-table.ts'
import { quote } from './printable.ts'
import { type Cell, table } from './table.ts'
import { BLANK, type Line, line, toned } from './text.ts'
import { moment } from './values.ts'

export type VerdictWord = 'accepted' | 'refused' | 'undecided'

export function explanationLines(findings: Findings, verdict: VerdictWord, columns: number): readonly Line[] {
  const sections = [
    requestLines(findings, columns),
    checkLines(findings, columns),
    keyLines(findings, columns),
    verdictLines(findings, verdict),
  ]
  return sections
    .filter(({ length }) => length > 0)
    .flatMap((lines, place) => (place === 0 ? lines : [BLANK, ...lines]))
}

function requestLines({ requests }: Findings, columns: number): readonly Line[] {
  if (requests.length === 0) return []
  const rows = requests.map(({ url, status }): readonly Cell[] => [
    'GET',
    url,
    status === 200 ? '200' : toned('bad', status === undefined ? 'no answer' : String(status)),
  ])
  return [line(toned('strong', 'asked')), ...table(rows, { columns })]
}

const MARKS: Readonly<Record<Explanation['verdict'], Cell>> = {
  pass: toned('good', '✓ pass'),
  fail: toned('bad', '✗ FAIL'),
  skipped: toned('dim', '– not checked'),
  unknown: toned('doubt', '? unknown'),
}

/** An unchecked issuer comes as a pass with this reason; a check that was not made must not look like one that was. */
const markOf = ({ verdict, because }: Explanation): Cell =>
  MARKS[verdict === 'pass' && because.startsWith('not checked: ') ? 'skipped' : verdict]

/** Rules that only a program can ask for; without being asked they would only lengthen the list. */
const SILENT_UNLESS_ASKED: readonly string[] = ['lifetime', 'required']

function checkLines({ explanation, nowMs }: Findings, columns: number): readonly Line[] {
  const checks = (explanation.children ?? []).flatMap((node) => [node, ...details(node)])
  const shown = checks.filter(({ id, verdict }) => verdict !== 'skipped' || !SILENT_UNLESS_ASKED.includes(id))
  const rows = shown.map((node): readonly Cell[] => [markOf(node), node.id, seenText(node, nowMs), whyText(node)])
  return [line(toned('strong', 'checks')), ...table(rows, { columns })]
}

/** The keys get a table of their own. */
const details = ({ id, children = [] }: Explanation): readonly Explanation[] => (id === 'key' ? [] : children)

const TIMES: readonly string[] = ['exp', 'nbf', 'iat']

function seenText({ id, seen }: Explanation, nowMs: number): string {
  const when = TIMES.includes(id) && seen !== undefined ? moment(Number(seen), nowMs) : undefined
  return when ?? seen ?? '–'
}

function whyText({ verdict, because, expected }: Explanation): Cell {
  if (verdict === 'fail') return toned('bad', expected === undefined ? because : `${because}; expected ${expected}`)
  return because
}

function keyLines({ selection, otherSigner }: Findings, columns: number): readonly Line[] {
  if (selection === undefined) return []
  const { place, rows, trace } = selection
  const found = otherSigner === undefined ? [] : [otherSignerLine(otherSigner.kid)]
  return [
    line(toned('strong', 'keys'), ` of ${place === '-' ? 'standard input' : place}`),
    ...choiceTable(rows, trace, columns),
    ...found,
  ]
}

const otherSignerLine = (kid: string | undefined): Line =>
  line(
    '  ',
    toned('doubt', '!'),
    ` the signature was made by ${kid === undefined ? 'the key without kid' : `key ${quote(kid)}`}, which the token does not name`,
  )

function verdictLines({ explanation, failure, gaps }: Findings, verdict: VerdictWord): readonly Line[] {
  const { because, code, fix } = explanation
  const open = gaps.filter((gap) => gap !== 'keys')
  if (code === undefined && open.length > 0) {
    const flags = open.map((gap) => `--${gap} or --any-${gap}`).join(', and ')
    return [
      line(toned('doubt', 'UNDECIDED'), ` all that was checked is good; not checked: ${open.join(', ')}`),
      fixLine(`add ${flags}`),
    ]
  }
  const head = line(VERDICT_MARKS[verdict], ` ${because}`, ...(code === undefined ? [] : [toned('dim', ` [${code}]`)]))
  if (failure !== undefined) {
    const root = rootOf(failure)
    return [head, ...becauseLines(failure), fixLine(hintOf(root.code, root.hint))]
  }
  return fix === undefined ? [head] : [head, fixLine(hintOf(code, fix))]
}

const fixLine = (text: string): Line => line(toned('doubt', 'fix'), `  ${text}`)

const VERDICT_MARKS: Readonly<Record<VerdictWord, Cell>> = {
  accepted: toned('good', 'ACCEPTED'),
  refused: toned('bad', 'REFUSED'),
  undecided: toned('doubt', 'UNDECIDED'),
}
