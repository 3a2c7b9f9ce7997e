/** The world of a real process: its streams, files and clock. The only place with effects, beside the network. */
import { fstatSync, statSync, writeFileSync, openSync, closeSync, unlinkSync, createReadStream } from 'node:fs'
import type { Io, PlaceKind } from './command.ts'
import { Failure } from './failure.ts'
import { quoteTyped } from './output/printable.ts'
import { paint, wantsColour } from './output/text.ts'

/** Far more than a key set of 256 keys, far less than what hurts. */
const MAX_INPUT_BYTES = 1_048_576

export function processIo(argv: readonly string[]): Io {
  const { stdin, stdout, stderr, env } = process
  const hasColour = wantsColour(stderr.isTTY, env) && !argv.includes('--no-color')
  return {
    now: () => Date.now(),
    readText: async (place) => decode(await readOctets(place === '-' ? stdin : createReadStream(place), place), place),
    readOctets: (place) => readOctets(place === '-' ? stdin : createReadStream(place), place),
    kindOf: (path) => kindOf(path),
    variable: (name) => (env[name] === '' ? undefined : env[name]),
    isInputTty: stdin.isTTY,
    columns: columnsOf(stdout.columns, env['COLUMNS']),
    output: outputKind(stdout.isTTY),
    writePrivate: (path, content) => writeNew(path, content, 0o600),
    writePublic: (path, content) => writeNew(path, content, 0o644),
    say: (line) => void stderr.write(`${paint(line, hasColour)}\n`),
  }
}

type Stat = (path: string) => { isDirectory(): boolean }

/** A token as a path is too long for a file system, or leads through files: then there is simply nothing. */
export function kindOf(path: string, stat: Stat = statSync): PlaceKind {
  try {
    return stat(path).isDirectory() ? 'folder' : 'readable'
  } catch (cause) {
    if (!isRefusal(cause)) return 'nothing'
    throw unreadable(quoteTyped(path), cause)
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')

/** Under this a table is unreadable, and some terminals say 0 when they do not know. */
const MIN_COLUMNS = 40

/** A pipe has no width; COLUMNS gives it one. */
function columnsOf(terminal: number | undefined, asked: string | undefined): number {
  const wanted = [Number(asked), terminal].find((columns) => Number.isInteger(columns) && columns !== 0)
  return wanted === undefined ? Number.POSITIVE_INFINITY : Math.max(MIN_COLUMNS, wanted)
}

function outputKind(isTty: boolean): Io['output'] {
  if (isTty) return 'terminal'
  return fstatSync(process.stdout.fd).isFile() ? 'file' : 'pipe'
}

const PATH_HINT = 'check the path; it counts from the current folder'

const unreadable = (what: string, cause: unknown): Failure =>
  new Failure('unreachable', `${what} cannot be read: ${reasonOf(cause)}`, { hint: PATH_HINT, cause })

const named = (place: string): string => (place === '-' ? 'standard input' : quoteTyped(place))

async function readOctets(stream: AsyncIterable<Uint8Array>, place: string): Promise<Buffer> {
  const what = named(place)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const bytes of stream) {
      size += bytes.length
      if (size > MAX_INPUT_BYTES) throw new Failure('unparseable', `${what} is larger than ${MAX_INPUT_BYTES} bytes`)
      chunks.push(bytes)
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw unreadable(what, cause)
  }
  return Buffer.concat(chunks)
}

function decode(bytes: Buffer, place: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Failure('unparseable', `${named(place)} is no UTF-8 text`)
  }
}

const OPEN_REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'it is a folder'],
  ['EEXIST', 'it exists already, and keys are never overwritten'],
  ['ENOTDIR', 'a part of its path is no folder'],
])

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'it failed'
  return OPEN_REASONS.get(code) ?? code
}

/** `wx` is O_EXCL, which also refuses to follow a symbolic link. */
function writeNew(path: string, content: string | Uint8Array, mode: number): void {
  const file = openNew(path, mode)
  try {
    writeFileSync(file, content)
  } catch (cause) {
    unlinkSync(path)
    throw new Failure('unreachable', `${quoteTyped(path)} cannot be written: ${reasonOf(cause)}`, { cause })
  } finally {
    closeSync(file)
  }
}

function openNew(path: string, mode: number): number {
  try {
    return openSync(path, 'wx', mode)
  } catch (cause) {
    throw new Failure('unreachable', `${quoteTyped(path)} cannot be made: ${reasonOf(cause)}`, {
      hint: 'choose another path for the new file',
      cause,
    })
  }
}
