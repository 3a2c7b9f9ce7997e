/** `keywell token verify`: 0 only when everything was checked against what the flags name as trusted. */
import { createVerifier, isKeywellError, type KeywellError, type VerifiedJwt } from 'keywell'
import type { Answer, Io } from '../command.ts'
import { usage } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import { createRecorder } from '../input/recorder.ts'
import { readToken } from '../input/token.ts'
import { type Gap, type TrustChoice, trustOf } from '../input/trust.ts'
import { errorDocument, report } from '../output/failure.ts'
import { members, type MembersOptions } from '../output/members.ts'
import { BLANK, type Line, line, toned } from '../output/text.ts'

const SCHEMA = 'keywell/token.verify@1'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const choice = await trustOf(args, io, createRecorder())
  const [gap] = choice.gaps
  if (gap !== undefined) throw usage(...MISSING[gap])
  const token = await readToken(args, io)
  try {
    const result = await verified(choice, token)
    return accepted(result, choice.givenUp, { nowMs: choice.clock.now(), columns: io.columns })
  } catch (error) {
    if (!isKeywellError(error)) throw error
    return refused(error, io)
  } finally {
    choice.trust.keys.close()
  }
}

/** For each check that nobody asked for: what is missing, and how to say that it is not wanted. */
const MISSING: Readonly<Record<Gap, readonly [string, string]>> = {
  keys: ['nothing says whose tokens to accept', 'add --issuer URL, or --jwks or --key with the keys to trust'],
  issuer: ['--issuer is missing', 'add --issuer URL, or --any-issuer if any issuer may have signed with these keys'],
  audience: [
    '--audience is missing',
    'add --audience NAME, or --any-audience if it does not matter who the token is for',
  ],
}

const verified = ({ trust, clock }: TrustChoice, token: string): Promise<VerifiedJwt> =>
  createVerifier(trust, { clock }).verify(token)

function accepted(
  { issuer, key, header, payload }: VerifiedJwt,
  givenUp: readonly Gap[],
  options: MembersOptions,
): Answer {
  const open = givenUp.length === 0 ? '' : ` (${givenUp.join(', ')} not checked)`
  const signedBy = { kid: key.kid ?? '–', alg: key.alg, thumbprint: key.thumbprint ?? '–' }
  const lines: readonly Line[] = [
    line(toned('good', '✓ verified'), ` ${issuer ?? 'a token of an unchecked issuer'}${open}`),
    BLANK,
    ...members('signed by', signedBy, options),
    BLANK,
    ...members('claims', payload, options),
  ]
  return {
    exit: 'good',
    lines,
    document: { schema: SCHEMA, ok: true, notChecked: givenUp, issuer, key, header, payload },
  }
}

function refused(error: KeywellError, io: Io): Answer {
  const { exit, lines } = report(error)
  for (const each of lines) io.say(each)
  return { exit, lines: [], document: { schema: SCHEMA, ok: false, error: errorDocument(error) } }
}
