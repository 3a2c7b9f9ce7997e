/** `keywell key new`: a fresh key. The private part goes where only its owner can read it, or where asked to in words. */
import { type GeneratedJwk, generateJwk, publicJwk } from 'keywell/jwk'
import type { Answer, Io } from '../command.ts'
import { usage } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import { algorithm } from '../input/algorithms.ts'
import { lazyPassword } from '../input/password.ts'
import { jsonLines } from '../output/json-lines.ts'
import { quoteTyped } from '../output/printable.ts'
import { type Line, line, toned } from '../output/text.ts'
import { isWritable, NEW_FORMATS, type NewFormat, type Written, writtenKey } from '../output/written-key.ts'

const SCHEMA = 'keywell/key.new@1'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  if (args.operands.length > 0) throw usage('key new takes no input', 'the file for the key is given with --out')
  const format = formatOf(args)
  const password = lazyPassword(args, io)
  const out = args.text('out') ?? '-'
  if (out === '-' && isOpen(format)) refuseExposure(args, io)
  // Before the key is made, which may take a while.
  if (!isOpen(format)) await password()
  const key = await generate(args, io)
  const made = await writtenKey(key.privateJwk, format, password)
  return out === '-' ? printed(key, format, made) : written(key, out, made, io)
}

const isOpen = (format: NewFormat): boolean => format === 'jwk' || format === 'pem'

/** A password that nothing is done with would be a promise. */
function formatOf(args: Arguments): NewFormat {
  const name = args.text('format') ?? 'jwk'
  if (!isWritable(name, NEW_FORMATS))
    throw usage(`--format ${quoteTyped(name)} is unknown`, `known: ${NEW_FORMATS.join(', ')}`)
  if (isOpen(name) && (args.has('password-file') || args.has('password-env')))
    throw usage(`--format ${name} has no password`, 'with a password: --format jwe or --format encrypted-pem')
  return name
}

async function generate(args: Arguments, io: Io): Promise<GeneratedJwk> {
  const [name, ...others] = args.texts('alg')
  if (name === undefined || others.length > 0) throw usage('exactly one --alg is needed', 'such as --alg ES256')
  const kid = args.text('kid')
  const size = args.text('size')
  if (size !== undefined && !/^[RP]S/.test(algorithm(name)))
    throw usage('--size is for RSA keys', `leave it out; ${algorithm(name)} has a size of its own`)
  return await generateJwk(algorithm(name), {
    clock: io,
    ...(kid === undefined ? {} : { kid }),
    ...(size === undefined ? {} : { modulusLength: bits(size) }),
  })
}

function bits(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw usage(`--size ${quoteTyped(text)} is no number of bits`, 'such as --size 3072')
}

/** A terminal keeps its scrollback, and a redirected file gets the umask's mode instead of 0600. */
function refuseExposure(args: Arguments, io: Io): void {
  if (io.output === 'pipe' || args.has('show-private')) return
  const where = io.output === 'terminal' ? 'a terminal' : 'a file that others may read'
  throw usage(`the private key would go to ${where}`, 'add --out FILE (made with mode 0600), or --show-private')
}

const publicOf = ({ publicJwk: open }: GeneratedJwk): unknown => open ?? null

/** What is no JWK is a text; its document says so in a member of its own. */
function printed(key: GeneratedJwk, format: NewFormat, { text }: Written): Answer {
  const isJwk = format === 'jwk'
  const lines: readonly Line[] = isJwk
    ? jsonLines(key.privateJwk)
    : text
        .trimEnd()
        .split('\n')
        .map((each) => [each])
  const kept = isJwk ? { privateJwk: key.privateJwk } : { privateKey: text }
  return { exit: 'good', lines, document: { schema: SCHEMA, format, ...kept, publicJwk: publicOf(key) } }
}

function written(key: GeneratedJwk, out: string, { text }: Written, io: Io): Answer {
  io.writePrivate(out, text)
  io.say(line(toned('dim', `the private key is in ${out}, readable by you alone`)))
  const open = key.publicJwk
  if (open === undefined) io.say(line(toned('dim', 'a shared secret has no public part')))
  const lines = open === undefined ? [] : jsonLines(publicJwk(open))
  return { exit: 'good', lines, document: { schema: SCHEMA, out, publicJwk: publicOf(key) } }
}
