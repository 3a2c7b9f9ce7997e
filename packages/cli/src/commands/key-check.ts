/** `keywell key check`: what is wrong with a key, as a checklist. */
import type { Arguments } from '../arguments.ts'
import type { Answer, Io } from '../command.ts'
import { Failure } from '../failure.ts'
import { algorithms } from '../input/algorithms.ts'
import { type Finding, findingsOfKey, findingsOfSet, isBadFinding } from '../input/key-findings.ts'
import { type BadKey, type FoundKey, isBad, keyFile } from '../input/key-files.ts'
import { operand } from '../input/operand.ts'
import { parseTime } from '../input/time.ts'
import { type Cell, table } from '../output/table.ts'
import { BLANK, type Line, line, toned } from '../output/text.ts'

interface Checked {
  readonly title: string
  readonly findings: readonly Finding[]
}

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const now = args.text('now')
  const asked = {
    algorithms: algorithms(args.texts('alg')),
    nowMs: now === undefined ? io.now() : parseTime(now, io.now()),
  }
  const { keys, isSet } = await keyFile(operand(args, io), args, io)
  if (keys.length === 0) throw new Failure('unparseable', 'there is no key in the input')
  const sole = keys.length === 1 ? keys[0] : undefined
  // What is no key has not been checked.
  if (sole !== undefined && isBad(sole) && !isFlaw(sole)) throw sole.error
  const checked: Checked[] = []
  for (const [place, key] of keys.entries())
    checked.push({
      title: titleOf(key, place),
      findings: isBad(key) ? [unreadable(key)] : await findingsOfKey(key, asked),
    })
  const good = keys.filter((key): key is FoundKey => !isBad(key))
  const shared = await findingsOfSet(good, isSet)
  if (shared.length > 0) checked.push({ title: 'together', findings: shared })
  const isFine = !checked.some(({ findings }) => findings.some(isBadFinding))
  return {
    exit: isFine ? 'good' : 'negative',
    lines: [...checked.flatMap((each) => [...sectionLines(each, io.columns), BLANK]), verdictLine(isFine)],
    document: { schema: 'keywell/key.check@1', ok: isFine, keys: checked },
  }
}

/** The library names the member of a key that is wrong; where it names none, there was no key to judge. */
const isFlaw = ({ error }: BadKey): boolean =>
  error.code === 'ERR_JWK_INVALID' && (error.detail.member !== undefined || error.message.includes('belong together'))

const unreadable = ({ error }: BadKey): Finding => ({ verdict: 'bad', what: 'key', because: error.message })

const titleOf = (key: FoundKey | BadKey, place: number): string => {
  const number = `key ${place + 1}`
  return isBad(key) || key.jwk.kid === undefined ? number : `${number}, ${key.jwk.kid}`
}

const MARKS: Readonly<Record<Finding['verdict'], Cell>> = {
  good: toned('good', '✓'),
  doubt: toned('doubt', '!'),
  bad: toned('bad', '✗'),
}

function sectionLines({ title, findings }: Checked, columns: number): readonly Line[] {
  const rows = findings.map(({ verdict, what, because }): readonly Cell[] => [
    MARKS[verdict],
    what,
    verdict === 'bad' ? toned('bad', because) : because,
  ])
  return [line(toned('strong', title)), ...table(rows, { columns })]
}

const verdictLine = (isFine: boolean): Line =>
  isFine ? line(toned('good', 'GOOD'), ' nothing bad was found') : line(toned('bad', 'BAD'), ' see ✗')
