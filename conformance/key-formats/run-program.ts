/** Runs one of the independent programs: bounded in time and output, in a directory of its own when it needs files. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a program does in milliseconds; more means that it waits for something. */
const TIMEOUT_MS = 20_000

/** Standard output. @throws Error with the program's own words when it fails */
export function run(program: string, args: readonly string[], input: string | Uint8Array = ''): Buffer {
  const ran = spawnSync(program, args, { input, timeout: TIMEOUT_MS, maxBuffer: 1024 * 1024 })
  if (ran.error === undefined && ran.status === 0) return ran.stdout
  const words = ran.error?.message ?? ran.stderr.toString()
  throw new Error(`${program} ${args.join(' ')}: ${words.trim()}`)
}

/** Whether a program is there. Those that make test installs must be; see the Makefile. */
export const isThere = (program: string): boolean => spawnSync('which', [program]).status === 0

/** Calls `use` with the path of a file that only we may read, as ssh-keygen demands, and removes it. */
export function withFile<T>(content: string | Uint8Array, use: (path: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'keywell-formats-'))
  try {
    const path = join(folder, 'key')
    writeFileSync(path, content, { mode: 0o600 })
    return use(path, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
