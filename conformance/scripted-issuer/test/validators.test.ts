/** Conditional requests: RFC 9110 §13, as a cache meets it. */
import { expect, onTestFinished, test } from 'vitest'
import type { Answer } from '../answer.ts'
import { scriptServer } from '../script-server.ts'
import { rawGet, type RawAnswer } from './raw-client.ts'

/** A path whose document can be changed. */
async function served(answer: Answer = {}) {
  let document = 'one'
  const server = await scriptServer(() => document)
  onTestFinished(() => server.close())
  server.script('/', answer)
  return {
    change: (text: string) => {
      document = text
    },
    say: (next: Answer) => server.script('/', next),
    ask: (headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> => rawGet(server.origin, { headers }),
  }
}

const status = ({ statusLine }: RawAnswer): string => statusLine.slice(9, 12)
const tagOf = ({ headers }: RawAnswer): string => headers['etag'] ?? ''
const dateOf = ({ headers }: RawAnswer): string => headers['last-modified'] ?? ''

test('the tag of what is there gives 304, without body, length and type, and with the other headers', async () => {
  const { ask } = await served({ headers: { 'cache-control': 'max-age=9' } })
  const first = await ask()
  const answer = await ask({ 'if-none-match': `"other", W/${tagOf(first)}` })
  expect(status(answer)).toBe('304')
  expect(answer.body).toBe('')
  expect(answer.headers).toMatchObject({
    etag: tagOf(first),
    'last-modified': dateOf(first),
    'cache-control': 'max-age=9',
  })
  for (const name of ['content-length', 'content-type', 'transfer-encoding'])
    expect(answer.headers).not.toHaveProperty(name)
})

test('a change gives another tag and a later date, and both validators miss', async () => {
  const { ask, change } = await served()
  const first = await ask()
  change('two')
  expect(status(await ask({ 'if-none-match': tagOf(first) }))).toBe('200')
  const second = await ask({ 'if-modified-since': dateOf(first) })
  expect(status(second)).toBe('200')
  expect(tagOf(second)).not.toBe(tagOf(first))
  expect(Date.parse(dateOf(second))).toBeGreaterThan(Date.parse(dateOf(first)))
  expect(Date.parse(dateOf(second))).toBeLessThan(Date.now())
})

test('the date alone gives 304 as well', async () => {
  const { ask } = await served({ validators: 'last-modified' })
  const first = await ask()
  expect(first.headers).not.toHaveProperty('etag')
  expect(status(await ask({ 'if-modified-since': dateOf(first) }))).toBe('304')
})

test('a tag that misses is not saved by a date that matches', async () => {
  const { ask } = await served()
  const first = await ask()
  expect(status(await ask({ 'if-none-match': '"other"', 'if-modified-since': dateOf(first) }))).toBe('200')
})

test('a star matches whatever is there', async () => {
  const { ask } = await served()
  expect(status(await ask({ 'if-none-match': '*' }))).toBe('304')
})

test('a server without validators has nothing to compare', async () => {
  const { ask } = await served({ validators: 'none' })
  const first = await ask()
  expect(first.headers).not.toHaveProperty('etag')
  expect(first.headers).not.toHaveProperty('last-modified')
  const later = new Date(Date.now() + 9_000_000).toUTCString()
  expect(status(await ask({ 'if-none-match': '"x"', 'if-modified-since': later }))).toBe('200')
})

test('a tag of the script is the one that counts, whether or not the document changed', async () => {
  const { ask, say } = await served({ headers: { etag: '"v1"' } })
  expect(status(await ask({ 'if-none-match': '"v1"' }))).toBe('304')
  say({ headers: { etag: '"v2"' } })
  const answer = await ask({ 'if-none-match': '"v1"' })
  expect(answer).toMatchObject({ body: 'one', headers: { etag: '"v2"' } })
})

test('an answer that is no 200 has no validators and is never 304', async () => {
  const { ask, say } = await served()
  const tag = tagOf(await ask())
  say({ status: 503 })
  const answer = await ask({ 'if-none-match': tag })
  expect(status(answer)).toBe('503')
  expect(answer.headers).not.toHaveProperty('etag')
})

test('a 304 can also be forced upon a client that never asked for it', async () => {
  const { ask } = await served({ status: 304 })
  const answer = await ask()
  expect(status(answer)).toBe('304')
  expect(answer.body).toBe('')
})
