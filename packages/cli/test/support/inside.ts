/** The command without a process: for what needs no real streams, and for terminals, which tests have none of. */
import type { Io } from '../../src/command.ts'
import { paint } from '../../src/output/text.ts'
import { run } from '../../src/run.ts'
import { NOW } from './issuer.ts'

export interface World {
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  readonly io?: Partial<Io>
}

export interface RanInside {
  readonly code: number
  readonly stdout: string
  /** The conversation, line by line. */
  readonly said: string
  /** Private files that were made. */
  readonly written: ReadonlyMap<string, string>
  /** Files that others may read. */
  readonly published: ReadonlyMap<string, string>
}

export async function runInside(
  argv: readonly string[],
  { files = {}, stdin = '', env = {}, io }: World = {},
): Promise<RanInside> {
  const said: string[] = []
  const written = new Map<string, string>()
  const published = new Map<string, string>()
  const content = (place: string): Buffer => Buffer.from(place === '-' ? stdin : (files[place] ?? ''))
  const { code, lines } = await run(argv, {
    now: () => Date.parse(NOW),
    readText: async (place) => content(place).toString(),
    readOctets: async (place) => content(place),
    kindOf: (path) => (Object.hasOwn(files, path) ? 'readable' : 'nothing'),
    variable: (name) => env[name],
    isInputTty: false,
    columns: 100,
    output: 'pipe',
    writePrivate: (path, made) => void written.set(path, Buffer.from(made).toString()),
    writePublic: (path, made) => void published.set(path, Buffer.from(made).toString()),
    say: (line) => void said.push(paint(line, false)),
    ...io,
  })
  return { code, stdout: lines.map((line) => paint(line, false)).join('\n'), said: said.join('\n'), written, published }
}
