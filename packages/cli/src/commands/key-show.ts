/** `keywell key show`: what a key is. Its private numbers are never shown. */
import type { Arguments } from '../arguments.ts'
import type { Answer, Io } from '../command.ts'
import { type KeyFacts, keyFacts } from '../input/key-facts.ts'
import { type BadKey, isBad, keyFile } from '../input/key-files.ts'
import { operand } from '../input/operand.ts'
import { keyPage, pages } from '../output/key-page.ts'
import { type Line, line, toned } from '../output/text.ts'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const { keys } = await keyFile(operand(args, io), args, io)
  const [first] = keys
  // Nothing else is there to show.
  if (first !== undefined && isBad(first) && keys.length === 1) throw first.error
  const shown = await Promise.all(keys.map(async (key) => (isBad(key) ? key : await keyFacts(key))))
  const options = { nowMs: io.now(), columns: io.columns }
  return {
    exit: shown.every((key) => !isRefused(key)) ? 'good' : 'unparseable',
    lines: pages(shown.map((key) => (isRefused(key) ? refusedLines(key) : keyPage(key, options)))),
    document: { schema: 'keywell/key.show@1', keys: shown.map(keyDocument) },
  }
}

const isRefused = (key: KeyFacts | BadKey): key is BadKey => 'error' in key

const refusedLines = ({ error }: BadKey): readonly Line[] => [
  line(toned('bad', 'not readable: '), error.message, toned('dim', ` [${error.code}]`)),
  line(toned('doubt', 'hint:'), ` ${error.hint}`),
]

function keyDocument(key: KeyFacts | BadKey): Readonly<Record<string, unknown>> {
  if (isRefused(key)) return { error: { code: key.error.code, message: key.error.message, hint: key.error.hint } }
  const { certificate, ...facts } = key
  if (certificate === undefined) return facts
  const { notBeforeMs, notAfterMs, ...said } = certificate
  return { ...facts, certificate: { ...said, notBefore: notBeforeMs / 1000, notAfter: notAfterMs / 1000 } }
}
