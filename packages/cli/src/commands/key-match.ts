/** `keywell key match`: whether keys, certificates and tokens belong together. */
import type { Arguments } from '../arguments.ts'
import type { Answer, Io } from '../command.ts'
import { HelpNeeded, usage } from '../failure.ts'
import { type Exhibit, type Match, matching, readExhibit } from '../input/matching.ts'
import { lazyPassword } from '../input/password.ts'
import { type Cell, table } from '../output/table.ts'
import { BLANK, line, toned } from '../output/text.ts'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const places = args.operands
  if (places.length === 0) throw new HelpNeeded()
  if (places.length < 2)
    throw usage('there is nothing to compare', 'name two files or more, such as a key and a certificate')
  if (places.filter((place) => place === '-').length > 1) throw usage('standard input can be read once only')
  const password = lazyPassword(args, io)
  const exhibits: Exhibit[] = []
  for (const place of places) exhibits.push(await readExhibit(place, io, password))
  const found = await matching(exhibits)
  if (found === undefined) throw usage('there is no key among these files', 'add a key, a certificate or a JWK Set')
  const isMatch = found.matches.every(({ belongs }) => belongs)
  return {
    exit: isMatch ? 'good' : 'negative',
    lines: [
      ...table(found.matches.map(row), {
        head: ['', 'file', 'what', 'thumbprint (SHA-256)', 'because'],
        columns: io.columns,
      }),
      BLANK,
      isMatch ? line(toned('good', 'MATCH'), ' they belong together') : line(toned('bad', 'NO MATCH'), ' see ✗'),
    ],
    document: { schema: 'keywell/key.match@1', ok: isMatch, ...found },
  }
}

const row = ({ place, what, thumbprint, belongs, because }: Match): readonly Cell[] => [
  belongs ? toned('good', '✓') : toned('bad', '✗'),
  place === '-' ? 'standard input' : place,
  what,
  thumbprint ?? toned('dim', '–'),
  belongs ? because : toned('bad', because),
]
