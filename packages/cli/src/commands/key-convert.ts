/** `keywell key convert`: a key in another form. A secret leaves in the open only where that is asked for in words. */
import { writeKey } from 'keywell/jwk'
import type { Arguments } from '../arguments.ts'
import type { Answer, Io } from '../command.ts'
import { Failure, usage } from '../failure.ts'
import { type BadKey, type FoundKey, isBad, keysIn } from '../input/key-files.ts'
import { operand } from '../input/operand.ts'
import { lazyPassword, NEW_PASSWORD, password } from '../input/password.ts'
import { quoteTyped } from '../output/printable.ts'
import { line, toned } from '../output/text.ts'
import {
  CONVERT_FORMATS,
  type FormatName,
  isEncrypted,
  isExposed,
  isWritable,
  type Written,
  writtenKey,
} from '../output/written-key.ts'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const place = operand(args, io)
  const to = formatOf(args.text('to'))
  const known = lazyPassword(args, io)
  const keys = meantKeys((await keysIn(await io.readOctets(place), known)).keys, args)
  const isPrivate = keys.some((key) => key.isPrivate)
  const out = args.text('out') ?? '-'
  if (out === '-' && isExposed(to, isPrivate) && !args.has('show-private')) throw exposed(to)
  const made = await convert(keys, to, newPassword(args, io, known))
  const document = { schema: 'keywell/key.convert@1', from: keys[0]?.format, to, isPrivate: isExposed(to, isPrivate) }
  if (out !== '-') return saved({ out, to, isPrivate }, made, document, io)
  if (made.octets !== undefined)
    throw usage(`${to} is no text, which standard output is for`, `add --out FILE, or use ${inText(to)}`)
  const lines = made.text
    .trimEnd()
    .split('\n')
    .map((each) => [each])
  return { exit: 'good', lines, document: { ...document, key: made.text } }
}

function formatOf(name: string | undefined): FormatName {
  if (name === undefined) throw usage('--to is needed', `one of: ${CONVERT_FORMATS.join(', ')}`)
  if (isWritable(name, CONVERT_FORMATS)) return name
  throw usage(`--to ${quoteTyped(name)} is unknown`, `known: ${CONVERT_FORMATS.join(', ')}`)
}

const inText = (name: FormatName): string => (name === 'cose' ? 'cose-base64' : name.replace(/(-)?der$/, '$1pem'))

const exposed = (to: FormatName): Failure =>
  usage(
    `${to} of a private key holds the secret, and would be printed`,
    'add --out FILE (made with mode 0600) or --show-private; for the public part: keywell key public',
  )

/** The keys that are meant: all of them for a set, otherwise the one. */
function meantKeys(keys: readonly (FoundKey | BadKey)[], args: Arguments): readonly FoundKey[] {
  const kid = args.text('kid')
  const read = keys.map((key) => {
    if (isBad(key)) throw key.error
    return key
  })
  const meant = kid === undefined ? read : read.filter(({ jwk }) => jwk.kid === kid)
  if (meant.length === 0)
    throw new Failure(
      'unparseable',
      kid === undefined ? 'there is no key in the input' : `no key has the kid ${quoteTyped(kid)}`,
    )
  if (meant.length === 1 || args.text('to') === 'jwks') return meant
  throw usage(`the input has ${meant.length} keys`, 'choose one with --kid, or write all with --to jwks')
}

async function convert(keys: readonly FoundKey[], to: FormatName, secret: () => Promise<string>): Promise<Written> {
  const [key] = keys
  if (key === undefined || to === 'jwks') return { text: setText(keys) }
  const { jwk, isPrivate } = key
  return await writtenKey(jwk, to, secret, isPrivate)
}

/** Without a password of its own the key that is written gets the one of the key that was read. */
const newPassword =
  (args: Arguments, io: Io, known: () => Promise<string>): (() => Promise<string>) =>
  async () =>
    (await password(args, io, NEW_PASSWORD)) ?? (await known())

/** Each is checked as it would be alone. */
const setText = (keys: readonly FoundKey[]): string =>
  `${JSON.stringify({ keys: keys.map(({ jwk }): unknown => JSON.parse(writeKey(jwk, { format: 'jwk' }))) }, undefined, 2)}\n`

interface Saving {
  readonly out: string
  readonly to: FormatName
  readonly isPrivate: boolean
}

/** What is under a password is nobody else's business either. */
function saved(
  { out, to, isPrivate }: Saving,
  { text, octets }: Written,
  document: Answer['document'],
  io: Io,
): Answer {
  const isOwn = isEncrypted(to) || isExposed(to, isPrivate)
  const write = isOwn ? io.writePrivate : io.writePublic
  write(out, octets ?? text)
  io.say(line(toned('dim', `the key is in ${out}${isOwn ? ', readable by you alone' : ''}`)))
  return { exit: 'good', lines: [], document: { ...document, out } }
}
