/** Runs a file of `examples/providers` as its reader would, with a token on standard input, inside a gateway. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Gateway } from '../gateway/gateway.ts'

export interface ExampleRun {
  /** Of `examples/providers`, without its ending. */
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
  readonly token: string
}

export interface ExampleResult {
  readonly exitCode: number | null
  readonly output: string
  readonly errors: string
}

/** On the sources, without a build; nothing else differs from what the examples' own page says. */
const FLAGS = ['--conditions=@keywell/source']

export async function runExample({ name, settings, token }: ExampleRun, { env }: Gateway): Promise<ExampleResult> {
  const file = fileURLToPath(new URL(`../../../examples/providers/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [...FLAGS, file], { env: { ...env, ...settings }, timeout: 25_000 })
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  child.stdin.end(token)
  const [exitCode, output, errors] = await Promise.all([exit, text(child.stdout), text(child.stderr)])
  return { exitCode, output, errors }
}
