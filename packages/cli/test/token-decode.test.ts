/** `keywell token decode`: shows a token and promises nothing. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { kindOf } from '../src/process-io.ts'
import { runInside } from './support/inside.ts'
import { ARGUMENTS, keywell, transcript } from './support/keywell.ts'

const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (header: unknown, payload: unknown): string => `${segment(header)}.${segment(payload)}.c2ln`

const PLAIN = token({ alg: 'ES256', kid: 'a' }, { sub: 'alice', exp: 1_769_860_740 })
/** Clears the screen, turns text red, turns the reading direction round, and hides a letter. */
const HOSTILE = 'ok\u001b[2J\u001b[31mred\u202eesrever\u200b\u0007\u009b1m\n\u{e0041}'

test('header and claims go to stdout, and NOT VERIFIED to stderr', async () => {
  expect(await transcript('token decode $TOKEN --now 1769860800', { TOKEN: PLAIN })).toMatchInlineSnapshot(`
    "$ keywell token decode $TOKEN --now 1769860800
    header
      alg  ES256
      kid  a

    claims
      sub  alice
      exp  1769860740  2026-01-31 11:59:00 UTC, 1 min ago
    ! NOT VERIFIED: anybody can write such a token; to verify it: keywell token verify
    [exit 0]"
  `)
})

test.for([
  ['a header line', `Authorization: Bearer ${PLAIN}\r\n`],
  ['quotes and a comma', `"${PLAIN}",`],
  ['one quote', `${PLAIN}'`],
  ['a byte order mark', `\ufeff${PLAIN}`],
])('what is round the token is taken off and named: %s', async ([, stdin = '']) => {
  const { code, said } = await runInside(['token', 'decode', '-'], { stdin })
  expect(said).toContain('taken off round the token:')
  expect(code).toBe(0)
})

test('a line break at the end of a file is not worth a word', async () => {
  const { said } = await runInside(['token', 'decode', 'token.jwt'], { files: { 'token.jwt': `${PLAIN}\n` } })
  expect(said).toBe('NOT VERIFIED: anybody can write such a token; to verify it: keywell token verify')
})

test('control, bidi and invisible characters are shown, not obeyed', async () => {
  const hostile = token({ alg: 'ES256', kid: HOSTILE, [HOSTILE]: 1 }, { sub: HOSTILE, [HOSTILE]: [HOSTILE] })
  const io = { columns: Number.POSITIVE_INFINITY }
  const { stdout } = await runInside(['token', 'decode', hostile], { io })
  expect(stdout).toContain(String.raw`ok\u001b[2J\u001b[31mred\u202eesrever\u200b\u0007\u009b1m\u000a\udb40\udc41`)
  expect(stdout).not.toMatch(/[^\n\P{C}]/u)
})

test('--json keeps their meaning and is as harmless', async () => {
  const { stdout } = await runInside(['token', 'decode', token({ alg: 'ES256' }, { sub: HOSTILE }), '--json'])
  expect(stdout).not.toMatch(/[^\n\P{C}]/u)
  expect(JSON.parse(stdout)).toEqual({
    schema: 'keywell/token.decode@1',
    verified: false,
    header: { alg: 'ES256' },
    payload: { sub: HOSTILE },
  })
})

test.for([
  ['nothing', '', 3],
  ['a word', 'hello', 4],
  ['two parts', `${segment({ alg: 'ES256' })}.${segment({})}`, 3],
  ['a broken header', `ZZZZZZZZ.${segment({})}.AA`, 3],
  ['an encrypted token', `${segment({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`, 5],
] as const)('what cannot be read is refused: %s', async ([, text, exit]) => {
  const { code, stdout, said } = await runInside(['token', 'decode', text])
  expect(said).toMatch(/error: /)
  expect({ code, stdout }).toEqual({ code: exit, stdout: '' })
})

test.for([
  ['a padded token', `${PLAIN}==`, 0],
  ['an opaque token', 'q'.repeat(400), 4],
  ['a path through a file', `${import.meta.filename}/x`, 4],
] as const)('what no file system takes for a path is no bug: %s', async ([, text, exit]) => {
  const { code, stderr } = await keywell(['token', 'decode', text])
  expect(stderr).not.toContain('a bug in keywell')
  expect(stderr).not.toContain('qqqq')
  expect(code).toBe(exit)
})

test('a place where nobody may look is said to be unreadable', () => {
  const locked = (): never => {
    throw Object.assign(new Error('locked'), { code: 'EACCES' })
  }
  expect(() => kindOf('locked/good.txt', locked)).toThrow('"locked/good.txt" cannot be read: permission denied')
})

test('a mistyped file name is not taken for a token', async () => {
  expect(await transcript('token decode nofile.txt')).toMatchInlineSnapshot(`
    "$ keywell token decode nofile.txt
    ! error: there is no file "nofile.txt", and it is no token
    ! hint: check the path; it counts from the current folder
    [exit 4]"
  `)
  expect(await transcript('token decode ./good.tx')).toMatchInlineSnapshot(`
    "$ keywell token decode ./good.tx
    ! error: there is no file "./good.tx", and it is no token
    ! hint: check the path; it counts from the current folder
    [exit 4]"
  `)
  expect(await transcript('token decode /tmp')).toMatchInlineSnapshot(`
    "$ keywell token decode /tmp
    ! error: "/tmp" is a folder, and no token
    ! hint: check the path; it counts from the current folder
    [exit 4]"
  `)
})

test('a token is read from a pipe as from a file', async () => {
  const command = [process.execPath, ...ARGUMENTS, 'token', 'decode', '/dev/stdin']
  const script = 'token=$1; shift; printf %s "$token" | "$@"'
  const { status, stdout } = spawnSync('sh', ['-c', script, 'sh', PLAIN, ...command], { encoding: 'utf8' })
  expect(stdout).toContain('alice')
  expect(status).toBe(0)
})
