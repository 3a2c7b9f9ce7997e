/** The issuer as a process: flags, a scenario in a file, commands, JSON lines, its end. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { rawGet } from './raw-client.ts'

interface Running {
  readonly child: ChildProcessWithoutNullStreams
  /** The next line of standard output. */
  next(): Promise<Record<string, unknown>>
  /** Gives a command and takes the next line for its answer. */
  say(line: string): Promise<Record<string, unknown>>
}

function run(...args: readonly string[]): Running {
  const program = join(import.meta.dirname, '../main.ts')
  const child = spawn(process.execPath, ['--conditions=@keywell/source', program, ...args])
  onTestFinished(() => void child.kill())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<Record<string, unknown>> => JSON.parse((await lines.next()).value ?? '{}')
  const say = (line: string): Promise<Record<string, unknown>> => {
    child.stdin.write(`${line}\n`)
    return next()
  }
  return { child, next, say }
}

const statusOf = async (url: unknown): Promise<string> => (await rawGet(String(url))).statusLine.slice(9, 12)

test('it says where it is, answers by its flags, and tells of each request', async () => {
  const { next } = run('--jwks', '503,document', '--path', '/x=html', '--alg', 'Ed25519')
  const { issuer, jwksUri } = await next()
  expect(await statusOf(jwksUri)).toBe('503')
  expect(await next()).toMatchObject({ request: { path: '/jwks.json', status: 503, result: 'sent' } })
  expect(JSON.parse((await rawGet(String(jwksUri))).body)).toMatchObject({ keys: [{ kty: 'OKP', kid: 'ed25519-1' }] })
  await next()
  expect((await rawGet(`${String(issuer)}/x`)).body).toMatch(/^<!doctype html>/)
}, 30_000)

test('it plays the scenario of a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scripted-issuer-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'scenario.json')
  const jwks = [{ status: 429, headers: { 'Retry-After': '7' }, text: '' }, 'document']
  writeFileSync(file, JSON.stringify({ answers: { jwks, discovery: ['404'] } }))
  const { next } = run('--scenario', file)
  const { issuer, jwksUri } = await next()
  expect(await rawGet(String(jwksUri))).toMatchObject({
    statusLine: expect.stringContaining('429'),
    headers: { 'retry-after': '7' },
  })
  expect(await statusOf(jwksUri)).toBe('200')
  expect(await statusOf(`${String(issuer)}/.well-known/openid-configuration`)).toBe('404')
}, 30_000)

test('it obeys its standard input, complains of what it does not know, and ends with it', async () => {
  const { child, next, say } = run()
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const { jwksUri } = await next()
  expect(await say('rotate drop')).toMatchObject({ keys: [{ kid: 'es256-2' }] })
  expect(await say('odd future-type')).toMatchObject({ keys: [{ kty: 'LATTICE' }, { kid: 'es256-2' }] })
  expect(await say('token es256-1')).toEqual({ token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) })
  expect(await say('dance\nwithdraw')).toMatchObject({ keys: [{ kty: 'LATTICE' }] })
  await vi.waitFor(() => expect(complaint).toMatch(/^error: no command "dance"; one of: token, rotate/), 5000)
  expect(await say('jwks reset-before-headers')).toEqual({ ok: true })
  expect((await rawGet(String(jwksUri))).end).toBe('ECONNRESET')
  await next()
  expect(await say('stop')).toEqual({ ok: true })
  expect((await rawGet(String(jwksUri))).end).toBe('ECONNREFUSED')
  expect(await say('start')).toEqual({ ok: true })
  expect(await say('move /new')).toMatchObject({ jwksUri: expect.stringMatching(/\/new$/) })
  child.stdin.end()
  expect(await once(child, 'close')).toEqual([0, null])
}, 30_000)

test.each([
  [['--jwks', 'document,nonsense'], 'no answer "nonsense"; a status, or one of: document'],
  [['--alg', 'ES257'], 'no algorithm "ES257"'],
  [['--host', '0.0.0.0'], 'the host is 127.0.0.0/8 or ::1'],
  [['--port', '70000'], 'the port must be a number'],
  [['--path', '/x'], '--path is written /some/path=answer,answer'],
])(
  'it does not start with %j, and says why',
  async (args, words) => {
    const { child } = run(...args)
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
    expect(await once(child, 'close')).toEqual([1, null])
    expect(complaint).toContain(`error: ${words}`)
  },
  30_000,
)
