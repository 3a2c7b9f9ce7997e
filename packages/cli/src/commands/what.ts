/** `keywell what`: says what something is and what to do with it next. Shows nothing of a secret. */
import type { Arguments } from '../arguments.ts'
import type { Answer, Io } from '../command.ts'
import { Failure } from '../failure.ts'
import { operand } from '../input/operand.ts'
import { parseTime } from '../input/time.ts'
import { table } from '../output/table.ts'
import { BLANK, type Line, line, toned } from '../output/text.ts'
import { look, lookAtText } from '../what/look.ts'
import type { Sight } from '../what/sight.ts'

const SCHEMA = 'keywell/what@1'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const given = args.text('now')
  const nowMs = given === undefined ? io.now() : parseTime(given, io.now())
  const { sight, isThere } = await seen(operand(args, io), io, nowMs)
  if (sight === undefined) return unknown(isThere)
  const { kind, title, facts, next, isSecret = false } = sight
  if (isSecret) io.say(line(toned('doubt', 'SECRET:'), ' keep it to yourself'))
  return {
    exit: 'good',
    lines: pageLines(sight, io.columns),
    document: { schema: SCHEMA, known: true, kind, title, facts: Object.fromEntries(facts), next, isSecret },
  }
}

interface Seen {
  readonly sight: Sight | undefined
  readonly isThere: boolean
}

/** A text that is no file's name is the thing itself. */
async function seen(place: string, io: Io, nowMs: number): Promise<Seen> {
  const kind = place === '-' ? 'readable' : io.kindOf(place)
  if (kind === 'folder') throw new Failure('unreachable', 'this is a folder', { hint: 'name a file in it' })
  if (kind === 'nothing') return { sight: await lookAtText(place, nowMs), isThere: false }
  const octets = await io.readOctets(place)
  if (octets.length === 0) throw new Failure('unparseable', 'there is nothing to look at: the input is empty')
  return { sight: await look(octets, nowMs), isThere: true }
}

function pageLines({ title, facts, next }: Sight, columns: number): readonly Line[] {
  return [
    line('this is ', toned('strong', title)),
    ...table(
      facts.map(([name, value]) => [name, value]),
      { columns },
    ),
    BLANK,
    line(toned('strong', 'next')),
    ...table(
      next.map((step) => [toned('dim', '–'), step]),
      { columns },
    ),
  ]
}

const unknown = (isThere: boolean): Answer => ({
  exit: 'undecided',
  lines: [
    line('this is ', toned('strong', 'nothing that keywell knows')),
    ...table([[toned('dim', '–'), isThere ? 'check that it is whole' : 'there is no file of that name either']]),
  ],
  document: { schema: SCHEMA, known: false },
})
