/** `keywell key public`: the part of a key that may be published. */
import type { Answer, Io } from '../command.ts'
import type { Arguments } from '../arguments.ts'
import { publicKeys } from '../input/keys.ts'
import { operand } from '../input/operand.ts'
import { jsonLines } from '../output/json-lines.ts'
import { line, toned } from '../output/text.ts'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const { keys, isSet, hadPrivate } = await publicKeys(operand(args, io), args, io)
  if (hadPrivate) io.say(line(toned('dim', 'the private members are left out')))
  const shown = isSet ? { keys } : keys[0]
  return { exit: 'good', lines: jsonLines(shown), document: { schema: 'keywell/key.public@1', keys } }
}
