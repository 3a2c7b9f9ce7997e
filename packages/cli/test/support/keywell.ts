/** The command as a child process, on the sources, and what it did as a transcript that reads like a terminal. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

/** Node keeps what it has compiled and stripped of types; a run takes a third of the time. */
const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/compiled')
const MAIN = resolve(import.meta.dirname, '../../src/main.ts')

/** For Node itself, before what the command is given. */
export const ARGUMENTS: readonly string[] = ['--conditions=@keywell/source', MAIN]

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly stdin?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

export function start(args: readonly string[], { cwd, env }: RunOptions = {}): ReturnType<typeof spawn> {
  const clean = { PATH: process.env['PATH'], COLUMNS: '100', NODE_COMPILE_CACHE: CACHE, ...env }
  return spawn(process.execPath, [...ARGUMENTS, ...args], { cwd, env: clean, stdio: 'pipe' })
}

export async function keywell(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = start(args, options)
  const ran = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (ran.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (ran.stderr += text))
  child.stdin?.end(options.stdin ?? '')
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...ran }
}

export type Variables = Readonly<Record<string, string>>

/** Runs a line such as `token verify $GOOD --now $NOW`; variables are filled in as a shell would. */
export async function transcript(line: string, variables: Variables = {}, options: RunOptions = {}): Promise<string> {
  const args = line.split(' ').map((word) => word.replaceAll(/\$([A-Z]+)/g, (_, name: string) => variables[name] ?? ''))
  const { code, stdout, stderr } = await keywell(args, options)
  return [`$ keywell ${line}`, ...lines(stdout, ''), ...lines(stderr, '! '), `[exit ${code}]`].join('\n')
}

const lines = (text: string, mark: string): readonly string[] =>
  text === ''
    ? []
    : masked(text.replace(/\n$/, ''))
        .split('\n')
        .map((each) => `${mark}${each}`)

/** What differs from run to run, in the same width, so that columns stay where they are. */
const masked = (text: string): string =>
  text
    .replaceAll(/127\.0\.0\.1:\d{5}/g, '127.0.0.1:PORT5')
    .replaceAll(/(?<![\w-])[\w-]{43}(?![\w-])/g, 'THUMBPRINT'.padEnd(43, '.'))
