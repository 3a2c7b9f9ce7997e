/** `keywell key thumbprint`: the RFC 7638 thumbprint of a key, or of every key of a set. */
import { type Jwk, thumbprint, type ThumbprintHash } from 'keywell/jwk'
import type { Answer, Io } from '../command.ts'
import { usage } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import { publicKeys } from '../input/keys.ts'
import { operand } from '../input/operand.ts'
import { quoteTyped } from '../output/printable.ts'
import { table } from '../output/table.ts'

const HASHES: readonly ThumbprintHash[] = ['sha256', 'sha384', 'sha512']

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const hash = hashOf(args.text('hash') ?? 'sha256')
  const { keys, isSet } = await publicKeys(operand(args, io), args, io)
  const prints = await Promise.all(
    keys.map(async (key) => ({ kid: kidOf(key), thumbprint: await thumbprint(key, hash) })),
  )
  const rows = prints.map(({ kid, thumbprint: print }) => (isSet ? [print, kid ?? '–'] : [print]))
  return {
    exit: 'good',
    lines: table(rows, { indent: 0 }),
    document: { schema: 'keywell/key.thumbprint@1', hash, keys: prints },
  }
}

const kidOf = ({ kid }: Jwk): string | undefined => (typeof kid === 'string' ? kid : undefined)

function hashOf(name: string): ThumbprintHash {
  const hash = HASHES.find((known) => known === name)
  if (hash === undefined) throw usage(`--hash ${quoteTyped(name)} is unknown`, `known: ${HASHES.join(', ')}`)
  return hash
}
