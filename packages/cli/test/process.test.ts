/** The command as a process: signals, pipes, colours. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { ARGUMENTS, keywell, start } from './support/keywell.ts'

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2ln'

test('Ctrl-C ends it at once with 130, also while a server keeps it waiting', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const child = start(['issuer', 'keys', url, '--allow-http-loopback'])
  await once(server, 'request')
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([130, null])
  server.closeAllConnections()
  server.close()
})

test('a reader that has had enough is no reason to complain', async () => {
  const child = start(['help'])
  child.stdout?.destroy()
  let stderr = ''
  child.stderr?.on('data', (text) => (stderr += String(text)))
  const [code] = await once(child, 'close')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test.for([
  [{}, false],
  [{ FORCE_COLOR: '1' }, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  [{ FORCE_COLOR: '1', TERM: 'dumb' }, false],
] as const)('colours follow the environment: %o', async ([env, hasColour]) => {
  const { stdout, stderr } = await keywell(['token', 'decode', TOKEN], { env })
  expect({ out: stdout.includes('\u001b['), err: stderr.includes('\u001b[') }).toEqual({
    out: hasColour,
    err: hasColour,
  })
})

test('--no-color wins over everything', async () => {
  const { stdout, stderr } = await keywell(['token', 'decode', TOKEN, '--no-color'], { env: { FORCE_COLOR: '1' } })
  expect(stdout + stderr).not.toContain('\u001b')
})

test('input without end is given up', async () => {
  const child = start(['token', 'decode', '-'])
  const endless = spawn('yes', [], { stdio: ['ignore', 'pipe', 'ignore'] })
  child.stdin?.on('error', () => undefined)
  if (child.stdin !== null) endless.stdout.pipe(child.stdin)
  let stderr = ''
  child.stderr?.on('data', (text) => (stderr += String(text)))
  const [code] = await once(child, 'close')
  endless.kill()
  expect(stderr).toContain('standard input is larger than 1048576 bytes')
  expect(code).toBe(3)
})

test('an answer that cannot be written is one line of error and exit code 4', () => {
  const full = openSync('/dev/full', 'w')
  const args = [...ARGUMENTS, 'token', 'decode', TOKEN, '--json']
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' })
  closeSync(full)
  expect(stderr.split('\n').at(-2)).toBe('error: standard output cannot be written: there is no space left')
  expect(stderr).not.toContain('    at ')
  expect(status).toBe(4)
})
