/** Any error as `error:` and `hint:` lines and as a document. Never shows a stack, except for bugs. */
import { isKeywellError, type KeywellError } from 'keywell'
import { EXIT_OF_ERROR, type ExitName } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { flagged, hintOf } from './hints.ts'
import { looksSecret } from './printable.ts'
import { type Line, line, toned } from './text.ts'

export interface Report {
  readonly exit: ExitName
  readonly lines: readonly Line[]
  readonly document: Readonly<Record<string, unknown>>
}

/** What a person is told about `error`. */
export function report(error: unknown): Report {
  if (error instanceof Failure) return failed(error)
  if (isKeywellError(error)) return refused(error)
  return bug(error)
}

const errorLine = (text: string, code?: string): Line =>
  line(toned('bad', 'error:'), ` ${text}`, ...(code === undefined ? [] : [toned('dim', ` [${code}]`)]))

const hintLine = (text: string): Line => line(toned('doubt', 'hint:'), ` ${text}`)

function failed({ exit, message, hint }: Failure): Report {
  const lines = [errorLine(message), ...(hint === undefined ? [] : [hintLine(hint)])]
  return { exit, lines, document: { code: undefined, message, hint } }
}

function refused(error: KeywellError): Report {
  const root = rootOf(error)
  const lines = [
    errorLine(flagged(error.message), error.code),
    ...becauseLines(error),
    ...detailLines(root),
    hintLine(hintOf(root.code, root.hint)),
  ]
  return { exit: exitOf(error), lines, document: errorDocument(error) }
}

/** A document that a server does not have is not one that cannot be read, whoever asked for it. */
const exitOf = (error: KeywellError): ExitName =>
  causesOf(error).some(({ code }) => code === 'ERR_FETCH_STATUS') ? 'unreachable' : EXIT_OF_ERROR[error.code]

/** The innermost cause, which says what to do. */
export const rootOf = (error: KeywellError): KeywellError => causesOf(error).at(-1) ?? error

export function becauseLines(error: KeywellError): readonly Line[] {
  const causes = causesOf(error)
  if (causes.length === 0) return reasonLines(error)
  return causes.map((cause) => line('       because ', cause.message, toned('dim', ` [${cause.code}]`)))
}

/** The chain of keywell's own errors below one, which says what really happened. */
export function causesOf(error: KeywellError): readonly KeywellError[] {
  const causes: KeywellError[] = []
  for (let next = error.cause; isKeywellError(next) && causes.length < MAX_CAUSES; next = next.cause) causes.push(next)
  return causes
}

const MAX_CAUSES = 5

/** Without a cause that says it, the reason is in the detail only. */
const reasonLines = (error: KeywellError): readonly Line[] =>
  error.code === 'ERR_KEYS_UNAVAILABLE' ? [line('       because ', error.detail.reason)] : []

/** Members of `detail` that a person compares, as they are called in front of people. */
const COMPARED: ReadonlyMap<string, string> = new Map([
  ['expected', 'expected'],
  ['received', 'received'],
  ['trusted', 'trusted'],
  ['kid', "the token's kid"],
  ['kids', "the set's kids"],
])

/** The values that a person compares; the message alone leaves them out. */
function detailLines({ code, detail }: KeywellError): readonly Line[] {
  const shown = Object.entries(detail).filter(([name, value]) => COMPARED.has(name) && value !== undefined)
  // What an option must be is the message itself.
  const told = shown.filter(([name]) => code !== 'ERR_OPTION_INVALID' || name === 'received')
  return told.map(([name, value]) =>
    line(toned('dim', `       ${COMPARED.get(name) ?? name}: `), valueText(code, value)),
  )
}

/** A value of the token's is no secret; what was typed could be a key where its name belongs. */
function valueText(code: KeywellError['code'], value: unknown): string {
  const text = [value].flat().join(', ')
  return code === 'ERR_OPTION_INVALID' && looksSecret(text.replaceAll('"', '')) ? '…' : text
}

/** An error as docs/cli.md describes it. */
export function errorDocument(error: KeywellError): Readonly<Record<string, unknown>> & { readonly causes?: unknown } {
  const { code, kind, message, hint } = error
  const detail =
    error.code === 'ERR_OPTION_INVALID'
      ? { ...error.detail, received: valueText(code, error.detail.received) }
      : error.detail
  const causes = causesOf(error).map((cause) => ({ code: cause.code, message: cause.message, hint: cause.hint }))
  return { code, kind, message, hint, detail, ...(causes.length === 0 ? {} : { causes }) }
}

/** Where it happened, without values: a message of the runtime may quote its input. */
function bug(error: unknown): Report {
  const name = error instanceof Error ? error.name : 'something'
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((frame) => /^\s+at /.test(frame)) : []
  const lines = [
    errorLine(`a bug in keywell: ${name} was thrown`),
    ...frames.slice(0, 8).map((frame) => line(frame)),
    hintLine('please report it with these lines and the command, without the token'),
  ]
  return { exit: 'bug', lines, document: { code: undefined, message: `a bug in keywell: ${name} was thrown` } }
}
