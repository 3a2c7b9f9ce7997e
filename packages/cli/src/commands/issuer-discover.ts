/** `keywell issuer discover`: the metadata of an issuer, and whether its keys can be had. */
import type { Answer, Io } from '../command.ts'
import type { Arguments } from '../arguments.ts'
import { issuerOperand, type Metadata, published } from '../input/published.ts'
import { report } from '../output/failure.ts'
import { members } from '../output/members.ts'
import { BLANK, type Line, line, toned } from '../output/text.ts'

const SCHEMA = 'keywell/issuer.discover@1'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const { metadata, set, error } = await published(issuerOperand(args), args)
  if (metadata === undefined) throw error
  const problem = error === undefined ? undefined : report(error)
  for (const each of problem?.lines ?? []) io.say(each)
  const usable = set?.keys.length ?? 0
  const quarantined = set?.quarantined.length ?? 0
  return {
    exit: problem?.exit ?? 'good',
    lines: [...metadataLines(metadata, io), BLANK, keysLine(usable, quarantined)],
    document: {
      schema: SCHEMA,
      ok: problem === undefined,
      url: metadata.url,
      metadata: metadata.document,
      keys: { usable, quarantined },
      ...(problem === undefined ? {} : { error: problem.document }),
    },
  }
}

/** First what everybody looks for. */
function metadataLines({ url, document }: Metadata, io: Io): readonly Line[] {
  const { issuer, jwks_uri: jwksUri, ...rest } = document
  return members(`from ${url}`, { issuer, jwks_uri: jwksUri, ...rest }, { nowMs: io.now(), columns: io.columns })
}

function keysLine(usable: number, quarantined: number): Line {
  const rest = quarantined === 0 ? '' : `, ${quarantined} of no use`
  return line(toned('strong', 'keys'), `  ${usable} usable${rest}; to see them: keywell issuer keys`)
}
