/** `keywell key new`: a fresh key. The private part goes where only its owner can read it, or where asked to in words. */
import { type GeneratedJwk, generateJwk } from 'keywell/jwk'
import type { Answer, Io } from '../command.ts'
import { usage } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import { algorithm } from '../input/algorithms.ts'
import { jsonLines } from '../output/json-lines.ts'
import { jsonText, quote } from '../output/printable.ts'
import { line, toned } from '../output/text.ts'

const SCHEMA = 'keywell/key.new@1'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  if (args.operands.length > 0) throw usage('key new takes no input', 'the file for the key is given with --out')
  const out = args.text('out') ?? '-'
  if (out === '-') refuseExposure(args, io)
  const key = await generate(args)
  return out === '-' ? printed(key) : written(key, out, io)
}

async function generate(args: Arguments): Promise<GeneratedJwk> {
  const [name, ...others] = args.texts('alg')
  if (name === undefined || others.length > 0) throw usage('exactly one --alg is needed', 'such as --alg ES256')
  const kid = args.text('kid')
  const size = args.text('size')
  if (size !== undefined && !/^[RP]S/.test(algorithm(name)))
    throw usage('--size is for RSA keys', `leave it out; ${algorithm(name)} has a size of its own`)
  return await generateJwk(algorithm(name), {
    ...(kid === undefined ? {} : { kid }),
    ...(size === undefined ? {} : { modulusLength: bits(size) }),
  })
}

function bits(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw usage(`--size ${quote(text)} is no number of bits`, 'such as --size 3072')
}

/** A terminal keeps its scrollback, and a redirected file gets the umask's mode instead of 0600. */
function refuseExposure(args: Arguments, io: Io): void {
  if (io.output === 'pipe' || args.has('show-private')) return
  const where = io.output === 'terminal' ? 'a terminal' : 'a file that others may read'
  throw usage(`the private key would go to ${where}`, 'add --out FILE (made with mode 0600), or --show-private')
}

const printed = ({ privateJwk, publicJwk }: GeneratedJwk): Answer => ({
  exit: 'good',
  lines: jsonLines(privateJwk),
  document: { schema: SCHEMA, privateJwk, publicJwk: publicJwk ?? null },
})

function written({ privateJwk, publicJwk }: GeneratedJwk, out: string, io: Io): Answer {
  io.writePrivate(out, `${jsonText(privateJwk)}\n`)
  io.say(line(toned('dim', `the private key is in ${out}, readable by you alone`)))
  if (publicJwk === undefined) io.say(line(toned('dim', 'a shared secret has no public part')))
  const lines = publicJwk === undefined ? [] : jsonLines(publicJwk)
  return { exit: 'good', lines, document: { schema: SCHEMA, out, publicJwk: publicJwk ?? null } }
}
