/** A script in a process of its own, on the sources. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'

const argsOf = (script: string, flags: readonly string[] = []): string[] => [
  '--conditions=@keywell/source',
  '--disable-warning=ExperimentalWarning',
  ...flags,
  '--input-type=module',
  '--eval',
  script,
]

/** The URL of a module of src/, as text for a script. */
export const moduleUrl = (path: string): string => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href)

/** Runs to the end; a process that does not end by itself is killed after 8 seconds and has no status. */
export const runScript = (script: string, flags?: readonly string[]) =>
  spawnSync(process.execPath, argsOf(script, flags), { encoding: 'utf8', timeout: 8000 })

/** Killed when the test is over, however that ends: a script that goes on for ever must not outlive it. */
export function startScript(script: string): ChildProcess {
  const child = spawn(process.execPath, argsOf(script), { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}
