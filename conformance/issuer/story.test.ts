/** The story of `make run`, told on the sources: it ends well, it notices when it does not, and it leaves nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

function tell(): { readonly child: ChildProcess; readonly output: () => string } {
  const args = ['--conditions=@keywell/source', 'scripts/run-story.mjs']
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  return { child, output: () => output }
}

/** Ids of processes whose parent is `pid` (Linux). */
function childrenOf(pid: number | undefined): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Until `holds`, but not for ever. */
async function until(holds: () => boolean, patienceMs = 10_000): Promise<void> {
  for (const started = Date.now(); !holds() && Date.now() - started < patienceMs;) await wait(10)
}

test('it is told to its end on lines of at most 100 columns', { timeout: 60_000 }, async () => {
  const { child, output } = tell()
  const [code] = await once(child, 'close')
  expect(output()).toMatch(/ACCEPTED every check passed[^]*ERR_SIGNATURE_INVALID[^]*ERR_KEY_NOT_FOUND[^]*as it should/)
  expect(
    output()
      .split('\n')
      .filter((line) => line.length > 100),
  ).toEqual([])
  expect(code).toBe(0)
})

test.for([
  ['while the issuer starts', 'An OpenID Connect issuer'],
  ['between two commands', 'exit code 0'],
  ['while a command runs', '$ keywell token explain'],
  ['near the end', 'Somebody changes it'],
])('Ctrl-C leaves no process behind: %s', { timeout: 60_000 }, async ([, mark = '']) => {
  const { child, output } = tell()
  const ended = once(child, 'close')
  await until(() => output().includes(mark) && childrenOf(child.pid).length > 0)
  const children = childrenOf(child.pid)
  expect(children.length).toBeGreaterThan(0)
  child.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  await until(() => !children.some(isAlive))
  expect(children.filter(isAlive)).toEqual([])
})

test('the issuer does not outlive a story that is killed', { timeout: 60_000 }, async () => {
  const { child, output } = tell()
  const ended = once(child, 'close')
  await until(() => output().includes('exit code 0'))
  const children = childrenOf(child.pid)
  expect(children.length).toBeGreaterThan(0)
  child.kill('SIGKILL')
  await until(() => !children.some(isAlive))
  expect(children.filter(isAlive)).toEqual([])
  await ended
})
