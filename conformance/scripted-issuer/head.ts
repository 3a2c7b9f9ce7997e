/** Status and headers of an answer: validators that follow the body, and 304 where the client has it. Sends nothing. */
import type { Answer } from './answer.ts'
import type { Content } from './content.ts'
import type { SeenRequest } from './record.ts'

export interface Head {
  readonly status: number
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly hasBody: boolean
  /** Whether node:http may add the time of day. */
  readonly hasDate: boolean
}

export function headOf(answer: Answer, content: Content, request: Pick<SeenRequest, 'headers'>): Head {
  const { status = 200, headers: given = {} } = answer
  const headers = new Map<string, string>([
    ['content-type', content.type],
    ...validatorsOf(answer, content),
    ...framingOf(answer, content),
    ...(answer.encoding === undefined ? [] : [['content-encoding', answer.encoding] as const]),
  ])
  for (const [name, value] of Object.entries(given)) {
    if (value === null) headers.delete(name)
    else headers.set(name, value)
  }
  const hasDate = given['date'] !== null
  if (status === 200 && isHeld(headers, request)) return notModified(headers, hasDate)
  return { status, headers, hasBody: status !== 204 && status !== 304, hasDate }
}

/** RFC 9110 §15.4.5: what the 200 would have said, save what describes the body that is not sent. */
function notModified(headers: ReadonlyMap<string, string>, hasDate: boolean): Head {
  const kept = new Map([...headers].filter(([name]) => !name.startsWith('content-') && name !== 'transfer-encoding'))
  return { status: 304, headers: kept, hasBody: false, hasDate }
}

function validatorsOf(
  { validators = 'both', status = 200 }: Answer,
  { etag, lastModified }: Content,
): [string, string][] {
  const isOn = (which: 'etag' | 'last-modified'): boolean =>
    status === 200 && (validators === 'both' || validators === which)
  return [
    ...(isOn('etag') ? [['etag', etag] satisfies [string, string]] : []),
    ...(isOn('last-modified') ? [['last-modified', lastModified] satisfies [string, string]] : []),
  ]
}

function framingOf({ framing = 'length', delivery, status = 200 }: Answer, { body }: Content): [string, string][] {
  if (status === 204 || status === 304) return []
  const isChunked = framing === 'chunked' || delivery?.how === 'endless'
  return [isChunked ? ['transfer-encoding', 'chunked'] : ['content-length', String(body.length)]]
}

/** RFC 9110 §13.2.2: the tag decides where the client sent one, and the date only where it did not. */
function isHeld(headers: ReadonlyMap<string, string>, { headers: asked }: Pick<SeenRequest, 'headers'>): boolean {
  const tags = asked['if-none-match']
  const etag = headers.get('etag')
  if (tags !== undefined) return etag !== undefined && isListed(tags, etag)
  return isSince(asked['if-modified-since'], headers.get('last-modified'))
}

/** Compared weakly (RFC 9110 §8.8.3.2). */
function isListed(tags: string, etag: string): boolean {
  return tags.trim() === '*' || tags.split(',').some((tag) => bare(tag) === bare(etag))
}

const bare = (tag: string): string => tag.trim().replace(/^W\//, '')

function isSince(since: string | undefined, modified: string | undefined): boolean {
  return since !== undefined && modified !== undefined && Date.parse(modified) <= Date.parse(since)
}
