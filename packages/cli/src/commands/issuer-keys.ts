/** `keywell issuer keys`: the keys that an issuer publishes, each with what it is or why it is of no use. */
import type { Answer, Io } from '../command.ts'
import { usage } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import { providerKeys, providerOperand, type ProviderKeys } from '../input/provider-keys.ts'
import { refuseProviderFlags } from '../input/provider-options.ts'
import { issuerOperand, type Published, published, publishedSet } from '../input/published.ts'
import { report } from '../output/failure.ts'
import { type KeyRow, keyRows, keyTable } from '../output/key-table.ts'
import { BLANK, type Line, line, toned } from '../output/text.ts'

const SCHEMA = 'keywell/issuer.keys@1'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const found = await look(args, io)
  const { set, error, jwksUrl } = found
  if (set === undefined) throw error
  const problem = error === undefined ? undefined : report(error)
  for (const each of problem?.lines ?? []) io.say(each)
  const rows = await keyRows(set)
  return {
    exit: problem?.exit ?? 'good',
    lines: [heading(found, rows), BLANK, ...keyTable(rows, io.columns)],
    document: {
      schema: SCHEMA,
      ok: problem === undefined,
      ...('provider' in found ? { provider: found.provider.name } : {}),
      url: jwksUrl,
      keys: rows,
      ...(problem === undefined ? {} : { error: problem.document }),
    },
  }
}

async function look(args: Arguments, io: Io): Promise<Published | ProviderKeys> {
  const place = args.text('jwks')
  if (place !== undefined && args.operands.length > 0) throw usage('an issuer and --jwks exclude each other')
  const provider = providerOperand(args.operands)
  if (provider === undefined) refuseProviderFlags(args.more)
  if (place !== undefined) return await publishedSet(place, args, io)
  const issuer = issuerOperand(args)
  return provider === undefined ? await published(issuer, args) : await providerKeys(provider, args, io)
}

function heading(found: Published | ProviderKeys, rows: readonly KeyRow[]): Line {
  const bad = rows.filter(({ quarantined }) => quarantined !== undefined).length
  const counts = `${rows.length - bad} usable${bad === 0 ? '' : `, ${bad} quarantined`}`
  return line(
    toned('strong', `${rows.length} ${rows.length === 1 ? 'key' : 'keys'}`),
    ` from ${placeOf(found)}: ${counts}`,
  )
}

function placeOf(found: Published | ProviderKeys): string {
  if (found.jwksUrl !== undefined) return found.jwksUrl
  if (!('provider' in found)) return 'the file'
  return found.variables.length === 0 ? 'the options' : found.variables.join(', ')
}
