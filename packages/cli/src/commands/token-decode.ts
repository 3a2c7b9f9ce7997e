/** `keywell token decode`: what a token says. Never verifies, and says so. */
import { decodeJwt } from 'keywell'
import type { Answer, Io } from '../command.ts'
import type { Arguments } from '../arguments.ts'
import { parseTime } from '../input/time.ts'
import { readToken } from '../input/token.ts'
import { members } from '../output/members.ts'
import { BLANK, line, toned } from '../output/text.ts'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const now = args.text('now')
  const nowMs = now === undefined ? io.now() : parseTime(now, io.now())
  const { header, payload } = decodeJwt(await readToken(args, io))
  io.say(line(toned('doubt', 'NOT VERIFIED:'), ' anybody can write such a token; to verify it: keywell token verify'))
  const options = { nowMs, columns: io.columns }
  return {
    exit: 'good',
    lines: [...members('header', header, options), BLANK, ...members('claims', payload, options)],
    document: { schema: 'keywell/token.decode@1', verified: false, header, payload },
  }
}
